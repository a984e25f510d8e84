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
    Workbook,
    decode_text,
    read_bytes,
    read_workbook,
    warning,
)

from .formats import (  # fmt: skip
    aiken,
    chinese_text,
    classquiz,
    gift,
    kahoot,
    moodle_xml,
    own_json,
    own_toml,
    qti,
    razzia,
    tcexam,
    wesurvey,
    wjx,
)
from .formats.docx import is_docx, read_docx
from .formats.sheet import has_questions, read_workbook_bank
from .formats.xlsx_pictures import read_sheet_pictures
from .laws import LawIndex
from .reading import BankReading, refused
from .reading_options import Context, ReadingOptions
from .shipped import shipped_index

#: No paper has more; patterns are tried on every line.
_MAX_CHARACTERS = 4_000_000
_MAX_LINES = 250_000
#: Characters in which the header of a table must stand.
_HEAD = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class TextFormat:
    """A format of plain text: how it is recognised and read."""

    key: str
    label: str
    sniff: Callable[[str], bool]
    read: Callable[[str, Context], BankReading]
    #: Pictures inside make it long: then only the size of the file is limited.
    holds_files: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BinaryFormat:
    """A format that is a container or is compressed."""

    key: str
    label: str
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, Context], BankReading]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableFormat:
    """A spreadsheet with columns of its own, in whatever container a table comes."""

    key: str
    label: str
    sniff: Callable[[Workbook], bool]
    read: Callable[[Workbook], BankReading]


#: Tried in this order; what none of them knows is a table.
BINARY_FORMATS = (
    BinaryFormat(key=qti.KEY, label="QTI", sniff=qti.is_package, read=lambda data, _: qti.read_package(data)),
    BinaryFormat(key="docx", label=N_("Word 试卷（docx）"), sniff=is_docx, read=read_docx),
    BinaryFormat(key=classquiz.CQA_KEY, label="ClassQuiz (cqa)", sniff=classquiz.is_cqa, read=lambda data, _: classquiz.read_cqa(data)),
)  # fmt: skip

#: Tried in this order; what none of them knows is a table with the usual columns.
TABLE_FORMATS = (
    TableFormat(key=kahoot.KEY, label="Kahoot!", sniff=kahoot.sniff, read=kahoot.read),
    TableFormat(key=classquiz.KEY, label="ClassQuiz", sniff=classquiz.sniff, read=classquiz.read),
)

#: Tried in this order; what none of them knows is a table or a Chinese paper.
TEXT_FORMATS = (
    TextFormat(key=own_toml.KEY, label="TOML", sniff=own_toml.sniff, read=lambda text, _: own_toml.read(text)),
    TextFormat(
        key=moodle_xml.KEY, label="Moodle XML", sniff=moodle_xml.sniff, read=lambda text, _: moodle_xml.read(text), holds_files=True,
    ),
    TextFormat(key=qti.KEY, label="QTI", sniff=qti.sniff_text, read=lambda text, _: qti.read_text(text), holds_files=True),
    TextFormat(key=tcexam.XML_KEY, label="TCExam XML", sniff=tcexam.sniff_xml, read=lambda text, _: tcexam.read_xml(text)),
    TextFormat(key=razzia.KEY, label="Razzia", sniff=razzia.sniff, read=lambda text, _: razzia.read(text)),
    TextFormat(key=own_json.KEY, label="JSON", sniff=own_json.sniff, read=own_json.read_json_bank),
    TextFormat(key=tcexam.KEY, label="TCExam TSV", sniff=tcexam.sniff, read=lambda text, _: tcexam.read(text)),
    TextFormat(key=wesurvey.KEY, label=N_("腾讯问卷"), sniff=wesurvey.sniff, read=wesurvey.read),
    TextFormat(key=wjx.KEY, label=N_("问卷星"), sniff=wjx.sniff, read=wjx.read),
    TextFormat(key=aiken.KEY, label="Aiken", sniff=aiken.sniff, read=lambda text, _: aiken.read(text)),
    TextFormat(key=gift.KEY, label="GIFT", sniff=gift.sniff, read=lambda text, _: gift.read(text)),
)  # fmt: skip


def read_bank_file(
    data: bytes, filename: str = "", *, index: LawIndex | None = None, options: ReadingOptions | None = None
) -> BankReading:
    """Questions and problems of a file in any format we know; never raises for what a file may hold.

    ``filename`` is only shown, the content decides. ``index`` resolves citations (default: the shipped one).
    ``options`` settle what the file leaves open; `ASKED_BY` names the problems that ask for one.
    """
    context = Context(index=shipped_index() if index is None else index, options=options or ReadingOptions())
    try:
        return _read(data, filename, context)
    except FileRefused as refusal:
        return refused(refusal.as_problem())


def _read(data: bytes, filename: str, context: Context) -> BankReading:
    read_bytes(data)
    for known in BINARY_FORMATS:
        if known.sniff(data):
            return known.read(data, context)
    if data.startswith((ZIP_MAGIC, OLE_MAGIC)):
        return _read_tables(read_workbook(data, filename), data, context)
    if data.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<tabl") or data[:4].lower() in (b"%pdf", b"{\\rt"):
        raise UnknownFormat(N_("不支持这种文件，请把内容复制到 Word（docx）、Excel（xlsx）或标准模板后上传"))
    decoded = decode_text(data)
    reading = _read_text(decoded.text.replace("\x00", ""), data, filename, context)
    if decoded.is_doubtful:
        message = N_("文字编码按 %(encoding)s 读取，但不能完全确定，请核对预览中的汉字")
        doubt = warning(0, "W-ENCODING", message, encoding=decoded.encoding)
        reading = replace(reading, problems=(doubt, *(p for p in reading.problems if p.code != "W-ENCODING")))
    return replace(reading, meta={**reading.meta, "encoding": decoded.encoding})


def _read_text(text: str, data: bytes, filename: str, context: Context) -> BankReading:
    for known in TEXT_FORMATS:
        if known.sniff(text):
            if not known.holds_files:
                _check_length(text)
            return known.read(text, context)
    _check_length(text)
    if _is_table(text):
        return _read_tables(read_workbook(data, filename), data, context)
    return chinese_text.read_text_paper(text, context)


def _is_table(text: str) -> bool:
    """Whether the beginning is a table with a header that some reader knows; a header stands in the first rows."""
    workbook = read_workbook(text[:_HEAD].encode("utf-8", errors="replace"))
    return any(known.sniff(workbook) for known in TABLE_FORMATS) or any(map(has_questions, workbook.visible))


def _check_length(text: str) -> None:
    if len(text) > _MAX_CHARACTERS or text.count("\n") > _MAX_LINES:
        raise TooLarge(N_("文件文字过多，请拆分后分批上传"))


def _read_tables(workbook: Workbook, data: bytes, context: Context) -> BankReading:
    for known in TABLE_FORMATS:
        if known.sniff(workbook):
            return known.read(workbook)
    return read_workbook_bank(workbook, context, read_sheet_pictures(data))


def format_labels() -> Mapping[str, str]:
    """Key and name of every format that can be read."""
    return {
        **{known.key: known.label for known in (*TEXT_FORMATS, *TABLE_FORMATS, *BINARY_FORMATS)},
        "sheet": N_("表格（xlsx、xls、ods、csv）"),
        "paper": N_("文本试卷"),
    }
