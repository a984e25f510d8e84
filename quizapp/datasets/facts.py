"""Tidy facts: one row for each unit and field of a form, with its provenance and the position it was read at."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from quizapp.datasets.choices import Ground, form_of_ground
from quizapp.exports import Column, Scalar
from quizapp.kit.periods import parse_period
from quizapp.statistics import Cell, Form, Report, build_report, value_on_paper
from quizapp.units import Unit, ancestor_ids, list_subtree, names_of

#: Names for programs: the same in every language and format.
FACT_COLUMNS = (
    Column(title="campaign", width=14), Column(title="unit_code", width=18), Column(title="unit_name", width=24),
    Column(title="unit_path", width=40), Column(title="unit_level", width=12), Column(title="form", width=18),
    Column(title="form_version", width=8, holds=int), Column(title="field", width=28), Column(title="field_label", width=30),
    Column(title="measure_word", width=10), Column(title="field_type", width=10), Column(title="period", width=18),
    # yes is 1, no is 0; nothing where nobody has answered, or the answer is a text
    Column(title="value", width=12, holds=int), Column(title="text", width=20), Column(title="approximate", width=10, holds=bool),
    Column(title="provenance", width=12), Column(title="derived", width=12, holds=int), Column(title="position", width=12, holds=int),
)  # fmt: skip


def count_facts(session: Session, ground: Ground) -> int:
    """How many rows there will be."""
    return len(list_subtree(session, ground.unit.path)) * len(form_of_ground(session, ground).by_key)


def fact_rows(session: Session, ground: Ground) -> Iterator[tuple[Scalar, ...]]:
    """Unit by unit from the top down, each unit's form as its own page shows it, descendants included.

    A report is one unit's: its statements are few, whatever it holds, and are sent again for the next unit.
    """
    form, period = form_of_ground(session, ground), parse_period(ground.chosen.period)
    units = list_subtree(session, ground.unit.path)
    names = names_of(session, {each for unit in units for each in ancestor_ids(unit.path)})
    for unit in units:
        report = build_report(
            session, form, ground.campaign, unit, period, now=ground.ordered_at, position=ground.chosen.position
        )
        path = "/".join(names[each] for each in ancestor_ids(unit.path))
        yield from _rows(report, unit, path, form)


def _rows(report: Report, unit: Unit, path: str, form: Form) -> Iterator[tuple[Scalar, ...]]:
    for cell in report.cells.values():
        field = cell.field
        yield (
            report.campaign.code, unit.code, unit.name, path, unit.level, form.key, form.version, field.key, field.label,
            field.unit, field.type.value, report.period.key, _number(cell), _text(cell), cell.is_approximate,
            cell.provenance.value, cell.derived, report.position,
        )  # fmt: skip


def _number(cell: Cell) -> int | None:
    value = value_on_paper(cell)
    return int(value) if isinstance(value, int) else None


def _text(cell: Cell) -> str | None:
    return cell.value if isinstance(cell.value, str) else None
