"""Folding ledger sums into a figure. Pure: sums in, value out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.ledger import Sum
from quizapp.statistics.form import Derive, Fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A derived figure; yes/no is 1 or 0. ``is_approximate`` makes it a floor ("160余")."""

    value: int
    is_approximate: bool = False
    #: How much of it counts in the cells of its own kind too, by the organizer's choice.
    also: int = 0


def counts_kind(derive: Derive, kind: str) -> bool:
    """Whether entries of the ledger kind belong to what ``derive`` names."""
    if derive.kinds:
        return kind in derive.kinds
    return not derive.family or kind == derive.family or kind.startswith(f"{derive.family}.")


def counts_also(derive: Derive, row: Sum) -> bool:
    """Whether entries of another kind count here too, by the organizer's choice; never twice in one field."""
    return row.kind in derive.also and any(kind in derive.kinds for kind in row.tag_values("also"))


def counts(derive: Derive, row: Sum) -> bool:
    """Whether the field counts the entries behind ``row``."""
    measured = derive.measure is None or row.measure == derive.measure
    return measured and (counts_kind(derive, row.kind) or counts_also(derive, row)) and row.has_tags(derive.tags)


class Sums:
    """Sums of one subtree by kind, so that each field looks at its own only."""

    def __init__(self, rows: Iterable[Sum] = ()) -> None:
        self._by_kind: dict[str, list[Sum]] = {}
        for row in rows:
            self._by_kind.setdefault(row.kind, []).append(row)

    def kinds_of(self, derive: Derive) -> tuple[str, ...]:
        """The ledger kinds that ``derive`` names and that are there."""
        if derive.kinds:
            return tuple(kind for kind in derive.kinds if kind in self._by_kind)
        return tuple(kind for kind in self._by_kind if counts_kind(derive, kind))

    def counted_by(self, derive: Derive) -> list[Sum]:
        """The sums that ``derive`` counts."""
        kinds = [*self.kinds_of(derive), *(kind for kind in derive.also if kind in self._by_kind)]
        return [row for kind in kinds for row in self._by_kind[kind] if counts(derive, row)]


def fold(derive: Derive, sums: Sums) -> Folded:
    """The derived figure. `Fold.DISTINCT_PERSONS` cannot be folded from sums and is not accepted here."""
    assert derive.fold is not Fold.DISTINCT_PERSONS
    found = sums.counted_by(derive)
    if derive.fold is Fold.EXISTS:
        return Folded(value=int(_exists(derive, found)))
    total = sum(row.quantity for row in found)
    also = sum(row.quantity for row in found if not counts_kind(derive, row.kind))
    return Folded(value=total, is_approximate=sum(row.approximate for row in found) > 0, also=also)


def _exists(derive: Derive, found: list[Sum]) -> bool:
    if not derive.distinct:
        return sum(row.quantity for row in found) >= derive.minimum
    standing: dict[str, int] = {}
    for row in found:
        for value in row.tag_values(derive.distinct):
            standing[value] = standing.get(value, 0) + row.quantity
    return sum(quantity > 0 for quantity in standing.values()) >= derive.minimum
