"""The report as a document in the official three-column layout, and as plain data."""

from __future__ import annotations

import re
from typing import Any

from quizapp import exports
from quizapp.campaigns import Campaign
from quizapp.statistics.form import FieldType, Item, Section
from quizapp.statistics.report import Cell, Provenance, Report, report_day
from quizapp.statistics.words import Words

_BLANK = re.compile(r"\{([a-z0-9_]+)\}")


def to_document(report: Report, *, words: Words | None = None) -> exports.Document:
    """The official form: heading line, three columns, first column merged, figures inside their sentences.

    ``words`` are the few labels around the form's own text, in the reader's language.
    """
    say = words or Words()
    return exports.Document(
        annex=report.form.annex,
        title=report.form.title,
        blocks=(_heading(report, say), _table(report, say), _signatures(say)),
        data=_flat(report, say),
        footer_note=say.footer % {"position": report.position, "period": say.period(report.period)},
    )


def _heading(report: Report, say: Words) -> exports.KeyValues:
    values = header_values(report.campaign, report)
    shares = {"reporting_unit": 1.7, "report_date": 1.2}
    pairs = [
        exports.KeyValue(
            label=f"{field.label}（盖章）" if field.seal_required else field.label,
            value=values.get(field.key),
            share=shares.get(field.key, 1),
        )
        for field in report.form.header
    ]
    return exports.KeyValues(pairs=tuple(pairs))


def header_values(campaign: Campaign, report: Report) -> dict[str, Any]:
    """What stands above the table: unit, contact, phone, day; None leaves room to write."""
    return {
        "reporting_unit": report.unit.name,
        "contact_name": campaign.contact_name or None,
        "contact_phone": campaign.contact_phone or None,
        "report_date": report_day(report),
    }


def _table(report: Report, say: Words) -> exports.Table:
    titles = tuple(exports.head(title) for title in report.form.columns)
    rows: list[exports.Row] = [(exports.head(report.form.columns[0], col_span=2), *titles[1:])]
    for section in report.form.sections:
        for number, item in enumerate(section.items):
            first = (exports.label(section.label, row_span=len(section.items)),) if number == 0 else ()
            sentence = sentence_of(report, item, say)
            rows.append(
                (*first, exports.label(item.label), exports.Cell(value=item.requirement), exports.Cell(value=sentence))
            )
    widths = (9, 13, 34, 48)
    return exports.Table(columns=tuple(exports.Column(width=width) for width in widths), rows=tuple(rows))


def sentence_of(report: Report, item: Item, say: Words) -> tuple[str | exports.Figure, ...]:
    """The progress sentence with figures in its blanks."""
    parts: list[str | exports.Figure] = []
    for number, piece in enumerate(_BLANK.split(item.progress)):
        parts += [piece] if number % 2 == 0 else _blank(report.cells[piece], say)
    return tuple(part for part in parts if part != "")


def _blank(cell: Cell, say: Words) -> list[str | exports.Figure]:
    if cell.field.type is FieldType.BOOL:
        return [say.yes_no(cell)]
    return [exports.Figure(value=cell.value, approximate=cell.is_approximate, key=cell.field.key)]


def _signatures(say: Words) -> exports.SignatureBlock:
    return exports.SignatureBlock(lines=say.signature_lines, seal=say.seal)


def _flat(report: Report, say: Words) -> exports.Table:
    """The same figures, one a row: what csv writes and xlsx adds as a second sheet."""
    columns = tuple(
        exports.Column(title=title, width=width)
        for title, width in zip(say.flat_titles, (18, 20, 26, 26, 12, 8, 10, 12, 30), strict=True)
    )
    rows = [
        _flat_row(section, item, report.cells[field.key], say)
        for section in report.form.sections
        for item in section.items
        for field in item.fields
    ]
    return exports.Table(columns=columns, rows=(tuple(exports.head(column.title) for column in columns), *rows))


def _flat_row(section: Section, item: Item, cell: Cell, say: Words) -> exports.Row:
    value: exports.Value = cell.value
    if cell.field.type is FieldType.BOOL and cell.value is not None:
        value = bool(cell.value)
    remark = "；".join(part for part in (cell.reason, say.units_saying_yes(cell)) if part)
    return (
        *exports.cells(section.label, item.label, cell.field.label, cell.field.key),
        exports.Cell(value=value, approximate=cell.is_approximate, key=cell.field.key, align=exports.Align.RIGHT),
        *exports.cells(cell.field.unit, say.provenance(cell.provenance), cell.derived, remark),
    )


def to_data(report: Report) -> dict[str, Any]:
    """The report as plain data for programs: header, position, and every cell with its provenance."""
    return {
        "form": report.form.key,
        "title": report.form.title,
        "campaign": report.campaign.code,
        "unit": {"code": report.unit.code, "name": report.unit.name},
        "period": report.period.key,
        "position": report.position,
        "built_at": report.built_at.isoformat(),
        "header": {key: str(value or "") for key, value in header_values(report.campaign, report).items()},
        "values": {key: _plain(cell) for key, cell in report.cells.items()},
        "fields": {key: _described(cell) for key, cell in report.cells.items()},
    }


def _plain(cell: Cell) -> int | str | bool | None:
    if cell.field.type is FieldType.BOOL and cell.value is not None:
        return bool(cell.value)
    return cell.value


def _described(cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = {
        "label": cell.field.label,
        "unit": cell.field.unit,
        "value": _plain(cell),
        "derived": cell.derived,
        "approximate": cell.is_approximate,
        "provenance": cell.provenance.value,
        "need": cell.need.value,
        "author": cell.author,
        "at": cell.at.isoformat() if cell.at else None,
        "reason": cell.reason,
    }
    if cell.all_units is not None:
        found["yes_units"], found["all_units"] = cell.yes_units, cell.all_units
    if cell.provenance is Provenance.RETIRED:
        found["retired_after"] = cell.field.retired_after
    return found
