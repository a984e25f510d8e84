"""A question as plain JSON values, and nothing in it that it does not have."""

from __future__ import annotations

from typing import Any

from quizapp.questions import Blank, Media, Question, Region, Source

from .citations import cite
from .laws import LawIndex


def question_json(question: Question, index: LawIndex) -> dict[str, Any]:
    """One question; ``source`` is the citation as people read it, ``citation`` the same as fields.

    Pictures, prompts, blanks, regions, parts, days and the review appear only where the question has them.
    """
    return {
        "type": question.type,
        "stem": question.stem,
        "options": list(question.options),
        "correct": list(question.correct),
        "explanation": question.explanation,
        "source": cite(question.source, index),
        "citation": _citation(question.source) if question.source else None,
        "difficulty": question.difficulty,
        "topic": question.topic,
        "tags": list(question.tags),
        "audience": list(question.audience),
        "key": question.key,
        **{name: value for name, value in _more(question, index).items() if value},
    }


def _more(question: Question, index: LawIndex) -> dict[str, Any]:
    reviewed = question.reviewed
    return {
        "media": [_media(media) for media in question.media],
        "option_media": [media and _media(media) for media in question.option_media],
        "prompts": list(question.prompts),
        "blanks": [_blank(blank) for blank in question.blanks],
        "regions": [_region(region) for region in question.regions],
        "parts": [question_json(part, index) for part in question.parts],
        "valid_from": question.valid_from and question.valid_from.isoformat(),
        "valid_to": question.valid_to and question.valid_to.isoformat(),
        "reviewed": reviewed and {"on": reviewed.on.isoformat(), "outcome": reviewed.outcome},
    }


def _citation(source: Source) -> dict[str, str]:
    return {
        "law": source.law,
        "article": source.article,
        "standard": source.standard,
        "clause": source.clause,
        "version_date": source.version_date.isoformat() if source.version_date else "",
        "note": source.note,
    }


def _media(media: Media) -> dict[str, Any]:
    return {name: getattr(media, name) for name in ("kind", "file", "alt", "width", "height")}


def _blank(blank: Blank) -> dict[str, Any]:
    said: dict[str, Any] = {"accepted": list(blank.accepted)}
    if blank.number is not None:
        said |= {"number": blank.number, "tolerance": blank.tolerance}
    return said | ({"case_sensitive": True} if blank.case_sensitive else {})


def _region(region: Region) -> dict[str, Any]:
    return {"label": region.label, "shape": region.shape, "coords": list(region.coords)}
