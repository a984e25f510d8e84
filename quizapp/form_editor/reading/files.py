"""From a file's bytes to the form that was found in it."""

from __future__ import annotations

from quizapp.form_editor.reading.docx_pages import is_docx, read_docx
from quizapp.form_editor.reading.found import FoundForm
from quizapp.form_editor.reading.grids import Grid, Pages, Paragraph, spread
from quizapp.form_editor.reading.layout import read_pages
from quizapp.form_editor.reading.limits import LIMITS, refuse_macros
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.sheets import ZIP_MAGIC, Package, Table, UnknownFormat, read_bytes, read_workbook


def read_form_file(data: bytes, filename: str = "") -> FoundForm:
    """The form in a docx, xlsx, xls, ods or csv file. Raises `FileRefused`, naming the way out."""
    data = read_bytes(data, LIMITS)
    pages = read_docx(data) if _is_word(data) else _read_sheets(data, filename)
    title = clean_line(filename.rpartition(".")[0] or filename, limit=60)
    found = read_pages(pages, title=title)
    if next(found.blanks(), None) is None:
        raise UnknownFormat(N_("没有在文件里找到要填的空格：请上传空白的统计表，不是填好的总结或名单"))
    return found


def _is_word(data: bytes) -> bool:
    return data.startswith(ZIP_MAGIC) and is_docx(Package(data, LIMITS))


def _read_sheets(data: bytes, filename: str) -> Pages:
    if data.startswith(ZIP_MAGIC):
        refuse_macros(Package(data, LIMITS).names)
    book = read_workbook(data, filename, limits=LIMITS)
    if not book.visible:
        raise UnknownFormat(N_("文件是空的，没有可读的内容"))
    pages = Pages()
    pages.blocks += _title_and_grid(book.visible[0])
    return pages


def _title_and_grid(table: Table) -> list[Grid | Paragraph]:
    """Lines of one cell above the table are paragraphs: annex, title, the line with unit and contact."""
    top = next((number for number, row in enumerate(table.rows) if sum(map(bool, row)) > 1 and not _is_heading(row)), 0)
    lines: list[Grid | Paragraph] = [
        Paragraph(text=" ".join(cell for cell in row if cell), number=number)
        for row, number in zip(table.rows[:top], table.row_numbers, strict=False)
    ]
    heights = {(first, column): last - first + 1 for first, last, column in table.merges}
    covered = {
        (row, column) for first, last, column in table.merges for row in range(first + 1, last + 1) if row >= top
    }
    cells = [
        [(cell, 1, heights.get((line, column), 1)) for column, cell in enumerate(row) if (line, column) not in covered]
        for line, row in enumerate(table.rows)
        if line >= top
    ]
    return [*lines, spread(cells, list(table.row_numbers[top:]))]


def _is_heading(row: tuple[str, ...]) -> bool:
    """填报单位：…… 联系人：…… above the table."""
    return any(word in "".join(row) for word in ("填报单位", "联系人", "填报日期", "填表日期", "填报时间"))
