"""The report as a document in the official three-column layout, and as plain data."""

from __future__ import annotations

import re
from typing import Any

from quizapp import exports
from quizapp.external_figures import KeptFigure
from quizapp.statistics.external import say_external
from quizapp.statistics.form import Field, FieldType, Item, Section, Style
from quizapp.statistics.overlaps import find_overlaps
from quizapp.statistics.report import Cell, Provenance, Report, report_day
from quizapp.statistics.words import Words

BLANK = re.compile(r"\{([a-z0-9_]+)\}")
#: Widths of the four columns: section, item, requirement, progress.
_WIDTHS = (8, 12, 34, 50)
_FLAT_WIDTHS = (18, 20, 26, 26, 12, 8, 10, 12, 30)


def to_document(report: Report, *, words: Words | None = None) -> exports.Document:
    """The official form: heading line, three columns, first column merged, figures inside their sentences.

    ``words`` are the few labels around the form's own text, in the reader's language.
    """
    say = words or Words()
    return exports.Document(
        annex=report.form.annex,
        title=report.form.title,
        blocks=(_heading(report, say), _table(report, say), *_notes(report, say), _signatures(say)),
        data=_flat(report, say),
        footer_note=footer_of(report, say),
        author=report.unit.name,
        created_at=report.built_at,
    )


def footer_of(report: Report, say: Words) -> str:
    """What stands at the foot of each page: which days, which position of the ledger, which text of the form."""
    form = report.form
    return say.footer % {
        "position": report.position, "period": say.period(report.period), "version": form.version,
        "hash": form.content_hash[:8],
    }  # fmt: skip


def twice_counted(report: Report) -> list[tuple[Field, Field]]:
    """Rows whose entries count in another row as well, by the form's own wish; the narrower one first."""
    return [(each.first, each.second) for each in find_overlaps(report.form, report.campaign.year) if each.is_marked]


def _notes(report: Report, say: Words) -> list[exports.Paragraph]:
    """What stands under the table: answers left blank, entries that count in two rows, figures that somebody else counted."""
    waits = "、".join(cell.field.label for cell in report.unconfirmed_answers())
    said = [say.left_blank % {"labels": waits}] if waits else []
    said += [say.counted_twice % {"first": a.label, "second": b.label} for a, b in twice_counted(report)]
    said += [f"{cell.field.label}：{say.also % {'count': cell.also}}。" for cell in report.cells.values() if cell.also]
    said += [
        say_external(report.form.by_key[key].label, report.form.by_key[key].unit, each, say.external)
        for key, figures in report.external.items()
        for each in figures
    ]
    return [exports.Paragraph(value="\n".join(said))] if said else []


def _heading(report: Report, say: Words) -> exports.KeyValues:
    values = header_values(report)
    shares = {"reporting_unit": 1.7, "report_date": 1.3}
    pairs = [
        exports.KeyValue(
            label=say.seal_label % {"label": field.label} if field.seal_required else field.label,
            value=values.get(field.key),
            share=shares.get(field.key, 1),
        )
        for field in report.form.header
    ]
    return exports.KeyValues(pairs=tuple(pairs))


def header_values(report: Report) -> dict[str, Any]:
    """What stands above the table: unit, contact, phone, day; None leaves room to write.

    The campaign's contact is the one of its top unit; other units write their own.
    """
    is_root = report.unit.id == report.campaign.root_unit_id
    return {
        "reporting_unit": report.unit.name,
        "contact_name": report.campaign.contact_name or None if is_root else None,
        "contact_phone": report.campaign.contact_phone or None if is_root else None,
        "report_date": report_day(report),
    }


def _table(report: Report, say: Words) -> exports.Table:
    titles = tuple(exports.head(title) for title in report.form.columns)
    rows: list[exports.Row] = [(exports.head(report.form.columns[0], col_span=2), *titles[1:])]
    for section in report.form.sections:
        found = [row for item in section.items for row in _item_rows(report, section, item, say)]
        for number, row in enumerate(found):
            first = (exports.label(section.label, row_span=len(found)),) if number == 0 else ()
            rows.append((*first, *row))
    return exports.Table(columns=tuple(exports.Column(width=width) for width in _WIDTHS), rows=tuple(rows))


def _item_rows(report: Report, section: Section, item: Item, say: Words) -> list[exports.Row]:
    if section.style is Style.TABLE and item.fields:
        return _field_rows(report, item, say)
    sentence = sentence_of(report, item, say)
    if not item.requirement:
        return [(exports.label(item.label), exports.Cell(value=sentence, col_span=2))]
    return [(exports.label(item.label), exports.Cell(value=item.requirement), exports.Cell(value=sentence))]


def _field_rows(report: Report, item: Item, say: Words) -> list[exports.Row]:
    """One line a blank; what is required of them stands above."""
    rows: list[exports.Row] = [(exports.Cell(value=item.requirement, col_span=2),)] if item.requirement else []
    for field in item.fields:
        unit = f"（{field.unit}）" if field.is_number and field.unit else ""
        rows.append((exports.Cell(value=f"{field.label}{unit}"), _field_cell(report.cells[field.key], say)))
    name = exports.label(item.label, row_span=len(rows))
    return [(name, *row) if number == 0 else row for number, row in enumerate(rows)]


