"""Sign-in sheets to print: who is expected, room to sign, totals and a seal on every page, a code with the sheet's id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import BinaryIO

from quizapp.exports.display import clean, pair_words
from quizapp.exports.document import Align, KeyValue, Wording
from quizapp.exports.paper import MM, QUIET, Look, Paper
from quizapp.exports.pdf import lay_seal
from quizapp.exports.result import Written
from quizapp.exports.typesetting import fitting_size, text_advance

_ROW, _HEAD, _FACT_STEP = 9.6 * MM, 9 * MM, 17.0
_SHARES = (0.07, 0.15, 0.26, 0.18, 0.2, 0.14)
_MARGIN, _QR, _SEAL = 15 * MM, 24 * MM, 28 * MM
_FACT, _CELL, _SMALL = Look(size=10.5), Look(size=10.5), Look(size=8.5, color=QUIET)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignSheetPerson:
    """A printed row; ``phone`` as it may be shown (masked by the caller)."""

    name: str
    unit: str = ""
    phone: str = ""
    remark: str = ""
    #: A signature given on a screen: lines of points in a box of 1000 x 400, drawn into its cell.
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignSheetWording:
    """The sheet's own words; pass translated ones for other languages."""

    columns: tuple[str, str, str, str, str, str] = ("序号", "姓名", "单位", "电话", "签名", "备注")
    page_total: str = "本页应到 %(expected)s 人，实到 ______ 人"
    signers: tuple[str, ...] = ("签到负责人：", "记 录 人：")
    seal: str = "主办单位（盖章）"
    sheet_id: str = "表号 %(id)s"
    page: str = "第 %(page)s 页 共 %(pages)s 页"
    colon: str = "："


@dataclass(frozen=True, slots=True, kw_only=True)
class SignSheet:
    """One session's sheet. ``facts`` (活动名称, 时间, 地点, 主办, 应到, 实到) stand in two columns on every page."""

    title: str
    facts: tuple[KeyValue, ...]
    people: tuple[SignSheetPerson, ...] = ()
    blank_rows: int = 0  # at least so many for people who are not listed; the last page is filled up
    is_exact: bool = False  # no row beyond those: each number that is printed is known to whoever reads the sheet in
    sheet_id: str = ""
    qr_text: str = ""
    watermark: str = ""  # a word across every page: 演练
    wording: SignSheetWording = SignSheetWording()
    language: str = "zh-CN"


def write_sign_sheet(sheet: SignSheet, stream: BinaryIO) -> Written:
    """An A4 PDF; rows are numbered through all pages."""
    paper = Paper(210 * MM, 297 * MM, _MARGIN, 12 * MM, watermark=clean(sheet.watermark))
    drawing = _Drawing(paper, sheet)
    drawing.draw()
    paper.save(stream, title=clean(sheet.title), author="", language=sheet.language)
    return Written(format="pdf", pages=len(paper.pages), missing=tuple(sorted(paper.missing)))


