"""腾讯问卷: its exam text, ``题干[单选题][答案: D][分值: 5][全部]`` in Chinese or English."""

from __future__ import annotations

import re

from quizapp.banks.formats.survey_text import survey_drafts, survey_title, tagged_lines
from quizapp.banks.reading import BankReading, finish_all
from quizapp.banks.reading_options import Context
from quizapp.banks.settling import settle

KEY = "wesurvey"
_ANSWER = re.compile(r"^\s*(?:答案|answer)\s*[:：]", re.IGNORECASE)


def sniff(text: str) -> bool:
    """Whether a question's line holds both a type tag and an answer tag."""
    return any(_ANSWER.match(tag) for _, tags in tagged_lines(text) for tag in tags)


def read(text: str, context: Context) -> BankReading:
    """Questions of a 腾讯问卷 exam text."""
    drafts = list(survey_drafts(text))
    title = survey_title(text)
    problems = settle(drafts, context.options)
    return finish_all(drafts, KEY, problems=problems, meta={"title": title} if title else {})
