"""Which column of a table is what, by the words over it or by what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from quizapp.form_editor.reading.blanks import UNITS, cut_sentence
from quizapp.form_editor.reading.grids import Grid, Spot

_WORDS = {
    "number": ("序号", "编号", "号"),
    "unit": ("单位", "计量单位"),
    "remark": ("备注", "佐证材料", "佐证"),
    "requirement": ("内容要求", "要求", "工作要求", "任务要求", "标准", "填报说明", "填表说明", "具体要求"),
    "progress": (
        "进展情况", "完成情况", "开展情况", "落实情况", "填报内容", "填报情况", "填报数据", "数据", "数量", "数值", "数字", "情况",
        "工作开展情况", "活动情况", "活动开展情况", "填写内容", "结果",
    ),
    "label": (
        "活动项目", "项目", "类别", "分类", "活动类别", "工作项目", "活动内容", "内容", "工作内容", "主要内容", "指标", "一级指标", "二级指标",
        "填报项目", "统计项目", "统计内容", "事项", "名称", "活动名称", "重点工作", "工作任务", "任务",
    ),
}  # fmt: skip
_SEARCHED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Columns by what they hold; None = the table has none such."""

    #: Rows from here on are the form's.
    first_row: int
    section: int | None
    item: int
    requirement: int | None
    progress: int | None
    unit: int | None


def find_roles(grid: Grid) -> Roles:
    """The columns of a table, by the words of its header, else by where the blanks stand."""
    for row in range(min(len(grid.rows), _SEARCHED)):
        names = [_role(spot) for spot in grid.rows[row]]
        if len({name for name in names if name}) >= 2:
            return _named(names, row + 1, grid)
    return _guessed(grid)


def _role(spot: Spot) -> str:
    plain = re.sub(r"[\s（(].*|\s", "", spot.text)
    return next((role for role, words in _WORDS.items() if plain in words), "")


def _named(names: list[str], first_row: int, grid: Grid) -> Roles:
    labels = [column for column, name in enumerate(names) if name == "label"]
    progress = _first(names, "progress")
    if progress is None:
        progress = _blank_column(grid, first_row, [column for column in range(grid.width) if column not in labels])
    if len(labels) == 1 and _is_merged(grid, labels[0], first_row) and "requirement" in names:
        labels = [labels[0], labels[0]]
    if not labels:
        labels = [column for column in range(grid.width) if names[column] == "" and column != progress][:2] or [0]
    return Roles(
        first_row=first_row, section=labels[0] if len(labels) > 1 else None, item=labels[min(1, len(labels) - 1)],
        requirement=labels[2] if len(labels) > 2 else _first(names, "requirement"), progress=progress,
        unit=_first(names, "unit"),
    )  # fmt: skip


def _is_merged(grid: Grid, column: int, first_row: int) -> bool:
    rows = grid.rows[first_row:]
    return any(row[column] == below[column] and row[column].text for row, below in pairwise(rows))


def _first(names: list[str], role: str) -> int | None:
    return names.index(role) if role in names else None


def _guessed(grid: Grid) -> Roles:
    progress = _blank_column(grid, 0, list(range(grid.width)))
    unit = next((column for column in range(grid.width) if _is_units(grid, column)), None)
    labels = [column for column in range(grid.width) if column not in (progress, unit)]
    labels = [column for column in labels if not _is_numbers(grid, column)] or [0]
    has_sections = len(labels) > 1 and any(row[labels[0]] == below[labels[0]] for row, below in pairwise(grid.rows))
    return Roles(
        first_row=0, section=labels[0] if has_sections else None, item=labels[1] if has_sections else labels[0],
        requirement=labels[2] if len(labels) > 2 else None, progress=progress, unit=unit,
    )  # fmt: skip


def _blank_column(grid: Grid, first_row: int, columns: list[int]) -> int | None:
    """The column with the most blanks; else the last one that is empty."""
    counts = {
        column: sum(len(cut_sentence(row[column].text).blanks) for row in grid.rows[first_row:]) for column in columns
    }
    best = max(counts, key=lambda column: (counts[column], column), default=None)
    if best is not None and counts[best]:
        return best
    empty = [column for column in columns if not any(row[column].text for row in grid.rows[first_row:])]
    return empty[0] if empty else None


def _is_units(grid: Grid, column: int) -> bool:
    texts = [row[column].text.strip() for row in grid.rows if row[column].text.strip()]
    return len(texts) >= 2 and sum(text in UNITS or text in ("是否", "是/否") for text in texts) > len(texts) / 2


def _is_numbers(grid: Grid, column: int) -> bool:
    texts = [row[column].text.strip() for row in grid.rows if row[column].text.strip()]
    return bool(texts) and all(re.fullmatch(r"[\d一二三四五六七八九十]{1,3}[、.]?|序号|编号", text) for text in texts)
