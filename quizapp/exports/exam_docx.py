"""A test as a Word file that prints well, can be edited, and is read back by the bank's importer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from quizapp.exports.display import clean
from quizapp.exports.document import Align, Column, Document, Table, Wording, cells, head
from quizapp.exports.docx import set_up
from quizapp.exports.docx_file import save_docx
from quizapp.exports.docx_table import build_table
from quizapp.exports.docx_xml import HEAD, TITLE, TWIPS_PER_MM, element, lines, paragraph, run
from quizapp.exports.exam import (
    ANSWER_STYLE,
    ExamItem,
    ExamOption,
    ExamPaper,
    ExamPicture,
    option_columns,
    picture_size,
    section_numeral,
)
from quizapp.exports.exam_boxes import boxed_heading
from quizapp.exports.metrics import text_width
from quizapp.exports.result import Written
from quizapp.kit.later import later

if TYPE_CHECKING:
    import docx
    from docx import shared
    from docx.enum import style as styles
else:
    docx = later("docx")
    shared = later("docx.shared")
    styles = later("docx.enum.style")

_SIZE = 10.5
_WIDTH_MM = 170.0
#: Columns of the text, Latin letters of this size.
_COLUMNS = _WIDTH_MM / 25.4 * 72 / (_SIZE / 2)
_INDENT = 21.0  # points: two characters
_PICTURE_MM = (64.0, 44.0)
_OPTION_PICTURE_MM = (32.0, 24.0)


def write_exam_docx(paper: ExamPaper, stream: BinaryIO) -> Written:
    """A Word file with real text, so that it can be changed before it is printed."""
    file = docx.Document()
    set_up(
        file,
        Document(
            title=paper.title,
            blocks=(),
            author=paper.author,
            language=paper.language,
            wording=Wording(page=paper.wording.page),
        ),
    )
    file.styles.add_style(ANSWER_STYLE, styles.WD_STYLE_TYPE.CHARACTER)
    writer = _Writer(file, paper)
    for node in writer.nodes():
        file.element.body.insert(len(file.element.body) - 1, node)
    save_docx(file, stream)
    return Written(format="docx")


class _Writer:
    def __init__(self, file: Any, paper: ExamPaper) -> None:
        self._file, self._paper = file, paper

    def nodes(self) -> Iterator[Any]:
        paper = self._paper
        yield from lines(clean(paper.title), font=TITLE, size=18, bold=True, align=Align.CENTER, after=4)
        for note in paper.notes:
            yield from lines(clean(note), font=TITLE, size=_SIZE, align=Align.CENTER, after=2)
        if paper.sections:
            yield from self._front()
        for number, section in enumerate(paper.sections, start=1):
            yield from self._heading(f"{section_numeral(number)}、{clean(section.heading)}")
            for item in section.items:
                yield from self._item(item)
        if paper.key:
            yield from self._key()

    def _front(self) -> Iterator[Any]:
        blank = "＿" * 9
        text = "　".join(f"{clean(name)}：{blank}" for name in self._paper.name_line)
        if text:
            yield paragraph(run(text, font=TITLE, size=_SIZE), align=Align.CENTER, before=4, after=6)
        if self._paper.has_boxes and len(self._paper.sections) > 1:
            yield self._score_table()
            yield paragraph(run("", size=2), line=4)

    def _score_table(self) -> Any:
        words, count = self._paper.wording, len(self._paper.sections)
        titles = (words.number, *(section_numeral(number) for number in range(1, count + 1)), words.total)
        blank = ("",) * (count + 1)
        rows = (tuple(head(title) for title in titles), cells(words.score, *blank), cells(words.marker, *blank))
        table = Table(columns=tuple(Column(width=10, align=Align.CENTER) for _ in titles), rows=rows)
        return build_table(table, min(_WIDTH_MM, 18.0 * len(titles)), Wording(), size=_SIZE)

    def _heading(self, text: str) -> Iterator[Any]:
        heading = paragraph(run(text, font=HEAD, size=12), before=6, after=4, keep=True)
        if self._paper.has_boxes:
            yield paragraph(run("", size=2), before=4, line=4, keep=True)
            yield boxed_heading(heading, (self._paper.wording.score, self._paper.wording.marker), _WIDTH_MM)
            yield paragraph(run("", size=2), line=4, keep=True)
        else:
            yield heading

    def _item(self, item: ExamItem) -> Iterator[Any]:
        bracket = self._paper.wording.bracket if item.has_bracket else ""
        parts = list(_text_parts(f"{item.label}{clean(item.text)}", bracket))
        pictures = [self._picture(picture, _PICTURE_MM) for picture in item.pictures]
        rows = [*self._options(item.options), *(_two_sides(pair) for pair in item.sides)]
        nodes = [_indented(parts, before=4), *(_indented([picture], align=Align.CENTER) for picture in pictures), *rows]
        for node in nodes[:-1]:
            _keep_next(node)
        yield from nodes

    def _options(self, options: tuple[ExamOption, ...]) -> Iterator[Any]:
        if not options:
            return
        if any(option.picture for option in options):
            yield self._picture_options(options)
            yield paragraph(run("", size=2), line=3)
            return
        texts = [f"{option.label}. {clean(option.text)}" for option in options]
        is_broken = any("\n" in text for text in texts)
        room = _COLUMNS - 4
        columns = 1 if is_broken else option_columns([text_width(text) + 3 for text in texts], room)
        for start in range(0, len(texts), columns):
            tabs = [_INDENT + (_WIDTH_MM / 25.4 * 72 - _INDENT) * number / columns for number in range(1, columns)]
            line = "\t".join(texts[start : start + columns])
            yield _indented(list(_text_parts(line, "")), tabs=tabs, hanging=columns == 1)

    def _picture_options(self, options: tuple[ExamOption, ...]) -> Any:
        columns = 4 if len(options) != 3 else 3
        width = round(_WIDTH_MM * TWIPS_PER_MM / columns)
        table = element(
            "w:tbl",
            element("w:tblPr", element("w:tblW", w=width * columns, type="dxa"), element("w:tblLayout", type="fixed")),
            element("w:tblGrid", *(element("w:gridCol", w=width) for _ in range(columns))),
        )
        for start in range(0, len(options), columns):
            row = element("w:tr", element("w:trPr", element("w:cantSplit")))
            for option in (*options[start : start + columns], *[None] * columns)[:columns]:
                row.append(
                    element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")), self._option_cell(option))
                )
            table.append(row)
        return table

    def _option_cell(self, option: ExamOption | None) -> Any:
        if option is None:
            return paragraph(run("", size=_SIZE))
        text = run(f"{option.label}. {clean(option.text)} ", font=TITLE, size=_SIZE)
        picture = [self._picture(option.picture, _OPTION_PICTURE_MM)] if option.picture else []
        return paragraph(text, *picture, align=Align.CENTER)

    def _picture(self, picture: ExamPicture, most: tuple[float, float]) -> Any:
        width, height = picture_size(picture, *most)
        holder = self._file.add_paragraph()
        new = holder.add_run()
        shape = new.add_picture(io.BytesIO(picture.png), width=shared.Mm(width), height=shared.Mm(height))
        shape._inline.docPr.set("descr", clean(picture.alt))  # python-docx offers no public way to describe a picture
        holder._p.getparent().remove(holder._p)
        return new._r

    def _key(self) -> Iterator[Any]:
        title = run(self._paper.wording.key, font=TITLE, size=16, bold=True)
        if self._paper.sections:
            yield element("w:p", element("w:r", element("w:br", type="page")))
        yield paragraph(title, align=Align.CENTER, after=8)
        for number, key in enumerate(self._paper.key, start=1):
            yield paragraph(
                run(f"{section_numeral(number)}、{clean(key.heading)}", font=HEAD, size=12),
                before=6,
                after=3,
                keep=True,
            )
            for text in key.lines:
                yield _indented(list(_text_parts(clean(text), "")), hanging=False)


def _text_parts(text: str, bracket: str) -> Iterator[Any]:
    """Runs of a text with its line breaks; the room for an answer is a run of its own."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield element("w:r", element("w:br"))
        yield run(line, font=TITLE, size=_SIZE)
    if bracket:
        node = run(bracket, font=TITLE, size=_SIZE)
        node[0].insert(0, element("w:rStyle", val=ANSWER_STYLE))
        yield node


def _indented(
    parts: list[Any],
    *,
    align: Align = Align.LEFT,
    tabs: list[float] | None = None,
    hanging: bool = True,
    before: float = 1,
) -> Any:
    node = paragraph(*parts, align=align, before=before, after=1)
    properties = node[0]
    stops = element("w:tabs", *(element("w:tab", val="left", pos=round(stop * 20)) for stop in tabs or ()))
    if tabs:
        properties.insert(0, stops)
    twips = round(_INDENT * 20)
    indent = (
        element("w:ind", left=twips, hanging=twips) if hanging and align is Align.LEFT else element("w:ind", left=twips)
    )
    properties.insert(len(properties) - 1, indent)
    properties.insert(0, element("w:keepLines"))
    return node


def _two_sides(pair: tuple[str, str]) -> Any:
    middle = _INDENT + (_WIDTH_MM / 25.4 * 72 - _INDENT) / 2
    return _indented(list(_text_parts("\t".join(clean(side) for side in pair), "")), tabs=[middle], hanging=False)


def _keep_next(node: Any) -> None:
    if node.tag.endswith("}p"):
        node[0].insert(0, element("w:keepNext"))
