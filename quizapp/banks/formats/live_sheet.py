"""Sheets of live quizzes: a header somewhere near the top, up to six answers, numbers of the right ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.banks.draft import Draft
from quizapp.kit.i18n import N_
from quizapp.sheets import Table

_SEARCHED_ROWS = 30
_ANSWERS = 6
_NUMBERS = re.compile(r"[1-6](?:\s*[,;，、；.\s/&+]\s*[1-6])*")
_RUN_TOGETHER = re.compile(r"1?2?3?4?5?6?")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Titles:
    """How a program words its column titles, as patterns of folded text; ``answer`` captures the number."""

    question: re.Pattern[str]
    answer: re.Pattern[str]
    time: re.Pattern[str]
    correct: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveLayout:
    """Where things stand in a table: the header's index and the columns."""

    header: int
    question: int
    answers: tuple[int, ...]
    correct: int


def find_layout(table: Table, titles: Titles) -> LiveLayout | None:
    """The layout when some row among the first 30 holds question, two answers, time and key."""
    for index, row in enumerate(table.rows[:_SEARCHED_ROWS]):
        found = _columns([_fold(cell) for cell in row], titles)
        if found is not None:
            question, answers, correct = found
            return LiveLayout(header=index, question=question, answers=answers, correct=correct)
    return None


def live_drafts(table: Table, layout: LiveLayout) -> Iterator[Draft]:
    """Drafts of the rows below the header that hold anything of a question."""
    for place in range(layout.header + 1, len(table.rows)):
        row = table.rows[place]
        answers = [row[column] for column in layout.answers]
        if not row[layout.question] and not any(answers):
            continue
        draft = Draft(row=table.row_numbers[place], stem=row[layout.question], options=answers)
        _take_key(draft, row[layout.correct])
        yield draft


def _columns(titles: Sequence[str], known: Titles) -> tuple[int, tuple[int, ...], int] | None:
    answers: dict[int, int] = {}
    single: dict[str, int] = {}
    for column, title in enumerate(titles):
        if found := known.answer.match(title):
            answers.setdefault(int(found[1]), column)
        for name in ("question", "time", "correct"):
            if getattr(known, name).match(title):
                single.setdefault(name, column)
    if len(single) < 3 or not {1, 2} <= answers.keys():
        return None
    return single["question"], tuple(answers[n] for n in range(1, _ANSWERS + 1) if n in answers), single["correct"]


def _fold(title: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", title)).strip().casefold()[:80]


def _take_key(draft: Draft, cell: str) -> None:
    """``1,3`` in whatever a spreadsheet made of it: 1.3, 13, the third of January."""
    text = unicodedata.normalize("NFKC", cell).strip()
    numbers = _said(text)
    if not text:
        return
    if numbers is None:
        draft.fail("E-NOKEY", N_("第 %(row)d 行：正确答案“%(key)s”看不懂，请写选项序号，如 1,3"), "correct", key=cell)
        draft.right = ()
        return
    if not re.fullmatch(r"[1-6](?:\s*[,，;；、]\s*[1-6])*", text):
        message = N_("第 %(row)d 行：正确答案格里是“%(key)s”，像是被表格自动改过，已按序号 %(numbers)s 读取，请核对")
        draft.warn("W-KEYCELL", message, "correct", key=cell, numbers="、".join(map(str, numbers)))
    draft.right = tuple(number - 1 for number in numbers)


def _said(text: str) -> list[int] | None:
    if _NUMBERS.fullmatch(text):
        return sorted({int(digit) for digit in re.findall(r"[1-6]", text)})
    if day := _DAY.fullmatch(text):
        return _of_day(day)
    if text.isdecimal() and _RUN_TOGETHER.fullmatch(text):
        return [int(digit) for digit in text]
    return None


def _of_day(found: re.Match[str]) -> list[int] | None:
    """1,3 typed where the comma divides day and month; 1,2,3 also gives a year (2001 to 2006)."""
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    numbers = {day.month, day.day} | ({day.year - 2000} if 2001 <= day.year <= 2000 + _ANSWERS else set())
    return sorted(numbers) if max(numbers) <= _ANSWERS else None
