"""GIFT as Moodle reads it, plus 对/错 and lower-case true/false with a notice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.draft_more import BLANK
from quizapp.banks.formats.gift_answers import read_answers
from quizapp.banks.formats.gift_texts import hide_escapes, put_back, take_format
from quizapp.banks.formats.moodle_categories import topic_of_path
from quizapp.banks.reading import BankReading, finish_all
from quizapp.kit.i18n import N_

KEY = "gift"
_BLOCK = re.compile(r"(?<!\\)\{((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_TELLING = re.compile(r"^\s*(?:$|[=~#]|T\b|F\b|TRUE\b|FALSE\b|true\b|false\b|对|错|正确|错误)|[=~]", re.MULTILINE)
_NAME = re.compile(r"::(.*?)::", re.DOTALL)
_REMARK = re.compile(r"\[(id|tag):((?:\\\]|[^\]])*)\]")


def sniff(text: str) -> bool:
    """Whether some question has an answer block that only GIFT has."""
    return any(_TELLING.search(found[1]) for found in _BLOCK.finditer(text[:400_000]))


def read(text: str, filename: str = "") -> BankReading:
    """Questions of a GIFT file; the category becomes the topic, tags in comments become tags."""
    return finish_all(_drafts(text), KEY)


def _drafts(text: str) -> Iterator[Draft]:
    topic = ""
    for row, lines in _blocks(text):
        remarks = " ".join(line for line in lines if line.strip().startswith("//"))
        body = "\n".join(" " if line.strip().startswith("//") else line for line in lines).strip()
        if body.startswith("$CATEGORY:"):
            category, _, body = body.partition("\n")
            topic = topic_of_path(category.removeprefix("$CATEGORY:"))
        if body.strip():
            yield _draft(row, body.strip(), remarks, topic)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    lines: list[str] = []
    started = 1
    for number, line in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""], start=1):
        if line.strip():
            if not lines:
                started = number
            lines.append(line)
        elif lines:
            yield started, lines
            lines = []


def _draft(row: int, body: str, remarks: str, topic: str) -> Draft:
    body = hide_escapes(body)
    found = [(kind, value.replace("\\]", "]").strip()) for kind, value in _REMARK.findall(remarks)]
    keys = [value for kind, value in found if kind == "id"]
    tags = tuple(value for kind, value in found if kind == "tag")
    draft = Draft(row=row, topic=topic, tags=tags, key=keys[-1] if keys else "")
    named = _NAME.match(body)
    if named:
        body = body[named.end() :].strip()
    start, end = body.find("{"), body.find("}")
    if (start < 0) != (end < 0) or end < start:
        draft.stem = put_back(body)
        draft.give_up(
            "E-SYNTAX", N_("第 %(row)d 行起的题目：花括号没有成对（%(stem)s），请补齐"), stem=shorten(draft.stem)
        )
    elif start < 0:
        draft.stem = put_back(body)
        message = N_("第 %(row)d 行起是没有答案的说明文字（%(stem)s），不是题目，未导入")
        draft.give_up("E-TYPE", message, "type", stem=shorten(draft.stem))
    else:
        _fill(draft, body, start, end)
    return draft


def _fill(draft: Draft, body: str, start: int, end: int) -> None:
    before, form = take_format(body[:start])
    after = body[end + 1 :].rstrip()
    draft.stem = put_back(f"{before.strip()} _____ {after.strip()}" if after.strip() else before, form)
    read_answers(draft, body[start + 1 : end].strip(), form)
    if draft.blanks and after.strip():
        draft.stem = put_back(f"{before}{BLANK}{after}", form)
