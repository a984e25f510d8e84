"""Rows of a unit list, whatever its columns are called and in whichever order they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.sheets import Header, Problem, Table, error, find_header, read_workbook, warning
from quizapp.units.kinds import key_for, kinds, levels

#: Field -> titles that mean it; the first is the one in our own template.
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("单位代码", "代码", "编码", "单位编码", "机构代码", "行政区划代码", "区划代码", "code"),
    "name": ("单位名称", "名称", "单位", "机构名称", "填报单位", "name"),
    "parent": (
        "上级单位", "上级", "上级代码", "上级单位代码", "上级编码", "上级名称", "上级单位名称", "所属单位", "主管单位",
        "隶属", "上级路径", "所属路径", "parent",
    ),
    "level": ("层级", "级别", "单位层级", "单位级别", "level"),
    "kind": ("单位类别", "类别", "类型", "单位类型", "单位性质", "性质", "kind"),
    "headcount": ("应参加人数", "人数", "总人数", "职工人数", "员工人数", "从业人数", "在册人数", "headcount"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """What one row says; empty where it says nothing. ``level`` and ``kind`` are keys."""

    row: int
    name: str
    code: str = ""
    parent: str = ""
    level: str = ""
    kind: str = ""
    headcount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUnits:
    """The rows that can be understood, and what was wrong with the others."""

    rows: tuple[UnitRow, ...]
    problems: tuple[Problem, ...]


def read_units(data: bytes, filename: str = "") -> ReadUnits:
    """Rows of the first sheet with a column for names. Raises `FileRefused`, or `Invalid` when no sheet has one."""
    book = read_workbook(data, filename)
    for table in book.visible:
        header = find_header(table.rows, COLUMNS, required=("name",))
        if header is not None:
            rows, problems = _read_table(table, header)
            return ReadUnits(rows=rows, problems=(*book.problems, *problems))
    raise Invalid(N_("没有找到“单位名称”一列：请下载模板，把单位填进去再上传"), field="file")


def _read_table(table: Table, header: Header) -> tuple[tuple[UnitRow, ...], tuple[Problem, ...]]:
    rows: list[UnitRow] = []
    problems: list[Problem] = []
    for number, cells in zip(table.row_numbers[header.index + 1 :], table.rows[header.index + 1 :], strict=True):
        texts = {field: clean_line(header.cell(cells, field)) for field in COLUMNS}
        if not any(texts.values()):
            continue
        found = list(_problems(number, texts))
        problems += found
        if not any(each.is_error for each in found):
            rows.append(_row(number, texts))
    return tuple(rows), tuple(problems)


def _problems(row: int, texts: dict[str, str]) -> Iterator[Problem]:
    if not texts["name"]:
        yield error(row, "E-NAME", N_("第 %(row)d 行没有单位名称"), field="name")
    if len(texts["name"]) > 100:
        yield warning(row, "W-LONG", N_("第 %(row)d 行的名称超过 100 字，只保留前 100 字"), field="name")
    for field, table in (("level", levels()), ("kind", kinds())):
        if texts[field] and key_for(table, texts[field]) is None:
            message = N_("第 %(row)d 行的“%(word)s”不认识，可以填：%(known)s")
            yield error(
                row, f"E-{field.upper()}", message, field=field, word=texts[field], known="、".join(table.values())
            )
    if texts["headcount"] and whole_number(texts["headcount"]) is None:
        message = N_("第 %(row)d 行的人数“%(word)s”不是整数")
        yield error(row, "E-HEADCOUNT", message, field="headcount", word=texts["headcount"])


def _row(number: int, texts: dict[str, str]) -> UnitRow:
    return UnitRow(
        row=number,
        name=texts["name"][:100],
        code=texts["code"][:64],
        parent=texts["parent"],
        level=key_for(levels(), texts["level"]) or "",
        kind=key_for(kinds(), texts["kind"]) or "",
        headcount=whole_number(texts["headcount"]),
    )


def whole_number(text: str) -> int | None:
    """``1,200人`` -> 1200; None for anything that is no whole number of people."""
    digits = re.sub(r"[\s,，人]", "", unicodedata.normalize("NFKC", text))
    return int(digits) if digits.isdecimal() and len(digits) <= 9 else None
