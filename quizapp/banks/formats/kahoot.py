"""Kahoot! spreadsheets: its own template (header on row 8) or any export with the same titles."""

from __future__ import annotations

import re

from quizapp.banks.formats.live_sheet import LiveLayout, Titles, find_layout, live_drafts
from quizapp.banks.reading import BankReading, finish_all
from quizapp.sheets import Table, Workbook

KEY = "kahoot"
_TITLES = Titles(
    question=re.compile(r"question\b|问题|題目|题目"),
    answer=re.compile(r"(?:answer|答案|选项) ?([1-6])\b"),
    time=re.compile(r"time limit|时间限制|答题时间|限时"),
    correct=re.compile(r"correct answer|正确答案"),
)


def sniff(workbook: Workbook) -> bool:
    """Whether a visible table has Kahoot's titles."""
    return any(find_layout(table, _TITLES) for table in workbook.visible)


def read(workbook: Workbook) -> BankReading:
    """Questions of every table with Kahoot's titles; time limits are the contest's business and not kept."""
    return read_live(workbook, _TITLES, KEY)


def read_live(workbook: Workbook, titles: Titles, key: str, meta: dict[str, str] | None = None) -> BankReading:
    """Questions of every visible table with such titles."""
    found: list[tuple[Table, LiveLayout]] = [
        (table, layout) for table in workbook.visible if (layout := find_layout(table, titles)) is not None
    ]
    drafts = [draft for table, layout in found for draft in live_drafts(table, layout)]
    told = {**(meta or {}), "file_format": workbook.format}
    if workbook.encoding:
        told["encoding"] = workbook.encoding
    return finish_all(drafts, key, problems=workbook.problems, meta=told)
