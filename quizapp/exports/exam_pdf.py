"""A test as PDF: what the Word file says, ready for the printer."""

from __future__ import annotations

from typing import BinaryIO

from quizapp.exports.display import clean
from quizapp.exports.document import Align, Document, Wording
from quizapp.exports.exam import ExamItem, ExamOption, ExamPaper, option_columns, picture_size, section_numeral
from quizapp.exports.paper import MM, Look, Paper
from quizapp.exports.pdf import number_pages
from quizapp.exports.result import Written
from quizapp.exports.typesetting import fitting_size, text_advance

_WIDTH, _HEIGHT, _MARGIN, _FOOTER = 210 * MM, 297 * MM, 18 * MM, 18 * MM
_TEXT, _HEAD, _SMALL = Look(size=10.5, leading=1.5), Look(size=12, bold=True), Look(size=9.5)
_INDENT = 21.0
_BOX, _BOX_ROW = (14 * MM, 16 * MM), 18.0
_PICTURE, _OPTION_PICTURE = (64 * MM, 44 * MM), (32 * MM, 24 * MM)
_AFTER_ITEM = 3.0


def write_exam_pdf(paper: ExamPaper, stream: BinaryIO) -> Written:
    """A PDF; the result names the pages and the characters that no font has."""
    writer = _Writer(paper)
    writer.write()
    sheet = writer.sheet
    number_pages(sheet, Document(title=paper.title, blocks=(), wording=Wording(page=paper.wording.page)))
    sheet.save(stream, title=clean(paper.title), author=clean(paper.author), language=paper.language)
    return Written(format="pdf", pages=len(sheet.pages), missing=tuple(sorted(sheet.missing)))


