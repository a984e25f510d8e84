"""Word documents (docx) as lines of text, automatic numbers written out, tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.banks.formats.chinese_text import read_line_paper
from quizapp.banks.formats.docx_numbering import Numbering, number_place, read_numbering
from quizapp.banks.formats.docx_pictures import DocxPictures
from quizapp.banks.formats.sheet import has_questions, read_workbook_bank
from quizapp.banks.papers import Line
from quizapp.banks.reading import BankReading, merged
from quizapp.banks.reading_options import Context
from quizapp.exports import ANSWER_STYLE
from quizapp.questions import Media
from quizapp.sheets import BrokenFile, Limits, Node, Package, Table, Workbook, is_underlined_gap, make_table, parse_xml

KEY = "docx"
#: A tree costs many times its text; no paper comes near this.
_LIMITS = Limits(inflated_bytes=96 * 1024 * 1024, ratio_from_bytes=16 * 1024 * 1024)
_DOCUMENT = "word/document.xml"
_PICTURES = {"drawing", "pict", "object", "oMath", "oMathPara"}
#: The same content once more for older programs, and text that was deleted under change tracking.
_LEFT_OUT = {"Fallback", "del", "moveFrom", "instrText", "pPr", "rPr"}


def is_docx(data: bytes) -> bool:
    """Whether a zip container is a Word document."""
    try:
        return _DOCUMENT in Package(data, _LIMITS).names
    except BrokenFile:
        return False


def read_docx(data: bytes, context: Context) -> BankReading:
    """Questions of a Word paper; a problem's row is the paragraph's number. Raises ``FileRefused``."""
    document = _Document(*_open(data))
    tables = tuple(table for table in document.tables if has_questions(table))
    paper = read_line_paper(document.lines, context, files=document.pictures.files)
    if not tables:
        return merged([paper], "docx")
    sheet = read_workbook_bank(Workbook(format="docx", tables=tables), context)
    return merged([paper, sheet] if paper.questions else [sheet], "docx")


def _open(data: bytes) -> tuple[Node, Numbering, DocxPictures]:
    package = Package(data, _LIMITS)

    def part(name: str) -> Node | None:
        return parse_xml(package.read(name)) if name in package.names else None

    document = part(_DOCUMENT)
    body = document.find("body") if document else None
    if body is None:
        raise BrokenFile
    return body, read_numbering(part("word/numbering.xml"), part("word/styles.xml")), DocxPictures(package, _DOCUMENT)


@dataclass
class _Texts:
    pieces: list[str] = field(default_factory=list)
    #: Pictures by the line of the paragraph in which they stand.
    pictures: list[tuple[int, Media]] = field(default_factory=list)
    #: Something to look at that could not be read: a formula, a drawing, a picture no browser shows.
    has_unread: bool = False

    @property
    def line(self) -> int:
        """The line that is being written."""
        return sum(piece.count("\n") for piece in self.pieces)


class _Document:
    def __init__(self, body: Node, numbering: Numbering, pictures: DocxPictures) -> None:
        self._numbering, self.pictures = numbering, pictures
        self._row = 0
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        for node in _blocks(body):
            if node.name == "p":
                self.lines.extend(self._paragraph(node))
            else:
                self._table(node)

    def _paragraph(self, node: Node) -> Iterator[Line]:
        self._row += 1
        properties = node.find("pPr")
        place = number_place(properties)
        style = properties.find("pStyle") if properties else None
        if place is None and style is not None:
            place = self._numbering.of_style.get(next(iter(style.attributes.values()), ""))
        texts = _Texts()
        self._collect(node, texts)
        text = "".join(texts.pieces)
        prefix = self._numbering.prefix(*place) if place and (text.strip() or texts.pictures) else ""
        for number, part in enumerate((prefix + text).split("\n")):
            pictures = tuple(media for line, media in texts.pictures if line == number)
            yield Line(row=self._row, text=part, has_picture=texts.has_unread, pictures=pictures)

    def _collect(self, node: Node, texts: _Texts) -> None:
        for child in node.children:
            if child.name == "t":
                texts.pieces.append(child.text)
            elif child.name in ("br", "cr"):
                texts.pieces.append("\n")
            elif child.name in ("tab", "ptab"):
                texts.pieces.append("\t")
            elif child.name == "sym":
                texts.pieces.append(_symbol(child))
            elif child.name in _PICTURES:
                self._collect_picture(child, texts)
            elif child.name == "r" and _is_answer_room(child):
                continue
            elif child.name == "r" and is_underlined_gap(child):
                texts.pieces.append("____")
            elif child.name not in _LEFT_OUT:
                self._collect(child, texts)

    def _collect_picture(self, node: Node, texts: _Texts) -> None:
        found = list(self.pictures.of(node))
        texts.pictures += [(texts.line, media) for media in found]
        texts.has_unread |= not found
        self._collect(node, texts)  # a text box holds text

    def _table(self, node: Node) -> None:
        rows: list[tuple[int, list[str]]] = []
        lines: list[Line] = []
        for row in _named(node, "tr"):
            cells = [
                [line for part in _blocks(cell) if part.name == "p" for line in self._paragraph(part)]
                for cell in _named(row, "tc")
            ]
            rows.append((self._row, ["\n".join(line.text for line in cell).strip() for cell in cells]))
            lines.extend(line for cell in cells for line in cell)
        table = make_table(f"表格{len(self.tables) + 1}", rows)
        answers = list(_answer_lines(table))
        self.tables.append(table)
        if answers:
            self.lines.extend(answers)
        elif not has_questions(table) and not _is_score_table(table):
            self.lines.extend(lines)


def _answer_lines(table: Table) -> Iterator[Line]:
    """``题号 1 2 3`` above ``答案 A B C`` as lines ``1.A 2.B 3.C``."""
    for place, (numbers, keys) in enumerate(zip(table.rows, table.rows[1:], strict=False)):
        if numbers[0].strip() in ("题号", "序号") and keys[0].strip() in ("答案", "正确答案"):
            pairs = [f"{number}.{key}" for number, key in zip(numbers[1:], keys[1:], strict=True) if number and key]
            if place == 0:
                yield Line(row=table.row_numbers[place], text="答案")
            yield Line(row=table.row_numbers[place + 1], text=" ".join(pairs))


def _is_score_table(table: Table) -> bool:
    """题号 一 二 三 总分 over empty cells for marks."""
    first = [cell.replace(" ", "") for cell in table.rows[0]] if table.rows else []
    return first[:1] == ["题号"] and all(
        re.fullmatch(r"[一二三四五六七八九十]{0,2}|总分|合计|核分人", cell) for cell in first[1:]
    )


def _blocks(node: Node) -> Iterator[Node]:
    """Paragraphs and tables in order, those inside content controls and insertions included."""
    for child in node.children:
        if child.name in ("p", "tbl"):
            yield child
        elif child.name in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _blocks(child)


def _named(node: Node, name: str) -> Iterator[Node]:
    for child in node.children:
        if child.name == name:
            yield child
        elif child.name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _named(child, name)


def _is_answer_room(run: Node) -> bool:
    """The bracket that our own papers add behind a question to write into."""
    properties = run.find("rPr")
    style = properties.find("rStyle") if properties else None
    return style is not None and ANSWER_STYLE in style.attributes.values()


#: Ticks and crosses that people insert from the Wingdings font.
_SYMBOLS = {"F0FC": "√", "F0FE": "√", "F0FB": "×", "F0FD": "×", "0050": "√", "0052": "√", "004F": "×", "0051": "×"}


def _symbol(node: Node) -> str:
    return next((_SYMBOLS.get(value.upper(), "") for key, value in node.attributes.items() if key.endswith("char")), "")
