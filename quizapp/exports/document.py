"""What an export says, without saying in which format: pages of blocks, tables of typed cells.

A form, for instance, as the statistics room builds it::

    Document(
        annex="附件2",
        title="全市“安全生产月”活动进展情况统计表",
        blocks=(
            KeyValues(pairs=(KeyValue(label="填报单位（盖章）", value="东明镇", share=2), KeyValue(label="联系人"))),
            Table(
                columns=(Column(width=10), Column(width=16), Column(width=34), Column(width=40)),
                header_rows=1,
                rows=(
                    (head("活动项目", col_span=2), head("内容要求"), head("进展情况")),
                    (
                        label("安全生产月活动", row_span=2),
                        label("学习贯彻"),
                        Cell(value="召开专题学习会……"),
                        Cell(value=("中心组学习（", Figure(value=3, key="study_times"), "）次；")),
                    ),
                    cells("六一六咨询日", "开展宣传咨询……", "……"),
                ),
            ),
            SignatureBlock(lines=("单位负责人：", "填报人：", "填报日期：    年    月    日"), seal="（盖章）"),
        ),
    )

A row leaves out what a cell above or to the left already covers, as in HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

#: What one cell holds. `bool` prints as yes or no, `None` as nothing. A `datetime` prints as the wall clock
#: it carries: convert it to the campaign's zone first.
Scalar = int | Decimal | str | bool | date | datetime | None


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Style(StrEnum):
    PLAIN = "plain"
    HEAD = "head"  # a column's title
    LABEL = "label"  # names the row; centred, as the first columns of official forms
    NUMBER = "number"  # right-aligned
    TOTAL = "total"  # a number or word of a totals row
    WARN = "warn"  # needs a look before filing
    MUTED = "muted"


class Page(StrEnum):
    A4_PORTRAIT = "a4"
    A4_LANDSCAPE = "a4_landscape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number or answer inside a sentence. ``None`` prints as the blank of an unfilled form."""

    value: Scalar = None
    approximate: bool = False  # 160 -> "160余"
    key: str = ""  # the form field, for json
    warn: bool = False
    underlined: bool = False  # on paper; without a value it prints as ____


#: "中心组学习（", Figure(3), "）次": text and figures of one sentence. Line breaks are "\n" inside the text.
Sentence = tuple[str | Figure, ...]
Value = Scalar | Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. Text stays text in every format: `007`, `=HYPERLINK(...)` and 18 digits survive."""

    value: Value = None
    style: Style = Style.PLAIN
    align: Align | None = None  # None: as the style, else as the column
    row_span: int = 1
    col_span: int = 1
    approximate: bool = False
    note: str = ""  # a remark: a comment in xlsx, a numbered note under the table on paper
    key: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``width`` is about the number of Latin letters that fit; on paper the columns share the line in this ratio."""

    title: str = ""  # used by flat tables (`Table.flat`, `write_rows`)
    width: float = 12
    align: Align = Align.LEFT
    holds: type = str  # what a format with typed columns (parquet) makes of it: str, int, bool, date or datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells; the first ``header_rows`` are printed again on every page. Rows are not split if avoidable."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    header_rows: int = 1
    caption: str = ""

    @classmethod
    def flat(cls, columns: tuple[Column, ...], rows: list[tuple[Scalar, ...]]) -> Table:
        """A plain table: the columns' titles as its header, then one cell a value."""
        header = tuple(head(column.title) for column in columns)
        return cls(columns=columns, rows=(header, *(cells(*row) for row in rows)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str
    level: int = 1  # 1 or 2
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    value: Value
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValue:
    label: str
    value: Scalar = None  # None leaves room to write
    share: float = 1  # of the line


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValues:
    """The line above a form: 填报单位（盖章）：… 联系人：… 电话：… 填报日期：… (all on one line)."""

    pairs: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """Lines to sign on; with ``seal`` a box beside them for the stamp, named by that text."""

    lines: tuple[str, ...]
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    png: bytes
    width_mm: float
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qr:
    text: str
    size_mm: float = 28
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page (in xlsx: a print break)."""


Block = Heading | Paragraph | KeyValues | Table | SignatureBlock | Image | Qr | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The few words that writers add themselves; pass translated ones for other languages."""

    yes: str = "是"
    no: str = "否"
    approximate: str = "%(number)s余"
    blank: str = "\u3000\u3000"  # an unfilled figure inside a sentence
    colon: str = "："
    note: str = "注"
    page: str = "第 %(page)s 页 共 %(pages)s 页"
    date: str = "{0.year}年{0.month}月{0.day}日"
    truncated: str = "……（原文共 %(count)s 字，此处放不下）"
    data_sheet: str = "数据"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One export. ``data`` holds the same figures as a flat table: csv writes only it, xlsx adds it as a sheet."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    annex: str = ""  # "附件2", above the title on the left
    meta: tuple[str, ...] = ()  # small lines under the title: period, unit, position in the ledger
    page: Page = Page.A4_PORTRAIT
    footer_note: str = ""  # on every page beside the page number
    watermark: str = ""  # a word across every page (pdf, docx), in the header of xlsx: 演练
    data: Table | None = None
    author: str = ""
    created_at: datetime | None = None  # the date inside xlsx and docx; None: a fixed one
    language: str = "zh-CN"
    wording: Wording = Wording()


def cells(*values: Value | Cell) -> Row:
    """A row from bare values: numbers as `Style.NUMBER`, everything else plain, cells as they are."""
    return tuple(value if isinstance(value, Cell) else Cell(value=value, style=_natural(value)) for value in values)


def head(text: str, *, row_span: int = 1, col_span: int = 1) -> Cell:
    """A column's title."""
    return Cell(value=text, style=Style.HEAD, row_span=row_span, col_span=col_span)


def label(text: str, *, row_span: int = 1, col_span: int = 1) -> Cell:
    """A cell that names its row or rows."""
    return Cell(value=text, style=Style.LABEL, row_span=row_span, col_span=col_span)


def _natural(value: Value) -> Style:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Style.NUMBER if is_number else Style.PLAIN
