"""One ``[[question]]`` of our TOML as a draft; unknown keys and values of the wrong kind are named."""

from __future__ import annotations

from datetime import date, datetime

from quizapp.banks.draft import Draft
from quizapp.kit.i18n import N_
from quizapp.questions import AUDIENCES, Blank, Media, Region, Review, Source

_PART_FIELDS = {"type", "stem", "options", "answer", "explanation", "picture", "pictures", "audio", "option_pictures"}
_FIELDS = _PART_FIELDS | {
    "key", "difficulty", "topic", "audience", "tags", "source", "prompts", "blanks", "regions", "parts", "valid_from",
    "valid_to", "reviewed",
}  # fmt: skip
_SOURCE_FIELDS = {"law", "article", "standard", "clause", "version_date", "note"}
_MEDIA_FIELDS = {"file", "alt", "size"}
_BLANK_FIELDS = {"accepted", "number", "tolerance", "case_sensitive"}
_OUTCOMES = ("kept", "reworded", "distractor", "key", "source")


def draft_of(row: int, entry: object) -> Draft:
    """The entry as a draft with everything odd about it."""
    if not isinstance(entry, dict):
        draft = Draft(row=row)
        draft.give_up("E-SYNTAX", N_("第 %(row)d 行：每道题应写成 [[question]] 下的若干项"))
        return draft
    draft = _asked(row, entry, _FIELDS)
    draft.difficulty, draft.topic, draft.key = (_text(entry.get(name)) for name in ("difficulty", "topic", "key"))
    draft.tags, draft.audience = _texts(entry.get("tags")), _texts(entry.get("audience"))
    draft.source = _source(draft, entry.get("source"))
    draft.valid_from = _day(draft, "valid_from", entry.get("valid_from"))
    draft.valid_to = _day(draft, "valid_to", entry.get("valid_to"))
    draft.reviewed = _review(draft, entry.get("reviewed"))
    unknown = set(draft.audience) - set(AUDIENCES)
    if unknown:
        message = N_("第 %(row)d 行：适用人群“%(names)s”不认识，可用：%(known)s")
        draft.fail("E-AUDIENCE", message, "audience", names="、".join(sorted(unknown)), known="、".join(AUDIENCES))
    return draft


def _asked(row: int, entry: dict[str, object], fields: set[str]) -> Draft:
    """What is asked and what is right, of a question or of a part of a case."""
    draft = Draft(
        row=row, type_text=_text(entry.get("type")), stem=_text(entry.get("stem")), options=list(_texts(entry.get("options"))),
        key_text=_answer(entry.get("answer")), explanation=_text(entry.get("explanation")),
    )  # fmt: skip
    _name_unknown(draft, set(entry) - fields)
    draft.prompts = list(_texts(entry.get("prompts")))
    draft.blanks = tuple(_blank(draft, each) for each in _list(draft, "blanks", entry.get("blanks")))
    draft.regions = tuple(_region(draft, each) for each in _list(draft, "regions", entry.get("regions")))
    draft.parts = [
        _asked(row, each if isinstance(each, dict) else {}, _PART_FIELDS)
        for each in _list(draft, "parts", entry.get("parts"))
    ]
    draft.media = _media(draft, entry)
    pictures = _list(draft, "option_pictures", entry.get("option_pictures"))
    draft.option_media = tuple(_picture(draft, each) if each else None for each in pictures)
    if draft.type_text == "ordering" and not draft.key_text:
        draft.right = tuple(range(len(draft.options)))
    return draft


def _media(draft: Draft, entry: dict[str, object]) -> tuple[Media, ...]:
    pictures = [entry["picture"]] if "picture" in entry else _list(draft, "pictures", entry.get("pictures"))
    found = [_picture(draft, each) for each in pictures]
    sounds = [_picture(draft, entry["audio"], "audio")] if "audio" in entry else []
    return tuple(each for each in (*found, *sounds) if each)


