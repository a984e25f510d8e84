"""Lines for the book as they come: typed side by side, pasted from a spreadsheet, or in a file. Nothing is looked up here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.sheets import Problem, Table, find_header, read_workbook, warning

#: More lines in one go are a mistake; a year's book is a tenth of it.
MOST_LINES = 2_000
COLUMNS: Mapping[str, Sequence[str]] = {
    "kind": ("类别", "种类", "台账类别", "项目", "类型", "活动类别", "kind"),
    "title": ("名称或内容", "名称", "内容", "标题", "题目", "事项", "主题", "名称/内容", "title"),
    "quantity": ("数量", "数量（份、条、个）", "份数", "条数", "个数", "次数", "数目", "quantity"),
    "attendances": ("人次", "参加人次", "参与人次", "服务人次", "人数", "参加人数", "attendances"),
    "happened_on": ("日期", "时间", "发布日期", "张贴日期", "发放日期", "开展时间", "date"),
    "unit": ("单位", "所属单位", "单位名称", "村社区", "村", "填报单位", "unit"),
    "evidence": ("在哪里看得到", "地点", "网址", "链接", "张贴地点", "位置", "发布平台", "媒体", "佐证", "evidence"),
    "note": ("备注", "说明", "note"),
    "status": ("状态", "采用情况", "建设情况", "status"),
    "number": ("序号", "编号", "no"),
}  # fmt: skip
#: What cells mean, from left to right, where no row names the columns.
_USUAL = ("kind", "title", "quantity", "happened_on", "unit", "evidence", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """One line, in the words of whoever wrote it. What is empty is taken from the choices beside it."""

    #: Number of the row in the file or on the screen, from 1.
    row: int
    kind: str = ""
    title: str = ""
    quantity: str = ""
    attendances: str = ""
    happened_on: str = ""
    #: Name or code; ``unit_id`` where it was picked from a list.
    unit: str = ""
    unit_id: int | None = None
    evidence: str = ""
    note: str = ""
    status: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote anything in it; a kind or a day alone is what the form offered."""
        return not (self.title or self.quantity or self.evidence or self.note or self.attendances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The lines of a file, and what is to be said about it as a whole."""

    lines: tuple[RawLine, ...]
    problems: tuple[Problem, ...] = ()


def read_lines(content: bytes, filename: str, *, has_kind: bool) -> Reading:
    """The lines of a file or of pasted cells. ``has_kind``: the kind was chosen beside it, so the first cell is the name.

    Raises `Invalid` when nothing can be read, or too much.
    """
    book = read_workbook(content, filename)
    tables = book.visible
    if not tables:
        raise Invalid(N_("没有读到内容：请从表格里复制，或者上传有内容的文件"), field="pasted")
    table, problems = tables[0], list(book.problems)
    if len(tables) > 1:
        problems.append(
            warning(
                0, "W-SHEETS", N_("文件有 %(count)d 张表，只读了第一张“%(name)s”"), count=len(tables), name=table.name
            )
        )
    lines = tuple(_lines(table, has_kind, problems))
    if not lines:
        raise Invalid(N_("只读到表头，没有读到一行记录"), field="pasted")
    if len(lines) > MOST_LINES:
        raise Invalid(
            N_("一次最多 %(most)d 行，现在有 %(count)d 行：请分几次"), field="pasted", most=MOST_LINES, count=len(lines)
        )
    return Reading(lines=lines, problems=tuple(problems))


def _lines(table: Table, has_kind: bool, problems: list[Problem]) -> list[RawLine]:
    header = find_header(table.rows, COLUMNS, required=("title",))
    if header is not None:
        columns, first = header.columns, header.index + 1
        _name_unread(table, header.index, {each for all_ in header.all_columns.values() for each in all_}, problems)
    else:
        usual = _USUAL[1:] if has_kind else _USUAL
        columns, first = {field: number for number, field in enumerate(usual)}, 0
        message = N_("没有表头，按“%(order)s”的顺序读的：请核对")
        problems.append(warning(0, "W-HEADER", message, order="、".join(COLUMNS[field][0] for field in usual)))
    found = []
    for row, number in zip(table.rows[first:], table.row_numbers[first:], strict=True):
        cells = {field: _cell(row, column) for field, column in columns.items() if field != "number"}
        line = RawLine(row=number, **cells)  # type: ignore[arg-type]
        if not line.is_blank:
            found.append(line)
    return found


def _name_unread(table: Table, index: int, used: set[int], problems: list[Problem]) -> None:
    titles = [title for column, title in enumerate(table.rows[index]) if title and column not in used]
    if titles:
        problems.append(warning(0, "W-COLUMNS", N_("这些列没有用上：%(titles)s"), titles="、".join(titles)[:100]))


def _cell(row: Sequence[str], column: int) -> str:
    return clean_line(row[column], limit=300) if column < len(row) else ""
