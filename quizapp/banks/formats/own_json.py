"""JSON as ``banks read --json`` prints it, or a plain list of such questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from quizapp.banks.citations import source_from_text
from quizapp.banks.draft import Draft
from quizapp.banks.laws import LawIndex
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.banks.reading_options import Context
from quizapp.kit.i18n import N_
from quizapp.questions import Source
from quizapp.sheets import error

KEY = "json"


def sniff(text: str) -> bool:
    """Whether the text could be JSON with questions."""
    return re.match(r'\s*(?:\{\s*"|\[\s*\{)', text) is not None


def read_json_bank(text: str, context: Context) -> BankReading:
    """Questions of ``{"questions": [...]}`` or ``[...]``; a problem's row is the question's number."""
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as broken:
        return refused(error(0, "E-SYNTAX", N_("不是合格的 JSON 文件（%(reason)s），请修正"), reason=str(broken)), KEY)
    entries = content.get("questions") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        return refused(error(0, "E-EMPTY", N_("JSON 里没有 questions 列表，请对照说明检查")), KEY)
    bank = content.get("bank") if isinstance(content, dict) else None
    drafts = [_draft(row, entry, context.index) for row, entry in enumerate(entries, start=1)]
    return finish_all(drafts, KEY, meta=bank if isinstance(bank, dict) else {})


def _draft(row: int, entry: object, index: LawIndex) -> Draft:
    if not isinstance(entry, dict):
        draft = Draft(row=row)
        draft.give_up("E-SYNTAX", N_("第 %(row)d 题应写成 {...}"))
        return draft
    options = entry.get("options")
    return Draft(
        row=row,
        type_text=_text(entry.get("type")),
        stem=_text(entry.get("stem", entry.get("question"))),
        options=[_text(option) for option in options] if isinstance(options, list) else [],
        key_text=_answer(entry.get("answer", "")),
        right=_indexes(entry.get("correct")),
        explanation=_text(entry.get("explanation")),
        difficulty=_text(entry.get("difficulty")),
        topic=_text(entry.get("topic")),
        source=_source(entry, index),
        tags=_texts(entry.get("tags")),
        audience=_texts(entry.get("audience")),
        key=_text(entry.get("key")),
    )


def _indexes(value: object) -> tuple[int, ...] | None:
    if not isinstance(value, list) or not value:
        return None
    if not all(isinstance(item, int) and not isinstance(item, bool) and -1000 < item < 1000 for item in value):
        return None
    return tuple(sorted(set(value)))


def _source(entry: Mapping[str, Any], index: LawIndex) -> Source | None:
    cited = entry.get("citation")
    if not isinstance(cited, dict):
        cited = entry.get("source")
        if not isinstance(cited, dict):
            return source_from_text(_text(cited), index)
    named = {name: _text(cited.get(name)) for name in ("law", "article", "standard", "clause", "note")}
    source = Source(**named, version_date=_day(_text(cited.get("version_date"))))
    return source if any(named.values()) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _answer(value: object) -> str:
    if isinstance(value, bool):
        return "正确" if value else "错误"
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    return _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in value) if isinstance(value, list) else ()
