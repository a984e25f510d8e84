"""Reading the author's form: its texts, its rows, its uploads; and drawing what has been written so far."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from quizapp.banks.forms import QuestionForm
from quizapp.banks.typed import TypedPart, TypedQuestion, sketch
from quizapp.banks.words import LETTERS
from quizapp.errors import Conflict, Invalid
from quizapp.media import StoredMedia, find_stored, make_media, store_media
from quizapp.questions import Media, Question, find_type, question_types
from quizapp.web import now, settings, store
from quizapp.web.i18n import translate_error

#: Rows that stand ready for a new question.
_OPTIONS, _SPARE_PLACES, _SPARE_PARTS = 6, 3, 2
_MOST_PLACES, _MOST_PARTS = 12, 10


def read_form(form: QuestionForm, base: Question | None) -> TypedQuestion:
    """What the form says, its uploads stored; an upload that cannot be read is an error beside its field."""
    asked = request.form
    kind = asked.get("type", "single")
    typed = TypedQuestion(
        type=kind if kind in question_types() else "single", stem=form.stem.data or "", answer=form.answer.data or "",
        blanks=form.blanks.data or "", pairs=form.pairs.data or "", steps=form.steps.data or "", base=base,
        places=list(zip(asked.getlist("region_label"), asked.getlist("region_place"), strict=False))[:_MOST_PLACES],
        parts=_read_parts()[:_MOST_PARTS],
    )  # fmt: skip
    letters = [letter for letter in LETTERS if f"option_{letter.lower()}" in asked]
    typed.options = [asked.get(f"option_{letter.lower()}", "").strip() for letter in letters]
    named = [f"option_{letter.lower()}_picture" for letter in letters]
    found = _read_media(form, ["picture", "audio", *named], base)
    typed.option_media = [found.get(name) for name in named]
    typed.media = tuple(found[name] for name in ("picture", "audio") if name in found)
    return typed


def _read_parts() -> list[TypedPart]:
    names = ("type", "stem", "options", "answer", "explanation")
    rows = zip(*(request.form.getlist(f"part_{name}") for name in names), strict=False)
    return [TypedPart(**dict(zip(names, row, strict=True))) for row in rows]


def _read_media(form: QuestionForm, names: list[str], base: Question | None) -> dict[str, Media]:
    """Field -> picture or sound: what was uploaded just now, else what stood there before."""
    fresh = {name: stored for name in names if (stored := _upload(form, name)) is not None}
    before = {name: request.form.get(f"{name}_name", "") for name in names if f"{name}_drop" not in request.form}
    with store().read() as session:
        known = find_stored(session, [name for name in before.values() if name])
    found = {}
    for name in names:
        stored = fresh.get(name) or known.get(before.get(name, ""))
        if stored is not None:
            found[name] = _media(stored, request.form.get(f"{name}_alt", "").strip(), base)
    return found


def _media(stored: StoredMedia, alt: str, base: Question | None) -> Media:
    media = Media(kind=stored.kind, file=stored.name, alt=alt, width=float(stored.width), height=float(stored.height))
    # Regions were drawn in the units that the picture had: a picture that stays keeps them.
    same = next((each for each in base.media if each.file == stored.name), None) if base else None
    return replace(same, alt=alt) if same else media


def _upload(form: QuestionForm, name: str) -> StoredMedia | None:
    file = request.files.get(name)
    if file is None or not file.filename:
        return None
    try:
        return keep_upload("audio" if name == "audio" else "picture", file.read())
    except (Invalid, Conflict) as error:
        form.form_errors.append(translate_error(error))
        return None


def keep_upload(kind: str, content: bytes) -> StoredMedia:
    """The uploaded file, stored. Raises `Invalid` and `Conflict`."""
    made, most = make_media(kind, content), settings().max_media_bytes
    with store().write() as session:
        return store_media(session, kind, content, now=now(), quota_bytes=most, made=made)


def add_rows(typed: TypedQuestion) -> TypedQuestion:
    """The same with empty rows to write into."""
    typed.options += [""] * (_OPTIONS - len(typed.options))
    typed.option_media += [None] * (len(typed.options) - len(typed.option_media))
    typed.places = [place for place in typed.places if any(place)]
    typed.places += [("", "")] * min(_SPARE_PLACES, _MOST_PLACES - len(typed.places))
    typed.parts = [part for part in typed.parts if not part.is_blank]
    typed.parts += [TypedPart() for _ in range(min(_SPARE_PARTS, _MOST_PARTS - len(typed.parts)))]
    return typed


def preview_of(typed: TypedQuestion) -> dict[str, Any] | None:
    """What the phone beside the form shows; None while there is nothing to show."""
    question = sketch(typed)
    return None if question is None else on_phone(question)


def on_phone(question: Question) -> dict[str, Any]:
    """The question for the macro that phones use, in the author's order."""
    kind = find_type(question.type)
    order = range(sum(size for size, _ in kind.option_groups(question)))
    shown = kind.present(question, order)
    return {"number": 1, "type": question.type, "stem": question.stem, "shown": shown, "chosen": ()}
