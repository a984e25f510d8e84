"""Word files as paragraphs and grids: merges kept, deletions left out, underlined gaps and tick boxes written out."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.form_editor.reading.grids import Grid, Pages, Paragraph, spread
from quizapp.form_editor.reading.limits import LIMITS, MOST_COLUMNS, MOST_ROWS, refuse_long, refuse_macros
from quizapp.sheets import BrokenFile, Node, Package, is_underlined_gap, parse_xml

_DOCUMENT = "word/document.xml"
#: The same content once more for older programs, deleted text, pictures.
_LEFT_OUT = {"Fallback", "del", "moveFrom", "instrText", "pPr", "rPr", "drawing", "pict", "object"}
_WRAPPERS = ("sdt", "sdtContent", "ins", "customXml", "smartTag")
#: Boxes of the Wingdings fonts.
_BOXES = {"F0A8": "□", "F06F": "□", "00A8": "□", "006F": "□", "F0FE": "■", "F052": "■", "00FE": "■", "0052": "■"}


def is_docx(package: Package) -> bool:
    """Whether the container is a Word file."""
    return _DOCUMENT in package.names


def read_docx(data: bytes) -> Pages:
    """Paragraphs and tables of a Word file. Raises `FileRefused`."""
    package = Package(data, LIMITS)
    refuse_macros(package.names)
    if not is_docx(package):
        raise BrokenFile
    body = parse_xml(package.read(_DOCUMENT)).find("body")
    if body is None:
        raise BrokenFile
    pages = Pages()
    for number, node in enumerate(_blocks(body), start=1):
        if node.name == "p":
            pages.blocks.append(Paragraph(text=_text(node).strip(), number=number))
        else:
            pages.blocks.append(_grid(node))
        refuse_long(number)
    return pages


def _blocks(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.name in ("p", "tbl"):
            yield child
        elif child.name in _WRAPPERS:
            yield from _blocks(child)


def _named(node: Node, name: str) -> Iterator[Node]:
    for child in node.children:
        if child.name == name:
            yield child
        elif child.name in _WRAPPERS:
            yield from _named(child, name)


def _grid(table: Node) -> Grid:
    rows = list(_named(table, "tr"))
    refuse_long(len(rows))
    read = [_row(row) for row in rows]
    heights = _heights(read)
    cells = [
        [(text, width, heights[line, place]) for place, text, width, kind in row if kind != "continue"]
        for line, row in enumerate(read)
    ]
    return spread(cells, list(range(1, len(cells) + 1)))


def _row(row: Node) -> list[tuple[int, str, int, str]]:
    """(first column, text, columns, vertical merge) of each cell."""
    properties = row.find("trPr")
    before = properties.find("gridBefore") if properties else None
    column = _number(before, 0)
    found = []
    for cell in _named(row, "tc"):
        about = cell.find("tcPr")
        width = max(_number(about.find("gridSpan") if about else None, 1), 1)
        merge = about.find("vMerge") if about else None
        kind = "" if merge is None else next(iter(_values(merge)), "continue")
        text = "\n".join(line for part in _blocks(cell) if (line := _block_text(part)))
        found.append((column, text.strip(), width, kind))
        column += width
        if column > MOST_COLUMNS:
            refuse_long(MOST_ROWS + 1)
    return found


def _block_text(node: Node) -> str:
    if node.name == "p":
        return _text(node)
    return "\n".join(" ".join(part[1] for part in _row(row) if part[1]) for row in _named(node, "tr"))


def _heights(rows: list[list[tuple[int, str, int, str]]]) -> dict[tuple[int, int], int]:
    """(row, first column) -> rows that a cell covers."""
    heights: dict[tuple[int, int], int] = {}
    opened: dict[int, tuple[int, int]] = {}
    for line, row in enumerate(rows):
        for column, _, _, kind in row:
            if kind == "continue" and column in opened:
                heights[opened[column]] += 1
            else:
                heights[line, column] = 1
                opened[column] = (line, column)
    return heights


def _number(node: Node | None, default: int) -> int:
    text = next(iter(_values(node)), "") if node is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else default


def _values(node: Node) -> list[str]:
    return [value for key, value in node.attributes.items() if key.rpartition(":")[2] == "val"]


def _text(node: Node) -> str:
    return "".join(_pieces(node))


def _pieces(node: Node) -> Iterator[str]:
    for child in node.children:
        match child.name:
            case "t":
                yield child.text
            case "br" | "cr":
                yield "\n"
            case "tab" | "ptab":
                yield " "
            case "sym":
                yield next(
                    (_BOXES.get(value.upper(), "") for value in child.attributes.values() if value.upper() in _BOXES),
                    "",
                )
            case "r" if is_underlined_gap(child):
                yield "____"
            case name if name not in _LEFT_OUT:
                yield from _pieces(child)
