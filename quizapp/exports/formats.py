"""The formats an export can take, and the names of the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from urllib.parse import quote

from quizapp.errors import Invalid
from quizapp.exports.csv import write_csv, write_csv_rows
from quizapp.exports.display import clean
from quizapp.exports.document import Column, Document, Scalar
from quizapp.exports.docx import write_docx
from quizapp.exports.html import write_html
from quizapp.exports.json import write_json
from quizapp.exports.parquet import PARQUET_MIME, write_parquet_rows
from quizapp.exports.pdf import write_pdf
from quizapp.exports.result import Written
from quizapp.exports.rows import write_xlsx_rows
from quizapp.exports.xlsx import write_xlsx
from quizapp.kit.i18n import N_

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: its name in addresses and commands, the file's extension and the Content-Type."""

    key: str
    extension: str
    mime: str
    write: Callable[[Document, BinaryIO], Written]


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Format] = {
    format_.key: format_
    for format_ in (
        Format(key="xlsx", extension="xlsx", mime=f"{_OFFICE}.spreadsheetml.sheet", write=write_xlsx),
        Format(key="docx", extension="docx", mime=f"{_OFFICE}.wordprocessingml.document", write=write_docx),
        Format(key="pdf", extension="pdf", mime="application/pdf", write=write_pdf),
        Format(key="csv", extension="csv", mime="text/csv; charset=utf-8", write=write_csv),
        Format(key="json", extension="json", mime="application/json", write=write_json),
        Format(key="html", extension="html", mime="text/html; charset=utf-8", write=write_html),
    )
}


#: Formats of bulk rows -> Content-Type.
ROW_FORMATS: dict[str, str] = {"csv": FORMATS["csv"].mime, "xlsx": FORMATS["xlsx"].mime, "parquet": PARQUET_MIME}


def write(document: Document, stream: BinaryIO, fmt: str) -> Written:
    """Write ``document`` to ``stream`` as one of `FORMATS`; what came out is told by the result."""
    if fmt not in FORMATS:
        raise _unknown(fmt, FORMATS)
    return FORMATS[fmt].write(document, stream)


def write_rows(
    columns: tuple[Column, ...], rows: Iterable[tuple[Scalar, ...]], stream: BinaryIO, fmt: str, *, watermark: str = ""
) -> Written:
    """Write any number of rows as one of `ROW_FORMATS` in bounded memory; ``rows`` is read once, as it comes.

    ``watermark`` stands over every printed page of an xlsx; csv has no pages.
    """
    if fmt == "xlsx":
        return write_xlsx_rows(columns, rows, stream, watermark=watermark)
    if fmt == "csv":
        return write_csv_rows(columns, rows, stream)
    if fmt == "parquet":
        return write_parquet_rows(columns, rows, stream)
    raise _unknown(fmt, ROW_FORMATS)


def file_name(title: str, day: date | None, extension: str) -> str:
    """`东明镇统计表-2026-06-30.xlsx`: safe on Windows, in archives and in a header; at most 100 characters."""
    stem = _UNSAFE.sub(" ", clean(title)).strip(" .")[:80].strip(" .") or "quizapp"
    if _RESERVED.match(stem):
        stem = f"{stem}_"
    return f"{stem}-{day:%Y-%m-%d}.{extension}" if day else f"{stem}.{extension}"


def content_disposition(name: str, *, plain: str = "") -> str:
    """The header's value for a download named ``name``, with an ASCII name for old programs (RFC 6266).

    ``plain`` is that ASCII name; without it, what is left of ``name``.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", plain or name).strip("_.-") or "download"
    if "." in name and "." not in plain:
        plain = f"download.{plain}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _unknown(fmt: str, known: Iterable[str]) -> Invalid:
    return Invalid(N_("没有“%(format)s”这种导出格式，可用：%(known)s"), format=fmt, known="、".join(known))
