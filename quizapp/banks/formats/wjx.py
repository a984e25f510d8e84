"""问卷星: the text its editor imports and its Word download, options without letters, ``(正确答案)`` behind the right ones."""

from __future__ import annotations

import re
from itertools import pairwise

from quizapp.banks.formats.survey_text import survey_drafts, survey_title, tagged_lines
from quizapp.banks.reading import BankReading, finish_all
from quizapp.banks.reading_options import Context
from quizapp.banks.settling import settle

KEY = "wjx"
_TAG_LAST = re.compile(r"\]\s*(?:\*|[(（][^()（）]{1,20}[)）]|\s){0,8}$")
_LETTERED = re.compile(r"^\s*[(（]?[A-ZＡ-Ｚ]\s?[.、．)）:：]")
_MARKED = re.compile(r"[(（]\s?正确答案\s?[)）]\s*$", re.MULTILINE)


def sniff(text: str) -> bool:
    """Whether a type tag ends a question's line and what follows bears no letters, or a right option is marked behind."""
    ending = [line for line, _ in tagged_lines(text) if _TAG_LAST.search(line)]
    if not ending:
        return False
    head = text[:400_000]
    if "{_" in head or _MARKED.search(head):
        return True
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    behind = [after for line, after in pairwise(lines) if line in {each.strip() for each in ending[:50]}]
    return any(not _LETTERED.match(after) and len(after) < 200 for after in behind)


def read(text: str, context: Context) -> BankReading:
    """Questions of a 问卷星 text; a survey without keys gives an error for each question."""
    drafts = list(survey_drafts(text))
    title = survey_title(text)
    problems = settle(drafts, context.options)
    return finish_all(drafts, KEY, problems=problems, meta={"title": title} if title else {})
