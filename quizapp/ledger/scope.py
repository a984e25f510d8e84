"""Which part of the ledger a reader looks at, and the conditions that entries and kept totals share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.ledger.entry import Measure
from quizapp.ledger.models import LedgerSubtreeTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the ledger a figure looks at: a campaign, a subtree, some days, up to a position (None = now)."""

    campaign_id: int
    unit_path: str
    period: Period = CUMULATIVE
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which sums are worth reading. ``fragments`` must all occur in the framed tags (`` fire ``, `` sector:``)."""

    #: Empty = any kind.
    kinds: tuple[str, ...] = ()
    measure: str | None = None
    fragments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions on the columns that entries and totals share."""

    scope: Scope
    kinds: Collection[str] | None = None
    any_of: Sequence[Wanted] = ()

    def on(self, table: Any, *, hidden: bool = False) -> list[ColumnElement[bool]]:
        """The conditions for ``table``; ``hidden`` keeps its indexes by campaign out of use."""
        campaign = table.campaign_id + 0 if hidden else table.campaign_id
        found: list[ColumnElement[bool]] = [campaign == self.scope.campaign_id]
        if self.kinds is not None:
            found.append(table.kind.in_(sorted(self.kinds)))
        if self.any_of:
            found.append(or_(*(_fits(table, each) for each in self.any_of)))
        if self.scope.period.first is not None:
            found.append(table.day >= self.scope.period.first)
        if self.scope.period.last is not None:
            found.append(table.day <= self.scope.period.last)
        return found

    def by_measure(self) -> list[list[ColumnElement[bool]]]:
        """Conditions for the totals of subtrees, apart for each measure: those lie together there."""
        if not self.any_of:
            return [self.on(LedgerSubtreeTotal)]
        found: list[list[ColumnElement[bool]]] = []
        for measure in Measure:
            fitting = [each for each in self.any_of if each.measure in (None, measure)]
            if fitting:
                conditions = Conditions(self.scope, any_of=fitting).on(LedgerSubtreeTotal)
                found.append([LedgerSubtreeTotal.measure == measure.value, *conditions])
        return found


def _fits(table: Any, wanted: Wanted) -> ColumnElement[bool]:
    kinds = [table.kind.in_(wanted.kinds)] if wanted.kinds else []
    measure = [table.measure == wanted.measure] if wanted.measure is not None else []
    tags = [table.tags.contains(fragment, autoescape=True) for fragment in wanted.fragments]
    return and_(true(), *kinds, *measure, *tags)