class _Drawing:
    """Draws the pages of one sheet, each complete in itself: sheets get separated."""

    def __init__(self, paper: Paper, sheet: SignSheet) -> None:
        self.paper, self.sheet, self.wording = paper, sheet, sheet.wording
        self.facts = list(self._placed_facts())
        table_top = paper.margin + max(38 + (self.facts[-1][1] + 1) * _FACT_STEP if self.facts else 34, _QR + 16) + 6
        foot = _ROW + _SEAL + 6 * MM
        self.rows = int((paper.height - paper.bottom - table_top - _HEAD - foot) / _ROW)
        self.table_top = table_top
        lefts = [paper.margin + sum(_SHARES[:number]) * paper.inner_width for number in range(len(_SHARES) + 1)]
        self.lefts = lefts

    def draw(self) -> None:
        pages = max(ceil(self.total / self.rows), 1)
        for number in range(pages):
            if number:
                self.paper.new_page()
            self._header()
            self._table(number * self.rows)
            self._foot(number, pages)

    def _header(self) -> None:
        paper, sheet = self.paper, self.sheet
        width = self._header_width
        title = clean(sheet.title)
        size = fitting_size(paper.shown(title), width, 19, 11)
        paper.line(title, paper.margin, paper.margin, Look(size=size, bold=True), Align.LEFT, width)
        for column, row, text in self.facts:
            x, y = paper.margin + column * width / 2, paper.margin + 34 + row * _FACT_STEP
            size = fitting_size(paper.shown(text), width - 6 - column * width / 2, _FACT.size, 7)
            paper.line(text, x, y, Look(size=size), Align.LEFT, width)
        if sheet.qr_text:
            left = paper.width - paper.margin - _QR
            paper.qr(sheet.qr_text, left, paper.margin - 4, _QR, quiet=True)
            text = self.wording.sheet_id % {"id": clean(sheet.sheet_id)}
            small = Look(size=fitting_size(paper.shown(text), _QR + 16, 8.5, 5), color=QUIET)
            paper.line(text, left - 8, paper.margin + _QR - 4, small, Align.CENTER, _QR + 16)

    @property
    def _header_width(self) -> float:
        return self.paper.inner_width - (_QR + 10 if self.sheet.qr_text else 0)

    def _placed_facts(self) -> Iterator[tuple[int, int, str]]:
        """(column, row, text): two facts a line, a long one on a line of its own."""
        column = row = 0
        half = self._header_width / 2 - 8
        for pair in self.sheet.facts:
            name, value = pair_words(pair, Wording(colon=self.wording.colon))
            text = name + (value or " ____________")
            is_long = text_advance(self.paper.shown(text), _FACT.size) > half
            if column and is_long:
                column, row = 0, row + 1
            yield column, row, text
            column, row = (0, row + 1) if column or is_long else (1, row)

    def _table(self, first: int) -> None:
        top = self.table_top
        for column, text in enumerate(self.wording.columns):
            self._cell(column, top, _HEAD, text, Align.CENTER, bold=True)
        count = min(self.rows, self.total - first) if self.sheet.is_exact else self.rows
        for row in range(count):
            y = top + _HEAD + row * _ROW
            position = first + row
            person = self.sheet.people[position] if position < len(self.sheet.people) else SignSheetPerson(name="")
            texts = (str(position + 1), person.name, person.unit, person.phone, "", person.remark)
            for column, text in enumerate(texts):
                align = Align.LEFT if column in {2, 5} else Align.CENTER
                self._cell(column, y, _ROW, text, align)
            self._signature(person, y)
        self._total(first, top + _HEAD + count * _ROW)

    @property
    def total(self) -> int:
        """Rows that are asked for."""
        return len(self.sheet.people) + self.sheet.blank_rows

    def _signature(self, person: SignSheetPerson, y: float) -> None:
        """Fitted into its cell, a little inside of the lines."""
        left, width = self.lefts[4] + 3, self.lefts[5] - self.lefts[4] - 6
        scale = min(width / 1000, (_ROW - 4) / 400)
        left, top = left + (width - 1000 * scale) / 2, y + (_ROW - 400 * scale) / 2
        for line in person.strokes:
            self.paper.stroke([(left + x * scale, top + at * scale) for x, at in line], 0.9)

    def _total(self, first: int, y: float) -> None:
        paper = self.paper
        expected = min(max(len(self.sheet.people) - first, 0), self.rows)
        text = self.wording.page_total % {"expected": expected or "______"}
        paper.box(paper.margin, y, paper.inner_width, _ROW)
        paper.line(text, paper.margin + 6, y + (_ROW - _CELL.line_height) / 2, _CELL, Align.LEFT)

    def _cell(self, column: int, y: float, height: float, text: str, align: Align, *, bold: bool = False) -> None:
        paper, left = self.paper, self.lefts[column]
        width = self.lefts[column + 1] - left
        paper.box(left, y, width, height)
        if not text:
            return
        text = clean(text).replace("\n", " ")
        size = fitting_size(paper.shown(text), width - 6, 10.5, 8.5)
        size = fitting_size(paper.shown(text), width - 6, size, 7, lines=2)
        look = Look(size=size, bold=bold, leading=1.2)
        lines = paper.lines(text, width - 6, look)
        if len(lines) > 2:
            lines = [lines[0], lines[1][:-1] + "…"]
        start = y + (height - len(lines) * look.line_height) / 2
        for number, line in enumerate(lines):
            paper.line(line, left + 3, start + number * look.line_height, look, align, width - 6)

    def _foot(self, number: int, pages: int) -> None:
        paper, wording = self.paper, self.wording
        y = self.table_top + _HEAD + (self.rows + 1) * _ROW + 4 * MM
        for position, signer in enumerate(wording.signers):
            paper.line(f"{clean(signer)} __________________", paper.margin, y + 8 + position * 28, _FACT)
        lay_seal(paper, paper.width - paper.margin - _SEAL, y, _SEAL, wording.seal)
        text = wording.page % {"page": number + 1, "pages": pages}
        paper.line(text, paper.margin, paper.height - 11 * MM, _SMALL, Align.CENTER, paper.inner_width)