def _picture(draft: Draft, value: object, kind: str = "picture") -> Media | None:
    table = value if isinstance(value, dict) else {}
    _name_unknown(draft, set(table) - _MEDIA_FIELDS)
    size = table.get("size", [0, 0])
    if not _text(table.get("file")) or not _are_numbers(size) or len(size) != 2:
        message = N_('第 %(row)d 行：图片或声音应写成 { file = "…", alt = "…", size = [宽, 高] }')
        draft.fail("E-MEDIA", message, "media")
        return None
    return Media(
        kind=kind, file=_text(table["file"]), alt=_text(table.get("alt")), width=float(size[0]), height=float(size[1])
    )


def _blank(draft: Draft, value: object) -> Blank:
    if isinstance(value, str | list):
        return Blank(accepted=(value,) if isinstance(value, str) else _texts(value))
    table = value if isinstance(value, dict) else {}
    _name_unknown(draft, set(table) - _BLANK_FIELDS)
    number, tolerance = table.get("number"), table.get("tolerance", 0)
    if not table or not _are_numbers([0 if number is None else number, tolerance]):
        message = N_('第 %(row)d 行：每个空的答案应写成 ["119", "一一九"] 或 { number = 3.5, tolerance = 0.1 }')
        draft.fail("E-NOKEY", message, "blanks")
        return Blank()
    return Blank(
        accepted=_texts(table.get("accepted")), number=None if number is None else float(number),
        tolerance=float(tolerance), case_sensitive=table.get("case_sensitive") is True,
    )  # fmt: skip


def _region(draft: Draft, value: object) -> Region:
    table = value if isinstance(value, dict) else {}
    _name_unknown(draft, set(table) - {"label", "shape", "coords"})
    coords = table.get("coords")
    numbers = tuple(float(number) for number in coords) if _are_numbers(coords) and isinstance(coords, list) else ()
    return Region(label=_text(table.get("label")), shape=_text(table.get("shape")), coords=numbers)


def _source(draft: Draft, value: object) -> Source | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return Source(note=_text(value))
    _name_unknown(draft, set(value) - _SOURCE_FIELDS)
    named = {name: _text(value.get(name)) for name in ("law", "article", "standard", "clause", "note")}
    return Source(**named, version_date=_day(draft, "version_date", value.get("version_date"), "E-VERSION"))


def _review(draft: Draft, value: object) -> Review | None:
    if value is None:
        return None
    table = value if isinstance(value, dict) else {}
    day, outcome = _day(draft, "reviewed", table.get("on")), _text(table.get("outcome")) or "kept"
    if day is None or outcome not in _OUTCOMES or set(table) - {"on", "outcome"}:
        message = N_('第 %(row)d 行：reviewed 应写成 { on = 2026-11-22, outcome = "kept" }，outcome 可用：%(known)s')
        draft.fail("E-REVIEW", message, "reviewed", known="、".join(_OUTCOMES))
        return None
    return Review(on=day, outcome=outcome)


def _day(draft: Draft, name: str, value: object, code: str = "E-DATE") -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    message = N_("第 %(row)d 行：%(name)s 应写成日期，如 2021-06-10，不加引号")
    draft.fail(code, message, "source" if name == "version_date" else name, name=name)
    return None


def _list(draft: Draft, name: str, value: object) -> list[object]:
    if value is None or isinstance(value, list):
        return value or []
    draft.fail("E-FIELD", N_("第 %(row)d 行：%(name)s 应写成方括号里的列表"), name, name=name)
    return []


def _name_unknown(draft: Draft, names: set[str]) -> None:
    if names:
        message = N_("第 %(row)d 行起的题目有不认识的项：%(names)s，请改名或删去")
        draft.fail("E-FIELD", message, names="、".join(sorted(names)))


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, int | float) and not isinstance(each, bool) and abs(each) < 1e15 for each in value
    )


def _answer(value: object) -> str:
    if isinstance(value, bool):
        return "正确" if value else "错误"
    return _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in value) if isinstance(value, list) else ()
