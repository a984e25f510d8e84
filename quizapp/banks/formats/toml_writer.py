"""Questions as our TOML, which reads back equal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from quizapp.banks.words import LETTERS
from quizapp.questions import Blank, Media, Question, Source


def write_toml(questions: Iterable[Question], bank: Mapping[str, Any]) -> str:
    """The questions as a TOML bank file that reads back equal."""
    parts = ["[bank]", *(f"{name} = {_value(value)}" for name, value in bank.items()), ""]
    for question in questions:
        parts += ["[[question]]", *_lines(question), ""]
    return "\n".join(parts)


def _lines(question: Question) -> Iterator[str]:
    if question.key:
        yield f"key = {_value(question.key)}"
    yield from (f"{name} = {value}" for name, value in _asked(question).items())
    if question.parts:
        # Inline tables, not [[question.parts]]: whatever followed those would belong to the last part.
        tables = ({**_asked(part), "explanation": _value(part.explanation)} for part in question.parts)
        yield f"parts = {_rows(_inline(table) for table in tables)}"
    for name in ("explanation", "difficulty", "topic", "audience", "tags"):
        yield f"{name} = {_value(getattr(question, name))}"
    for name in ("valid_from", "valid_to"):
        if getattr(question, name) is not None:
            yield f"{name} = {_value(getattr(question, name))}"
    if question.source:
        yield f"source = {_table(_source_fields(question.source))}"
    if question.reviewed:
        yield f"reviewed = {_table({'on': question.reviewed.on, 'outcome': question.reviewed.outcome})}"


def _asked(question: Question) -> dict[str, str]:
    """What is asked and what is right: names and values as they are written."""
    named = {"type": _value(question.type), "stem": _value(question.stem)}
    if question.prompts:
        named["prompts"] = _value(question.prompts)
    if question.options and question.type != "true_false":
        named["options"] = _rows(_value(option) for option in question.options)
    answer = _answer(question)
    if answer is not None:
        named["answer"] = _value(answer)
    if question.blanks:
        named["blanks"] = _rows(_blank(blank) for blank in question.blanks)
    named |= _media(question)
    if question.regions:
        tables = ({"label": r.label, "shape": r.shape, "coords": r.coords} for r in question.regions)
        named["regions"] = _rows(_table(table) for table in tables)
    return named


def _answer(question: Question) -> str | bool | None:
    """Letters, true or false; nothing where options stand in the right order or the key is written otherwise."""
    if question.type == "true_false":
        return question.correct == (0,)
    in_order = question.type == "ordering" and question.correct == tuple(range(len(question.options)))
    return None if in_order or not question.correct else "".join(LETTERS[index] for index in question.correct)


def _media(question: Question) -> dict[str, str]:
    pictures = [_picture(each) for each in question.media if each.kind == "picture"]
    named = {"picture": pictures[0]} if len(pictures) == 1 else {"pictures": _rows(pictures)} if pictures else {}
    sounds = [_picture(each) for each in question.media if each.kind == "audio"]
    if sounds:
        named["audio"] = sounds[0]
    if question.option_media:
        named["option_pictures"] = _rows(_picture(each) if each else "{}" for each in question.option_media)
    return named


def _picture(media: Media) -> str:
    size = {"size": (media.width, media.height)} if media.width and media.height else {}
    return _table({"file": media.file, "alt": media.alt, **size})


def _blank(blank: Blank) -> str:
    if blank.number is None and not blank.case_sensitive:
        return _value(blank.accepted)
    named: dict[str, object] = {"accepted": blank.accepted} if blank.accepted else {}
    if blank.number is not None:
        named |= {"number": blank.number, "tolerance": blank.tolerance}
    return _table(named | ({"case_sensitive": True} if blank.case_sensitive else {}))


def _source_fields(source: Source) -> dict[str, object]:
    named = {name: getattr(source, name) for name in ("law", "article", "standard", "clause", "version_date", "note")}
    return {name: value for name, value in named.items() if value}


def _table(values: Mapping[str, object]) -> str:
    return _inline({name: _value(value) for name, value in values.items()})


def _inline(written: Mapping[str, str]) -> str:
    # An inline table must not break its line, not even within an array of its own in some readers.
    pairs = (f"{name} = {value}" for name, value in written.items())
    return "{ " + ", ".join(pairs).replace("\n  ", " ").replace("\n", " ") + " }"


def _rows(written: Iterable[str]) -> str:
    return "[\n" + "".join(f"  {value},\n" for value in written) + "]"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    # JSON's escapes are TOML's, but TOML also forbids a bare DEL.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
