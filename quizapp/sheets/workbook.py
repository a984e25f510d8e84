"""Any table file as rows of text; the content decides what it is, never the name."""

from __future__ import annotations

import csv
from pathlib import Path

from quizapp.kit.i18n import N_

from .biff import read_xls
from .celltext import Mark, text_of_string
from .delimited import read_delimited
from .encoding import decode_text
from .excel import read_zip
from .limits import DEFAULT_LIMITS, Box, Limits
from .problem import Problem, TooLarge, UnknownFormat, warning
from .table import Table, Workbook, build_table

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(source: bytes | Path, filename: str = "", *, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """All tables of an xlsx, xls, ods, csv, tsv or txt file, or of text pasted from a spreadsheet.

    ``filename`` only names the table of a text file. Cells whose text is not sure are marked and named
    in ``problems``. Raises ``FileRefused`` (``reason`` is an E- code) when nothing can be read.
    """
    data = read_bytes(source, limits)
    if data.startswith(ZIP_MAGIC):
        kind, tables = read_zip(data, limits)
        return _workbook(kind, tables)
    if data.startswith(OLE_MAGIC):
        return _workbook("xls", read_xls(data, limits))
    _refuse_known(data)
    return _read_text(data, filename, limits)


def read_table(source: bytes | Path, filename: str = "", *, limits: Limits = DEFAULT_LIMITS) -> Table:
    """The first visible table with content. Raises ``FileRefused`` when there is none."""
    visible = read_workbook(source, filename, limits=limits).visible
    if not visible:
        raise UnknownFormat(N_("文件是空的，没有可读的内容"))
    return visible[0]


def read_bytes(source: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The file's bytes. Raises ``TooLarge`` before a file above the limit is read into memory."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.file_bytes:
        megabytes = limits.file_bytes // (1024 * 1024)
        raise TooLarge(N_("文件超过 %(megabytes)d MB，请拆分后分批上传"), megabytes=megabytes)
    if size == 0:
        raise UnknownFormat(N_("文件是空的，没有可读的内容"))
    return source if isinstance(source, bytes) else source.read_bytes()


def _refuse_known(data: bytes) -> None:
    head = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<style")):
        raise UnknownFormat(N_("这是网页格式的表格（常见于系统导出的 xls），请用 Excel 或 WPS 另存为 xlsx 再上传"))
    if head.startswith(b"<?xml") and b"schemas-microsoft-com:office:spreadsheet" in data[:4000]:
        raise UnknownFormat(N_("这是 XML 表格 2003 格式，请用 Excel 或 WPS 另存为 xlsx 再上传"))
    if head.startswith((b"%pdf", b"{\\rtf")):
        raise UnknownFormat(N_("这不是表格，请把内容复制到 Excel 后保存为 xlsx 再上传"))


def _read_text(data: bytes, filename: str, limits: Limits) -> Workbook:
    decoded = decode_text(data)
    problems = []
    if decoded.is_doubtful:
        message = N_("文字编码按 %(encoding)s 读取，但不能完全确定，请核对预览中的汉字")
        problems.append(warning(0, "W-ENCODING", message, encoding=decoded.encoding))
    try:
        read = read_delimited(decoded.text.replace("\x00", ""), Box(limits))
    except csv.Error as broken:
        raise TooLarge(N_("表格文字总量过大，请拆分后分批上传")) from broken
    if read.quotes_ignored:
        problems.append(warning(0, "W-QUOTES", N_("文件中的英文双引号没有成对，已按普通字符读取，请核对预览")))
    marks: dict[tuple[int, int], Mark] = {}
    rows = [(number, _texts(number, cells, marks)) for number, cells in read.rows]
    table = build_table(Path(filename).stem, rows, marks=marks)
    return _workbook("csv", [table], encoding=decoded.encoding, problems=problems)


def _texts(number: int, cells: list[str], marks: dict[tuple[int, int], Mark]) -> list[str]:
    texts = []
    for column, cell in enumerate(cells):
        text, mark = text_of_string(cell)
        if mark:
            marks[number, column] = mark
        texts.append(text)
    return texts


def _workbook(kind: str, tables: list[Table], encoding: str = "", problems: list[Problem] | None = None) -> Workbook:
    found = list(problems or [])
    for table in tables:
        if not table.is_hidden:
            found.extend(_lost_digits(table))
    return Workbook(format=kind, tables=tuple(tables), encoding=encoding, problems=tuple(found))


def _lost_digits(table: Table) -> list[Problem]:
    message = N_("第 %(row)d 行%(column)s列的数字 %(text)s 太长，末尾几位已经丢失，请把该列设为文本格式后重新填写")
    return [
        warning(
            table.row_numbers[row],
            "W-DIGITS",
            message,
            field=column_name(column),
            column=column_name(column),
            text=table.rows[row][column],
        )
        for (row, column), mark in table.marks.items()
        if mark is Mark.LOST_DIGITS
    ]


def column_name(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
