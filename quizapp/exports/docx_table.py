"""Tables of a Word file, built as XML: python-docx merges cells one by one, which takes minutes for long tables."""

from __future__ import annotations

from typing import Any

from quizapp.exports.display import alignment, clean, pieces
from quizapp.exports.document import Cell, Style, Table, Wording
from quizapp.exports.docx_xml import BODY, HEAD, TWIPS_PER_MM, borders, element, lines, rich_lines
from quizapp.exports.grid import Placed, covers, place

_SHADES = {Style.WARN: "FFF1E0"}
_BOLD = {Style.TOTAL}


def build_table(table: Table, width_mm: float, wording: Wording, *, size: float) -> Any:
    """A `<w:tbl>` as wide as the text, with header rows that repeat and rows that stay on one page."""
    total = sum(column.width for column in table.columns)
    widths = [round(column.width / total * width_mm * TWIPS_PER_MM) for column in table.columns]
    grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))
    node = element("w:tbl", _table_properties(sum(widths)), grid)
    owners = {position: placed for placed in place(table) for position in covers(placed)}
    for number in range(len(table.rows)):
        node.append(_row(table, number, owners, widths, wording, size))
    return node


def note_lines(table: Table, wording: Wording, size: float) -> list[Any]:
    """Numbered paragraphs for the cells' notes, in the order of the cells."""
    notes = [cell.note for row in table.rows for cell in row if cell.note]
    return [
        paragraph
        for number, note in enumerate(notes, 1)
        for paragraph in lines(f"{wording.note}{number}{wording.colon}{clean(note)}", size=size, before=2)
    ]


def _table_properties(width: int) -> Any:
    margins = (element(f"w:{side}", w=70, type="dxa") for side in ("left", "right"))
    return element(
        "w:tblPr",
        element("w:tblW", w=width, type="dxa"),
        element("w:jc", val="center"),
        borders("w:tblBorders", sides=("top", "left", "bottom", "right", "insideH", "insideV")),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", *margins),
    )


def _row(
    table: Table,
    number: int,
    owners: dict[tuple[int, int], Placed],
    widths: list[int],
    wording: Wording,
    size: float,
) -> Any:
    properties = element("w:trPr", element("w:cantSplit"), element("w:trHeight", val=420, hRule="atLeast"))
    if number < table.header_rows:
        properties.append(element("w:tblHeader"))
    node = element("w:tr", properties)
    column = 0
    while column < len(widths):
        placed = owners[number, column]
        node.append(_cell(table, placed, number, sum(widths[column : column + placed.cols]), wording, size))
        column += placed.cols
    return node


def _cell(table: Table, placed: Placed, number: int, width: int, wording: Wording, size: float) -> Any:
    cell = placed.cell
    properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
    if placed.cols > 1:
        properties.append(element("w:gridSpan", val=placed.cols))
    if placed.rows > 1:
        properties.append(element("w:vMerge", val="restart" if number == placed.row else "continue"))
    if cell.style in _SHADES:
        properties.append(element("w:shd", val="clear", color="auto", fill=_SHADES[cell.style]))
    properties.append(element("w:vAlign", val="center"))
    align = alignment(cell, table.columns[placed.col])
    text = _marked(table, cell, wording) if number == placed.row else []
    return element("w:tc", properties, *rich_lines(text, align=align, before=2, after=2, **_look(cell, size)))


def _look(cell: Cell, size: float) -> dict[str, Any]:
    font = HEAD if cell.style in {Style.HEAD, Style.TOTAL} else BODY
    color = {Style.WARN: "8A3B00", Style.MUTED: "666666"}.get(cell.style, "")
    return {"font": font, "size": size, "bold": cell.style in _BOLD, "color": color}


def _marked(table: Table, cell: Cell, wording: Wording) -> list[tuple[str, bool]]:
    """The cell's text in pieces, with the number of its note."""
    text = pieces(cell, wording)
    if not cell.note:
        return text
    noted = [other for row in table.rows for other in row if other.note]
    number = next(count for count, other in enumerate(noted, 1) if other is cell)
    return [*text, (f"[{wording.note}{number}]", False)]
