"""A form looked at by the units below: what each of them contributes to it, and who has nothing yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from quizapp.kit.periods import up_to
from quizapp.ledger import Measure, Sum, subtree_sums
from quizapp.statistics.below import wanted_of
from quizapp.statistics.earlier import is_filed
from quizapp.statistics.explain import explain, scope_of
from quizapp.statistics.folds import Sums, fold
from quizapp.statistics.form import Field, FieldType
from quizapp.statistics.report import Report
from quizapp.statistics.said import WordBelow, words_below
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLine:
    """What a child brought in within the period, whatever the form asks: sessions, attendances, things, pieces."""

    unit: Unit
    sessions: int
    attendances: int
    items: int
    quantity: int
    #: Measures among whose entries some are approximate: their total is a floor ("160余").
    approximate: frozenset[str] = frozenset()

    @property
    def is_silent(self) -> bool:
        """Whether nothing stands in the ledger for it or below it."""
        return not (self.sessions or self.attendances or self.items or self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFigure:
    """A child's figure for one field, as its own form shows it. ``value`` None = not answered."""

    unit: Unit
    value: int | None
    is_typed: bool = False
    is_approximate: bool = False


def child_lines(
    session: Session, report: Report, *, known: Mapping[int, Sequence[Sum]] | None = None
) -> list[ChildLine]:  # fmt: skip
    """One line for each direct child, in their order. Three statements, none when the children's sums are ``known``."""
    units = {child.id: child.path for child in report.children}
    below = subtree_sums(session, scope_of(report), units) if known is None else known
    return [_line(child, below[child.id]) for child in report.children]


def _line(child: Unit, rows: Sequence[Sum]) -> ChildLine:
    def total(measure: Measure) -> int:
        return sum(row.quantity for row in rows if row.measure == measure)

    return ChildLine(
        unit=child, sessions=total(Measure.SESSION_HELD), attendances=total(Measure.ATTENDANCE),
        items=total(Measure.ITEM), quantity=total(Measure.QUANTITY), approximate=_approximate(rows),
    )  # fmt: skip


def _approximate(rows: Sequence[Sum]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.measure] += row.approximate
    return frozenset(measure for measure, count in counts.items() if count > 0)


def child_figures(session: Session, report: Report, field: Field) -> list[ChildFigure]:
    """Each direct child's figure or answer for ``field``, in their order; those of figures are `explain`'s."""
    if not report.children or field.type in (FieldType.TEXT, FieldType.DATE):
        return []
    if field.is_number:
        return _figures(session, report, field)
    words = {
        word.unit_id: word
        for word in words_below(session, report.sheet, asks_once=is_filed(session, report.campaign, report.form.key))
        if word.field_key == field.key
    }
    ledger = _ledger_answers(session, report, field)
    return [_answer(child, words.get(child.id), ledger.get(child.id)) for child in report.children]


def _figures(session: Session, report: Report, field: Field) -> list[ChildFigure]:
    found = explain(session, report, [field]).get(field.key)
    by_unit = {line.unit.id: line for line in found.lines if line.unit is not None} if found else {}
    return [
        ChildFigure(
            unit=child, value=line.amount if line else None, is_typed=line is not None and line.is_typed,
            is_approximate=line is not None and line.is_approximate,
        )
        for child, line in ((child, by_unit.get(child.id)) for child in report.children)
    ]  # fmt: skip


def _ledger_answers(session: Session, report: Report, field: Field) -> dict[int, int]:
    """Unit id -> what the ledger answers for it; empty where only a person can."""
    derive = field.derive
    if derive is None:
        return {}
    scope, children = scope_of(report), {child.id: child.path for child in report.children}
    until = scope.period.last
    if until is not None and is_filed(session, report.campaign, report.form.key):
        scope = replace(scope, period=up_to(until))  # asked once a campaign, as `build_report` does
    below = subtree_sums(session, scope, children, wanted=[wanted_of(derive)])
    return {unit_id: fold(derive, Sums(rows)).value for unit_id, rows in below.items()}


def _answer(child: Unit, word: WordBelow | None, derived: int | None) -> ChildFigure:
    value = int(word.value) if word is not None else derived
    return ChildFigure(unit=child, value=value, is_typed=word is not None)
