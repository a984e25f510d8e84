"""Books: the forms of a unit and of those below it in one file, with an overview in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp import exports
from quizapp.datasets.choices import BookReach, Ground, form_of_ground
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.periods import parse_period
from quizapp.statistics import Cell, Need, Provenance, Report, Words, build_report, footer_of, to_document
from quizapp.units import Unit, list_children, list_subtree, within

#: A book is held in memory while it is laid out; more units than this nobody leafs through.
MOST_UNITS = 300
Say = Callable[[str], str]


def count_units(session: Session, unit: Unit, reach: BookReach) -> int:
    """How many forms the book would hold."""
    if reach is BookReach.CHILDREN:
        return 1 + len(list_children(session, unit.id))
    return session.scalar(select(func.count(Unit.id)).where(within(unit.path), Unit.is_active)) or 0


def units_of_book(session: Session, unit: Unit, reach: BookReach) -> list[Unit]:
    """The unit, then its children or everything below it, in the order of the tree.

    Raises `Invalid` for more than anybody leafs through.
    """
    count = count_units(session, unit, reach)
    if count > MOST_UNITS:
        message = N_("一本最多 %(most)d 个单位，这里有 %(count)d 个：请只选直接下级，或者改用明细数据")
        raise Invalid(message, field="reach", most=MOST_UNITS, count=count)
    below = list_children(session, unit.id) if reach is BookReach.CHILDREN else list_subtree(session, unit.path)
    return [unit, *(each for each in below if each.id != unit.id)]


def book_of(session: Session, ground: Ground, fmt: str, tick: Callable[[int, int], None]) -> list[exports.Chapter]:
    """The overview, then a chapter a unit; ``tick(done, total)`` after each."""
    form, period = form_of_ground(session, ground), parse_period(ground.chosen.period)
    units = units_of_book(session, ground.unit, BookReach(ground.chosen.reach))
    reports = []
    for number, unit in enumerate(units, 1):
        reports.append(
            build_report(
                session, form, ground.campaign, unit, period, now=ground.ordered_at, position=ground.chosen.position
            )
        )
        tick(number, len(units))
    chapters = [
        exports.Chapter(name=report.unit.name, document=replace(to_document(report), data=None)) for report in reports
    ]
    return [exports.Chapter(name=ground.say(N_("总览")), document=_overview(reports, fmt, ground)), *chapters]


def _overview(reports: Sequence[Report], fmt: str, ground: Ground) -> exports.Document:
    first, say = reports[0], ground.say
    table = _wide(reports, say) if fmt == "xlsx" else _narrow(reports, say)
    words = Words()
    return exports.Document(
        title=first.form.title,
        subtitle=say(N_("总览")),
        meta=(f"{first.unit.name} · {words.period(first.period)}",),
        blocks=(table,),
        # one page size for the whole book: the forms' own
        page=exports.Page.A4_LANDSCAPE if fmt == "xlsx" else exports.Page.A4_PORTRAIT,
        footer_note=footer_of(first, words),
        author=first.unit.name,
        created_at=first.built_at,
    )


def _wide(reports: Sequence[Report], say: Say) -> exports.Table:
    """Units by fields: every figure of the book on one sheet."""
    asked = [cell.field for cell in reports[0].cells.values() if cell.provenance is not Provenance.RETIRED]
    columns = (exports.Column(width=20), exports.Column(width=14), *(exports.Column(width=10) for _ in asked))
    titles = (say(N_("单位")), say(N_("单位代码")), *(f"{field.label}（{field.unit}）" for field in asked))
    rows = [
        (*exports.cells(report.unit.name, report.unit.code), *(_figure(report.cells[field.key]) for field in asked))
        for report in reports
    ]
    return exports.Table(columns=columns, rows=(tuple(exports.head(title) for title in titles), *rows))


def _figure(cell: Cell) -> exports.Cell:
    value = bool(cell.value) if cell.field.type.value == "bool" and cell.value is not None else cell.value
    return exports.Cell(value=value, approximate=cell.is_approximate, align=exports.Align.RIGHT)


def _narrow(reports: Sequence[Report], say: Say) -> exports.Table:
    """How far each unit's form is: what paper has room for."""
    titles = (N_("序号"), N_("单位"), N_("单位代码"), N_("已有数字"), N_("待填"), N_("待确认"))
    columns = tuple(exports.Column(width=width) for width in (8, 40, 26, 14, 10, 12))
    rows = [
        exports.cells(number, report.unit.name, report.unit.code, *_progress(report))
        for number, report in enumerate(reports, 1)
    ]
    return exports.Table(columns=columns, rows=(tuple(exports.head(say(title)) for title in titles), *rows))


def _progress(report: Report) -> tuple[str, int, int]:
    asked = [cell for cell in report.cells.values() if cell.provenance is not Provenance.RETIRED]
    open_ = sum(cell.need is Need.ANSWER for cell in asked)
    confirm = sum(cell.need in (Need.CONFIRM, Need.CONFIRM_AGAIN) for cell in asked)
    return f"{len(asked) - open_}/{len(asked)}", open_, confirm
