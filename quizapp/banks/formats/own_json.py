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
from quizapp.banks.settling import settle
from quizapp.kit.i18n import N_
from quizapp.questions import Blank, Media, Region, Review, Source
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
    problems = settle(drafts, context.options)
    return finish_all(drafts, KEY, problems=problems, meta=bank if isinstance(bank, dict) else {})


def _draft(row: int, entry: object, index: LawIndex) -> Draft:
    draft = _asked(row, entry)
    if not isinstance(entry, dict):
        return draft
    draft.difficulty, draft.topic, draft.key = (_text(entry.get(name)) for name in ("difficulty", "topic", "key"))
    draft.source = _source(entry, index)
    draft.tags, draft.audience = _texts(entry.get("tags")), _texts(entry.get("audience"))
    draft.valid_from, draft.valid_to = (_day(_text(entry.get(name))) for name in ("valid_from", "valid_to"))
    draft.reviewed = _converted(draft, entry, "reviewed", Review)
    parts = entry.get("parts")
    draft.parts = [_asked(row, part) for part in parts] if isinstance(parts, list) else []
    return draft


def _asked(row: int, entry: object) -> Draft:
    """What is asked and what is right, of a question or of a part of a case."""
    draft = Draft(row=row)
    if not isinstance(entry, dict):
        draft.give_up("E-SYNTAX", N_("第 %(row)d 题应写成 {...}"))
        return draft
    options = entry.get("options")
    draft.type_text = _text(entry.get("type"))
    draft.stem = _text(entry.get("stem", entry.get("question")))
    draft.options = [_text(option) for option in options] if isinstance(options, list) else []
    draft.key_text, draft.explanation = _answer(entry.get("answer", "")), _text(entry.get("explanation"))
    draft.right = _indexes(entry.get("correct"), keeps_order=draft.type_text in ("matching", "ordering"))
    draft.prompts = list(_texts(entry.get("prompts")))
    draft.blanks = _blanks(draft, entry)
    draft.regions = _converted(draft, entry, "regions", tuple[Region, ...]) or ()
    draft.media = _converted(draft, entry, "media", tuple[Media, ...]) or ()
    draft.option_media = _converted(draft, entry, "option_media", tuple[Media | None, ...]) or ()
    return draft


def _blanks(draft: Draft, entry: Mapping[str, Any]) -> tuple[Blank, ...]:
    """Blanks as objects, as texts, or as lists of texts."""
    value = entry.get("blanks")
    listed = value if isinstance(value, list) else []
    objects = [
        {"accepted": [each]}
        if isinstance(each, str)
        else {"accepted": _texts(each)}
        if isinstance(each, list)
        else each
        for each in listed
    ]
    return _converted(draft, {"blanks": objects}, "blanks", tuple[Blank, ...]) or ()


def _converted(draft: Draft, entry: Mapping[str, Any], name: str, kind: Any) -> Any:
    value = entry.get(name)
    if value is None:
        return None
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as wrong:
        message = N_("第 %(row)d 题的 %(name)s 写法不对（%(reason)s），请对照说明修正")
        draft.fail("E-FIELD", message, name, name=name, reason=str(wrong))
        return None


def _indexes(value: object, *, keeps_order: bool) -> tuple[int, ...] | None:
    if not isinstance(value, list) or not value:
        return None
    if not all(isinstance(item, int) and not isinstance(item, bool) and -1000 < item < 1000 for item in value):
        return None
    return tuple(value) if keeps_order else tuple(sorted(set(value)))


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