def _field_cell(cell: Cell, say: Words) -> exports.Cell:
    if cell.field.type is FieldType.BOOL or (cell.provenance is Provenance.RETIRED and cell.value is None):
        value = say.retired if cell.provenance is Provenance.RETIRED else say.yes_no(cell)
        return exports.Cell(value=value, align=exports.Align.CENTER, key=cell.field.key)
    return exports.Cell(
        value=cell.value, approximate=cell.is_approximate, key=cell.field.key, align=exports.Align.CENTER
    )


def sentence_of(report: Report, item: Item, say: Words) -> tuple[str | exports.Figure, ...]:
    """The progress sentence with figures in its blanks; those that stand in no brackets are underlined."""
    pieces = BLANK.split(item.progress)
    parts = [
        piece if number % 2 == 0 else _blank(report.cells[piece], say, is_bracketed=_is_bracketed(pieces, number))
        for number, piece in enumerate(pieces)
    ]
    return tuple(part for part in parts if part != "")


def _is_bracketed(pieces: list[str], number: int) -> bool:
    return pieces[number - 1].endswith(("（", "(")) and pieces[number + 1].startswith(("）", ")"))


def _blank(cell: Cell, say: Words, *, is_bracketed: bool) -> str | exports.Figure:
    if cell.provenance is Provenance.RETIRED and cell.value is None:
        return say.retired
    if cell.field.type is FieldType.BOOL:
        return say.yes_no(cell)
    return exports.Figure(
        value=cell.value, approximate=cell.is_approximate, key=cell.field.key, underlined=not is_bracketed
    )


def _signatures(say: Words) -> exports.SignatureBlock:
    return exports.SignatureBlock(lines=say.signature_lines, seal=say.seal)


def _flat(report: Report, say: Words) -> exports.Table:
    """The same figures, one a row: what csv writes and xlsx adds as a second sheet."""
    columns = tuple(
        exports.Column(title=title, width=width) for title, width in zip(say.flat_titles, _FLAT_WIDTHS, strict=True)
    )
    rows = [
        _flat_row(section, item, report.cells[field.key], say)
        for section in report.form.sections
        for item in section.items
        for field in item.fields
    ]
    return exports.Table(columns=columns, rows=(tuple(exports.head(column.title) for column in columns), *rows))


def _flat_row(section: Section, item: Item, cell: Cell, say: Words) -> exports.Row:
    return (
        *exports.cells(section.label, item.label, cell.field.label, cell.field.key),
        exports.Cell(
            value=value_on_paper(cell), approximate=cell.is_approximate, key=cell.field.key, align=exports.Align.RIGHT
        ),
        *exports.cells(cell.field.unit, say.provenance(cell.provenance)),
        exports.Cell(value=_plain_derived(cell), approximate=cell.is_derived_approximate, align=exports.Align.RIGHT),
        *exports.cells(say.remark(cell)),
    )


def to_data(report: Report) -> dict[str, Any]:
    """The report as plain data for programs: header, position, and every cell with its provenance.

    ``values`` maps each field's key to its figure (int), answer (true, false) or text; null = nobody has answered, or
    has not yet confirmed the answer in ``derived``.
    """
    return {
        "form": report.form.key,
        "form_version": report.form.version,
        "form_hash": report.form.content_hash,
        "title": report.form.title,
        "campaign": report.campaign.code,
        "unit": {"code": report.unit.code, "name": report.unit.name},
        "period": report.period.key,
        "position": report.position,
        "built_at": report.built_at.isoformat(),
        "header": {key: str(value or "") for key, value in header_values(report).items()},
        "values": {key: value_on_paper(cell) for key, cell in report.cells.items()},
        "fields": {key: _described(cell) for key, cell in report.cells.items()},
        "external": [_outside(each) for figures in report.external.values() for each in figures],
    }


def _outside(each: KeptFigure) -> dict[str, Any]:
    return {
        "field": each.field_key, "value": each.value, "approximate": each.is_approximate, "source": each.source,
        "link": each.link, "as_of": each.as_of.isoformat(), "unit": each.unit_name,
    }  # fmt: skip


def value_on_paper(cell: Cell) -> int | str | bool | None:
    """A figure, an answer or a text; None for a blank, and for a yes or no that nobody has confirmed."""
    if cell.field.type is not FieldType.BOOL or cell.value is None:
        return cell.value
    return bool(cell.value) if cell.is_vouched_for else None


def _plain_derived(cell: Cell) -> int | bool | None:
    is_answer = cell.field.type is FieldType.BOOL and cell.derived is not None
    return bool(cell.derived) if is_answer else cell.derived


def _described(cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = {
        "label": cell.field.label,
        "unit": cell.field.unit,
        "value": value_on_paper(cell),
        "derived": _plain_derived(cell),
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
