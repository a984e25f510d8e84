"""Our own bank file: TOML, one ``[[question]]`` a question. Unknown keys are errors that name the line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from quizapp.banks.draft import Draft
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.banks.words import LETTERS
from quizapp.kit.i18n import N_
from quizapp.questions import AUDIENCES, Question, Source
from quizapp.sheets import error

KEY = "toml"
_FIELDS = {
    "key", "type", "stem", "options", "answer", "explanation", "difficulty", "topic", "audience", "tags", "source",
}  # fmt: skip
_SOURCE_FIELDS = {"law", "article", "standard", "clause", "version_date", "note"}


def sniff(text: str) -> bool:
    """Whether the text is one of our TOML files."""
    return re.search(r"^\[\[question\]\]\s*(?:#.*)?$", text, re.MULTILINE) is not None


def read_toml_bank(data: bytes, filename: str = "") -> BankReading:
    """Questions of a TOML bank; ``meta`` holds its ``[bank]`` table."""
    try:
        content = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as broken:
        found = re.search(r"at line (\d+)", str(broken))
        row = int(found[1]) if found else 0
        return refused(
            error(row, "E-SYNTAX", N_("第 %(row)d 行：不符合 TOML 语法（%(reason)s），请修正"), reason=str(broken)), KEY
        )
    lines = [
        number for number, line in enumerate(data.split(b"\n"), start=1) if line.strip().startswith(b"[[question]]")
    ]
    entries = content.get("question")
    if not isinstance(entries, list):
        return refused(error(0, "E-EMPTY", N_("文件里没有 [[question]]，请对照说明检查")), KEY)
    rows = lines if len(lines) == len(entries) else range(1, len(entries) + 1)
    bank = content.get("bank")
    drafts = [_draft(row, entry) for row, entry in zip(rows, entries, strict=True)]
    _name_repeated_keys(drafts)
    return finish_all(drafts, KEY, meta=bank if isinstance(bank, dict) else {})


def read(text: str, filename: str = "") -> BankReading:
    """``read_toml_bank`` for decoded text."""
    return read_toml_bank(text.encode(), filename)


def write_toml(questions: tuple[Question, ...], bank: Mapping[str, Any]) -> str:
    """The questions as a TOML bank file that reads back equal."""
    parts = ["[bank]", *(f"{name} = {_value(value)}" for name, value in bank.items()), ""]
    for question in questions:
        parts += ["[[question]]", *_lines(question), ""]
    return "\n".join(parts)


def _draft(row: int, entry: object) -> Draft:
    if not isinstance(entry, dict):
        draft = Draft(row=row)
        draft.give_up("E-SYNTAX", N_("第 %(row)d 行：每道题应写成 [[question]] 下的若干项"))
        return draft
    options = entry.get("options", [])
    draft = Draft(
        row=row,
        type_text=_text(entry.get("type")),
        stem=_text(entry.get("stem")),
        options=[_text(option) for option in options] if isinstance(options, list) else [],
        key_text=_answer(entry.get("answer")),
        explanation=_text(entry.get("explanation")),
        difficulty=_text(entry.get("difficulty")),
        topic=_text(entry.get("topic")),
        tags=_texts(entry.get("tags")),
        audience=_texts(entry.get("audience")),
        key=_text(entry.get("key")),
    )
    _name_unknown(draft, set(entry) - _FIELDS)
    draft.source = _source(draft, entry.get("source"))
    unknown = set(draft.audience) - set(AUDIENCES)
    if unknown:
        message = N_("第 %(row)d 行：适用人群“%(names)s”不认识，可用：%(known)s")
        draft.fail("E-AUDIENCE", message, "audience", names="、".join(sorted(unknown)), known="、".join(AUDIENCES))
    return draft


def _source(draft: Draft, value: object) -> Source | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return Source(note=_text(value))
    _name_unknown(draft, set(value) - _SOURCE_FIELDS)
    day = value.get("version_date")
    if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        draft.fail("E-VERSION", N_("第 %(row)d 行：version_date 应写成日期，如 2021-06-10，不加引号"), "source")
        day = None
    return Source(
        law=_text(value.get("law")),
        article=_text(value.get("article")),
        standard=_text(value.get("standard")),
        clause=_text(value.get("clause")),
        version_date=day,
        note=_text(value.get("note")),
    )


def _name_unknown(draft: Draft, names: set[str]) -> None:
    if names:
        message = N_("第 %(row)d 行起的题目有不认识的项：%(names)s，请改名或删去")
        draft.fail("E-FIELD", message, names="、".join(sorted(names)))


def _name_repeated_keys(drafts: list[Draft]) -> None:
    seen: dict[str, int] = {}
    for draft in drafts:
        first = seen.setdefault(draft.key, draft.row) if draft.key else draft.row
        if first != draft.row:
            message = N_("第 %(row)d 行：编号“%(key)s”与第 %(first)d 行重复，请改用新的编号")
            draft.fail("E-DUPKEY", message, "key", key=draft.key, first=first)


def _answer(value: object) -> str:
    if isinstance(value, bool):
        return "正确" if value else "错误"
    return _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in value) if isinstance(value, list) else ()


def _lines(question: Question) -> list[str]:
    lines = [f"key = {_value(question.key)}"] if question.key else []
    lines += [f"type = {_value(question.type)}", f"stem = {_value(question.stem)}"]
    if question.type == "true_false":
        lines.append(f"answer = {_value(question.correct == (0,))}")
    else:
        lines.append("options = [\n" + "".join(f"  {_value(option)},\n" for option in question.options) + "]")
        lines.append(f"answer = {_value(''.join(LETTERS[index] for index in question.correct))}")
    for name in ("explanation", "difficulty", "topic", "audience", "tags"):
        lines.append(f"{name} = {_value(getattr(question, name))}")
    if question.source:
        lines.append(f"source = {{ {_source_fields(question.source)} }}")
    return lines


def _source_fields(source: Source) -> str:
    named = {name: getattr(source, name) for name in ("law", "article", "standard", "clause", "version_date", "note")}
    return ", ".join(f"{name} = {_value(value)}" for name, value in named.items() if value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    # JSON's escapes are TOML's, but TOML also forbids a bare DEL.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
