"""Any question file to a reading: the content decides the format, and nothing that is refused raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from quizapp.kit.i18n import N_
from quizapp.sheets import (
    OLE_MAGIC,
    ZIP_MAGIC,
    FileRefused,
    TooLarge,
    UnknownFormat,
    decode_text,
    read_bytes,
    read_workbook,
    warning,
)

from .formats import aiken, chinese_text, gift, moodle_xml, own_json, own_toml
from .formats.docx import is_docx, read_docx
from .formats.sheet import has_questions, read_workbook_bank
from .laws import LawIndex
from .reading import BankReading, refused
from .shipped import shipped_index

#: No paper has more; patterns are tried on every line.
_MAX_CHARACTERS = 4_000_000
_MAX_LINES = 250_000


@dataclass(frozen=True, kw_only=True, slots=True)
class TextFormat:
    """A format of plain text: how it is recognised and read."""

    key: str
    label: str
    sniff: Callable[[str], bool]
    read: Callable[[str, LawIndex], BankReading]


#: Tried in this order; what none of them knows is a table or a Chinese paper.
TEXT_FORMATS = (
    TextFormat(key=own_toml.KEY, label="TOML", sniff=own_toml.sniff, read=lambda text, _: own_toml.read(text)),
    TextFormat(
        key=moodle_xml.KEY, label="Moodle XML", sniff=moodle_xml.sniff, read=lambda text, _: moodle_xml.read(text)
    ),
    TextFormat(key=own_json.KEY, label="JSON", sniff=own_json.sniff, read=own_json.read_json_bank),
    TextFormat(key=aiken.KEY, label="Aiken", sniff=aiken.sniff, read=lambda text, _: aiken.read(text)),
    TextFormat(key=gift.KEY, label="GIFT", sniff=gift.sniff, read=lambda text, _: gift.read(text)),
)


def read_bank_file(data: bytes, filename: str = "", *, index: LawIndex | None = None) -> BankReading:
    """Questions and problems of a file in any format we know; never raises for what a file may hold.

    ``filename`` is only shown, the content decides. ``index`` resolves citations (default: the shipped one).
    """
    known = shipped_index() if index is None else index
    try:
        reading = _read(data, filename, known)
    except FileRefused as refusal:
        return refused(refusal.as_problem())
    return reading


def _read(data: bytes, filename: str, index: LawIndex) -> BankReading:
    read_bytes(data)
    if data.startswith(ZIP_MAGIC):
        return read_docx(data, index) if is_docx(data) else read_workbook_bank(read_workbook(data, filename), index)
    if data.startswith(OLE_MAGIC):
        return read_workbook_bank(read_workbook(data, filename), index)
    if data.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<tabl") or data[:4].lower() in (b"%pdf", b"{\\rt"):
        raise UnknownFormat(N_("不支持这种文件，请把内容复制到 Word（docx）、Excel（xlsx）或标准模板后上传"))
    decoded = decode_text(data)
    if len(decoded.text) > _MAX_CHARACTERS or decoded.text.count("\n") > _MAX_LINES:
        raise TooLarge(N_("文件文字过多，请拆分后分批上传"))
    reading = _read_text(decoded.text.replace("\x00", ""), data, filename, index)
    if decoded.is_doubtful:
        message = N_("文字编码按 %(encoding)s 读取，但不能完全确定，请核对预览中的汉字")
        doubt = warning(0, "W-ENCODING", message, encoding=decoded.encoding)
        reading = replace(reading, problems=(doubt, *(p for p in reading.problems if p.code != "W-ENCODING")))
    return replace(reading, meta={**reading.meta, "encoding": decoded.encoding})


def _read_text(text: str, data: bytes, filename: str, index: LawIndex) -> BankReading:
    for known in TEXT_FORMATS:
        if known.sniff(text):
            return known.read(text, index)
    workbook = read_workbook(data, filename)
    if any(has_questions(table) for table in workbook.visible):
        return read_workbook_bank(workbook, index)
    return chinese_text.read_text_paper(text, index)


def format_labels() -> Mapping[str, str]:
    """Key and name of every format that can be read."""
    return {
        **{known.key: known.label for known in TEXT_FORMATS},
        "sheet": N_("表格（xlsx、xls、ods、csv）"),
        "paper": N_("文本试卷"),
        "docx": N_("Word 试卷（docx）"),
    }