class _Writer:
    def __init__(self, paper: ExamPaper) -> None:
        self._paper, self.sheet = paper, Paper(_WIDTH, _HEIGHT, _MARGIN, _FOOTER)

    def write(self) -> None:
        paper, sheet = self._paper, self.sheet
        title = sheet.shown(clean(paper.title))
        look = Look(size=fitting_size(title, sheet.inner_width, 18, 14), bold=True)
        sheet.y += sheet.text(title, sheet.margin, sheet.y, sheet.inner_width, look, Align.CENTER) + 2
        for note in paper.notes:
            self._lines(clean(note), _SMALL, align=Align.CENTER)
        if paper.sections:
            self._front()
        for number, section in enumerate(paper.sections, start=1):
            self._heading(f"{section_numeral(number)}、{clean(section.heading)}", section.items[:1])
            for item in section.items:
                self._item(item)
        if paper.key:
            self._key()

    def _front(self) -> None:
        sheet, names = self.sheet, self._paper.name_line
        if names:
            sheet.y += 6
            each = sheet.inner_width / len(names)
            for number, name in enumerate(names):
                label = f"{clean(name)}："
                x = sheet.margin + number * each
                sheet.line(label, x, sheet.y, _TEXT)
                start = text_advance(sheet.shown(label), _TEXT.size)
                sheet.rule(x + start, sheet.y + _TEXT.line_height - 2, each - start - 10)
            sheet.y += _TEXT.line_height + 8
        if self._paper.has_boxes and len(self._paper.sections) > 1:
            self._score_table()

    def _score_table(self) -> None:
        words, count = self._paper.wording, len(self._paper.sections)
        titles = [words.number, *(section_numeral(number) for number in range(1, count + 1)), words.total]
        width = min(self.sheet.inner_width / len(titles), 18 * MM)
        left = self.sheet.margin + (self.sheet.inner_width - width * len(titles)) / 2
        for row in (titles, [words.score], [words.marker]):
            for number in range(len(titles)):
                self._cell(row[number] if number < len(row) else "", left + number * width, width)
            self.sheet.y += _BOX_ROW
        self.sheet.y += 6

    def _cell(self, text: str, x: float, width: float) -> None:
        self.sheet.box(x, self.sheet.y, width, _BOX_ROW)
        if text:
            self.sheet.line(text, x, self.sheet.y + (_BOX_ROW - _SMALL.line_height) / 2, _SMALL, Align.CENTER, width)

    def _heading(self, text: str, first: tuple[ExamItem, ...]) -> None:
        sheet, beside = self.sheet, sum(_BOX) + 8 if self._paper.has_boxes else 0
        broken = sheet.lines(text, sheet.inner_width - beside, _HEAD)
        height = max(len(broken) * _HEAD.line_height, 2 * _BOX_ROW if beside else 0)
        sheet.need(height + 20 + min(sum(map(self._height, first)), sheet.page_room / 2))
        sheet.y += 8
        top = sheet.y
        if beside:
            for row in ((self._paper.wording.score, self._paper.wording.marker), ("", "")):
                self._cell(row[0], sheet.margin, _BOX[0])
                self._cell(row[1], sheet.margin + _BOX[0], _BOX[1])
                sheet.y += _BOX_ROW
        for number, line in enumerate(broken):
            y = top + (height - len(broken) * _HEAD.line_height) / 2 + number * _HEAD.line_height
            sheet.line(line, sheet.margin + beside, y, _HEAD)
        sheet.y = top + height + 5

    def _item(self, item: ExamItem) -> None:
        sheet = self.sheet
        sheet.need(min(self._height(item), sheet.page_room))
        bracket = self._paper.wording.bracket if item.has_bracket else ""
        self._lines(f"{item.label}{clean(item.text)}", _TEXT, hanging=_INDENT, tail=bracket.replace("\u00a0", " "))
        for picture in item.pictures:
            width, height = picture_size(picture, *_PICTURE)
            sheet.need(height + 6)
            sheet.image(picture.png, sheet.margin + (sheet.inner_width - width) / 2, sheet.y + 2, width, height)
            sheet.y += height + 6
        self._options(item.options)
        for left, right in item.sides:
            half = (sheet.inner_width - _INDENT) / 2
            texts = [sheet.lines(clean(side), half - 8, _TEXT) if side else [] for side in (left, right)]
            rows = max(map(len, texts))
            sheet.need(rows * _TEXT.line_height)
            for column, broken in enumerate(texts):
                for number, line in enumerate(broken):
                    x = sheet.margin + _INDENT + column * half
                    sheet.line(line, x, sheet.y + number * _TEXT.line_height, _TEXT)
            sheet.y += rows * _TEXT.line_height
        sheet.y += _AFTER_ITEM

    def _height(self, item: ExamItem) -> float:
        """About what an item takes, so that it is not begun where it cannot end."""
        sheet = self.sheet
        text = len(sheet.lines(f"{item.label}{clean(item.text)}（　　）", sheet.inner_width - _INDENT, _TEXT))
        pictures = sum(picture_size(picture, *_PICTURE)[1] + 6 for picture in item.pictures)
        if any(option.picture for option in item.options):
            options = -(-len(item.options) // 4) * (_OPTION_PICTURE[1] + _TEXT.line_height + 8)
        else:
            rows = sum(len(sheet.lines(text, self._room, _TEXT)) for text in _option_texts(item.options))
            options = rows / self._columns(item.options) * _TEXT.line_height
        return (text + len(item.sides)) * _TEXT.line_height + pictures + options + _AFTER_ITEM

    @property
    def _room(self) -> float:
        return self.sheet.inner_width - _INDENT

    def _columns(self, options: tuple[ExamOption, ...]) -> int:
        texts = _option_texts(options)
        if any("\n" in text for text in texts):
            return 1
        widths = [text_advance(self.sheet.shown(text), _TEXT.size) + _TEXT.size for text in texts]
        return option_columns(widths, self._room)

    def _options(self, options: tuple[ExamOption, ...]) -> None:
        sheet = self.sheet
        if any(option.picture for option in options):
            self._picture_options(options)
            return
        texts, columns = _option_texts(options), self._columns(options)
        if columns == 1:
            for text in texts:
                self._lines(text, _TEXT, left=_INDENT, hanging=_TEXT.size * 1.4)
            return
        for start in range(0, len(texts), columns):
            sheet.need(_TEXT.line_height)
            for number, text in enumerate(texts[start : start + columns]):
                sheet.line(text, sheet.margin + _INDENT + number * self._room / columns, sheet.y, _TEXT)
            sheet.y += _TEXT.line_height

    def _picture_options(self, options: tuple[ExamOption, ...]) -> None:
        sheet, columns = self.sheet, 4 if len(options) != 3 else 3
        width = sheet.inner_width / columns
        for start in range(0, len(options), columns):
            chosen = options[start : start + columns]
            sheet.need(_OPTION_PICTURE[1] + _TEXT.line_height + 6)
            for number, option in enumerate(chosen):
                self._picture_option(option, sheet.margin + number * width, width)
            sheet.y += _OPTION_PICTURE[1] + _TEXT.line_height + 6

    def _picture_option(self, option: ExamOption, x: float, width: float) -> None:
        sheet = self.sheet
        if option.picture:
            size = picture_size(option.picture, *_OPTION_PICTURE)
            place = (x + (width - size[0]) / 2, sheet.y + 2 + (_OPTION_PICTURE[1] - size[1]) / 2)
            sheet.image(option.picture.png, *place, *size)
        label = sheet.lines(f"{option.label}. {clean(option.text)}", width - 6, _TEXT)[0]
        sheet.line(label, x, sheet.y + _OPTION_PICTURE[1] + 3, _TEXT, Align.CENTER, width)

    def _key(self) -> None:
        sheet = self.sheet
        if self._paper.sections:
            sheet.new_page()
        sheet.y += 4
        self._lines(self._paper.wording.key, Look(size=15, bold=True), align=Align.CENTER)
        for number, key in enumerate(self._paper.key, start=1):
            sheet.need(_HEAD.line_height * 3)
            sheet.y += 6
            self._lines(f"{section_numeral(number)}、{clean(key.heading)}", _HEAD)
            for line in key.lines:
                self._lines(clean(line), _TEXT, left=_INDENT)

    def _lines(
        self, text: str, look: Look, *, left: float = 0, hanging: float = 0, align: Align = Align.LEFT, tail: str = ""
    ) -> None:
        """Broken text; the first line begins ``hanging`` points before the others. ``tail`` is never broken."""
        sheet = self.sheet
        room = sheet.inner_width - left - hanging
        broken = _hanging(sheet, text, room, hanging, look)
        if tail:
            last = sheet.shown(broken[-1]) + tail
            broken[-1:] = [last] if text_advance(last, look.size) <= room else [broken[-1], tail]
        for number, line in enumerate(broken):
            sheet.need(look.line_height)
            x = sheet.margin + left + (hanging if number else 0)
            sheet.line(line, x, sheet.y, look, align, sheet.inner_width - left)
            sheet.y += look.line_height


def _hanging(sheet: Paper, text: str, room: float, hanging: float, look: Look) -> list[str]:
    """Lines of which the first may be longer than the rest by the indent."""
    if not hanging:
        return sheet.lines(text, room, look)
    first, *others = sheet.lines(text, room + hanging, look)
    rest = text[len(first) :].lstrip("\n ") if others else ""
    return [first, *(sheet.lines(rest, room, look) if rest else [])]


def _option_texts(options: tuple[ExamOption, ...]) -> list[str]:
    return [f"{option.label}. {clean(option.text)}" for option in options]
