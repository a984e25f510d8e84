"""Looks at the figures of a unit and of the units below it, with what the units said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.periods import week_of
from quizapp.kit.text import clean_line
from quizapp.statistics.explain import Explanation, Why, explain
from quizapp.statistics.inputs import Author
from quizapp.statistics.models_looks import LookNote
from quizapp.statistics.plausible import Look, LookRule, UnitFigures, look_through
from quizapp.statistics.report import Provenance, Report, build_report
from quizapp.statistics.said import Sheet
from quizapp.units import Unit, get_unit, is_within


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLook:
    """A look with the unit it is at and what the unit said; ``is_current`` False = the figures have moved since."""

    look: Look
    unit: Unit
    note: LookNote | None = None
    is_current: bool = False


def looks_below(session: Session, report: Report, *, now: datetime) -> list[SeenLook]:
    """Looks at the units directly below, compared with each other; the number of statements does not depend on them."""
    if not report.children:
        return []
    before = _a_week_before(report)
    earlier = _explained(session, before, now) if before is not None else {}
    found = explain(session, report)
    group = [_figures(child, found, earlier) for child in report.children]
    return _with_notes(session, report.sheet, look_through(group), {each.id: each for each in report.children})


def looks_at(session: Session, report: Report, *, now: datetime) -> list[SeenLook]:
    """Looks at the report's own unit: among its sisters, or by itself where it is the campaign's top."""
    parent_id = report.unit.parent_id
    root = get_unit(session, report.campaign.root_unit_id)
    if parent_id is None or report.unit.id == root.id or not is_within(report.unit.path, root.path):
        looks = look_through([_own_figures(report)])
        return _with_notes(session, report.sheet, looks, {report.unit.id: report.unit})
    parent = get_unit(session, parent_id)
    above = build_report(
        session, report.form, report.campaign, parent, report.period, now=now, position=report.position
    )  # fmt: skip
    return [each for each in looks_below(session, above, now=now) if each.unit.id == report.unit.id]


def _a_week_before(report: Report) -> Sheet | None:
    """The sheet of the week before; None for forms that are no week's."""
    sheet, first, last = report.sheet, report.period.first, report.period.last
    if first is None or last is None:
        return None
    before = week_of(first - timedelta(days=1), closes_on=last.weekday())
    return Sheet(form=sheet.form, campaign=sheet.campaign, unit=sheet.unit, period=before)


def _explained(session: Session, sheet: Sheet, now: datetime) -> dict[str, Explanation]:
    report = build_report(session, sheet.form, sheet.campaign, sheet.unit, sheet.period, now=now)
    return explain(session, report)


def _figures(unit: Unit, found: Mapping[str, Explanation], earlier: Mapping[str, Explanation]) -> UnitFigures:
    lines = {
        key: line for key, explanation in found.items() for line in explanation.lines
        if line.why is Why.CHILD and line.unit is not None and line.unit.id == unit.id and line.amount is not None
    }  # fmt: skip
    before = {
        key: line.amount for key, explanation in earlier.items() for line in explanation.lines
        if line.unit is not None and line.unit.id == unit.id and line.amount is not None
    }  # fmt: skip
    return UnitFigures(
        unit_id=unit.id, kind=unit.kind, headcount=unit.headcount, last_week=before,
        figures={key: line.amount or 0 for key, line in lines.items()},
        typed=frozenset(key for key, line in lines.items() if line.is_typed),
        approximate=frozenset(key for key, line in lines.items() if line.is_approximate),
    )  # fmt: skip


def _own_figures(report: Report) -> UnitFigures:
    cells = {
        key: cell for key, cell in report.cells.items() if cell.field.is_number and report.number(key) is not None
    }  # fmt: skip
    return UnitFigures(
        unit_id=report.unit.id, kind=report.unit.kind, headcount=report.unit.headcount,
        figures={key: report.number(key) or 0 for key in cells},
        typed=frozenset(key for key, cell in cells.items() if cell.provenance is Provenance.TYPED and cell.author),
        approximate=frozenset(key for key, cell in cells.items() if cell.is_approximate),
    )  # fmt: skip


def _with_notes(session: Session, sheet: Sheet, looks: Sequence[Look], units: Mapping[int, Unit]) -> list[SeenLook]:
    """Each look with the newest words about it. One statement, none where there is nothing to look at."""
    if not looks:
        return []
    rows = session.scalars(
        select(LookNote)
        .where(LookNote.campaign_id == sheet.campaign.id, LookNote.form_key == sheet.form.key)
        .where(LookNote.period_key == sheet.period.key, LookNote.unit_id.in_({look.unit_id for look in looks}))
        .order_by(LookNote.id)
    )
    newest = {(row.unit_id, row.rule, row.field_key): row for row in rows}
    found = []
    for look in looks:
        note = newest.get((look.unit_id, look.rule.value, look.keys[0]))
        is_current = note is not None and note.seen == look.seen
        found.append(SeenLook(look=look, unit=units[look.unit_id], note=note, is_current=is_current))
    return found


def explain_look(
    session: Session, report: Report, *, rule: str, key: str, seen: str, explanation: str, by: Author, now: datetime
) -> LookNote:
    """Keep the unit's words about a look at its own figures.

    Raises `Invalid` without words and `Conflict` when the figures are not those that were ``seen``.
    """
    words = clean_line(explanation, limit=300)
    if not words:
        raise Invalid(N_("请写明情况"), field="explanation")
    looks = (each.look for each in looks_at(session, report, now=now))
    look = next((each for each in looks if (each.rule.value, each.keys[0]) == (rule, key)), None)
    if look is None or look.seen != seen:
        raise Conflict(N_("这一处刚刚变了，请看过后再说明"))
    sheet = report.sheet
    note = LookNote(
        campaign_id=sheet.campaign.id, unit_id=sheet.unit.id, form_key=sheet.form.key, period_key=sheet.period.key,
        rule=LookRule(rule).value, field_key=key, seen=seen, explanation=words, staff_id=by.id, author=by.name, at=now,
    )  # fmt: skip
    session.add(note)
    session.flush()
    return note
