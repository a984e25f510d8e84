"""GIFT, as Moodle reads it, plus 对/错 and lower-case true/false with a notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.gift_answers import ESCAPES, put_back, read_answers
from quizapp.banks.reading import BankReading, finish_all
from quizapp.kit.i18n import N_
from quizapp.questions import Question

KEY = "gift"
_BLOCK = re.compile(r"(?<!\\)\{((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_TELLING = re.compile(r"^\s*(?:$|[=~#]|T\b|F\b|TRUE\b|FALSE\b|true\b|false\b|对|错|正确|错误)|[=~]", re.MULTILINE)
_NAME = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_REMARK = re.compile(r"\[(id|tag):([^\]]*)\]")


def sniff(text: str) -> bool:
    """Whether some question has an answer block that only GIFT has."""
    return any(_TELLING.search(found[1]) for found in _BLOCK.finditer(text[:400_000]))


def read(text: str, filename: str = "") -> BankReading:
    """Questions of a GIFT file; the category becomes the topic, tags in comments become tags."""
    return finish_all(_drafts(text), KEY)


def write(questions: Sequence[Question]) -> str:
    """The questions as a GIFT file; the explanation becomes general feedback."""
    return "\n\n".join(_written(question) for question in questions) + "\n"


def _drafts(text: str) -> Iterator[Draft]:
    topic = ""
    for row, lines in _blocks(text):
        remarks = " ".join(line for line in lines if line.strip().startswith("//"))
        body = "\n".join(" " if line.strip().startswith("//") else line for line in lines).strip()
        if body.startswith("$CATEGORY:"):
            category, _, body = body.partition("\n")
            topic = category.removeprefix("$CATEGORY:").strip().rstrip("/").rpartition("/")[2].removeprefix("$course$")
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
    for written, placeholder in ESCAPES:
        body = body.replace(written, placeholder)
    found = {kind: value.strip() for kind, value in _REMARK.findall(remarks)}
    tags = tuple(value.strip() for kind, value in _REMARK.findall(remarks) if kind == "tag")
    draft = Draft(row=row, topic=topic, tags=tags, key=found.get("id", ""))
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
    tail = body[end + 1 :].strip()
    stem = f"{body[:start].strip()} _____ {tail}" if tail else body[:start].strip()
    form = _FORMAT.match(stem)
    kind = form[1].lower() if form else "moodle"
    draft.stem = put_back(stem[form.end() :] if form else stem, kind)
    read_answers(draft, body[start + 1 : end].strip(), kind)


def _written(question: Question) -> str:
    name = f"::{_escaped(question.key)}:: " if question.key else ""
    general = f"####{_escaped(question.explanation)}" if question.explanation else ""
    if question.type == "true_false":
        return f"{name}{_escaped(question.stem)} {{{'TRUE' if question.correct == (0,) else 'FALSE'}{general}}}"
    share = f"%{100 / len(question.correct):.5f}%".replace(".00000%", "%") if question.correct else ""
    lines = []
    for index, option in enumerate(question.options):
        is_right = index in question.correct
        mark = (f"~{share}" if is_right else "~%-100%") if question.type == "multiple" else "=" if is_right else "~"
        lines.append(f"\t{mark}{_escaped(option)}\n")
    return f"{name}{_escaped(question.stem)} {{\n{''.join(lines)}{general}}}"


def _escaped(text: str) -> str:
    text = text.replace("\r", "").replace("\\", "\\\\")
    return re.sub(r"([#=~{}:])", r"\\\1", text).replace("\n", "\\n")
