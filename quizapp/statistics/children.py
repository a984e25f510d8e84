"""A form looked at by the units below: what each of them contributes to it, and who has nothing yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.ledger import Measure, Scope, Sum, people_below, subtree_sums, sums
from quizapp.statistics.below import wanted_of
from quizapp.statistics.folds import Sums, fold
from quizapp.statistics.form import Field, FieldType, Fold
from quizapp.statistics.report import Report
from quizapp.statistics.said import WordBelow, topmost_words, words_below
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


def _scope(report: Report) -> Scope:
    return Scope(
        campaign_id=report.campaign.id, unit_path=report.unit.path, period=report.period, position=report.position
    )


def child_lines(session: Session, report: Report) -> list[ChildLine]:
    """One line for each direct child, in their order. Two statements."""
    below = subtree_sums(session, _scope(report), {child.id: child.path for child in report.children})
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
    """Each direct child's figure for ``field``, in their order. Four statements at most."""
    if not report.children or field.type in (FieldType.TEXT, FieldType.DATE):
        return []
    words = [word for word in words_below(session, report.sheet) if word.field_key == field.key]
    if field.is_number:
        words = topmost_words(words)
    units = {child.id: child.path for child in report.children} | {word.unit_id: word.unit_path for word in words}
    ledger = _ledger_figures(session, report, field, units)
    return [_figure(child, field, words, ledger) for child in report.children]


def _ledger_figures(
    session: Session, report: Report, field: Field, units: dict[int, str]
) -> dict[int, tuple[int, bool]]:
    """Unit id -> what the ledger says for its subtree, and whether that is approximate."""
    derive = field.derive
    if derive is None:
        return {}
    if derive.fold is Fold.DISTINCT_PERSONS:
        kinds = Sums(sums(session, _scope(report))).kinds_of(derive)
        people = people_below(session, _scope(report), units, kinds=kinds, tags=derive.tags, also=derive.also)
        return {unit_id: (count, False) for unit_id, count in people.items()}
    below = subtree_sums(session, _scope(report), units, wanted=[wanted_of(derive)])
    folded = {unit_id: fold(derive, Sums(rows)) for unit_id, rows in below.items()}
    return {unit_id: (each.value, each.is_approximate) for unit_id, each in folded.items()}


def _figure(child: Unit, field: Field, words: Sequence[WordBelow], ledger: dict[int, tuple[int, bool]]) -> ChildFigure:
    mine = [word for word in words if word.unit_path.startswith(child.path)]
    value, is_approximate = ledger.get(child.id, (0, False))
    is_typed = any(word.unit_id == child.id for word in mine)
    if field.type is FieldType.BOOL:
        answer = next((int(word.value) for word in mine), value if field.derive else None)
        return ChildFigure(unit=child, value=answer, is_typed=is_typed)
    if field.derive is None and not mine:
        return ChildFigure(unit=child, value=None)
    value += sum(int(word.value) - ledger.get(word.unit_id, (0, False))[0] for word in mine)
    about = is_approximate or any(word.is_approximate for word in mine)
    return ChildFigure(unit=child, value=value, is_typed=is_typed, is_approximate=about)
