"""Questions as stored bytes, with the key kept apart from what may be shown, and their fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

import msgspec

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

from .folding import fold_option, stem_key
from .question import Blank, Media, Question, Region, Review, Source


class PublicPart(TypedDict):
    """What may be read by anybody who may see the question before answering it."""

    type: str
    stem: str
    options: tuple[str, ...]


class KeyPart(TypedDict):
    """What must not leave the server before submission."""

    correct: tuple[int, ...]
    explanation: str
    source: Source | None


class _About(msgspec.Struct, frozen=True):
    difficulty: str = "medium"
    topic: str = ""
    tags: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    key: str = ""


class _More(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What only some types and some questions have; nothing of it is public as it stands."""

    media: tuple[Media, ...] = ()
    option_media: tuple[Media | None, ...] = ()
    prompts: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()
    regions: tuple[Region, ...] = ()
    parts: tuple[_Stored, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    reviewed: Review | None = None


class _Stored(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    public: PublicPart
    secret: KeyPart
    about: _About
    more: _More = _More()


_MORE = _More.__struct_fields__
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Stored)


def public_part(question: Question) -> PublicPart:
    """Type, stem and options; no byte of key, explanation or source."""
    return {"type": question.type, "stem": question.stem, "options": question.options}


def key_part(question: Question) -> KeyPart:
    """Key, explanation and source."""
    return {"correct": question.correct, "explanation": question.explanation, "source": question.source}


def encode_public(question: Question) -> bytes:
    """``public_part`` as JSON."""
    return _encoder.encode(public_part(question))


def encode_key(question: Question) -> bytes:
    """``key_part`` as JSON."""
    return _encoder.encode(key_part(question))


def encode_question(question: Question) -> bytes:
    """The whole question as JSON: ``{"public", "secret", "about", "more"}``, for storage only."""
    return _encoder.encode(_stored(question))


def _stored(question: Question) -> _Stored:
    more = {name: getattr(question, name) for name in _MORE}
    more["parts"] = tuple(_stored(part) for part in question.parts)
    about = _About(**{name: getattr(question, name) for name in _About.__struct_fields__})
    return _Stored(public=public_part(question), secret=key_part(question), about=about, more=_More(**more))


def _question(stored: _Stored) -> Question:
    more = {name: getattr(stored.more, name) for name in _MORE}
    more["parts"] = tuple(_question(part) for part in stored.more.parts)
    return Question(**stored.public, **stored.secret, **msgspec.structs.asdict(stored.about), **more)


def dump_question(question: Question) -> dict[str, Any]:
    """What ``encode_question`` writes, as plain dicts and lists for a JSON column."""
    dumped: dict[str, Any] = msgspec.json.decode(encode_question(question))
    return dumped


def decode_question(stored: bytes | str | Mapping[str, Any]) -> Question:
    """The question that ``encode_question`` or ``dump_question`` wrote. Raises ``Invalid`` for anything else."""
    try:
        parts = msgspec.convert(stored, _Stored) if isinstance(stored, Mapping) else _decoder.decode(stored)
    except (msgspec.MsgspecError, UnicodeError) as broken:
        raise Invalid(N_("存储的题目内容已损坏，请从题库文件重新导入")) from broken
    return _question(parts)


def content_hash(question: Question) -> str:
    """SHA-256 (hex) of what is asked and what is right, the same however it is spaced or ordered.

    Width, spaces, punctuation of the stem and the order of options do not count; explanation, source and key name do not
    either. Importing a file twice meets the same hashes.
    """
    right = set(question.correct)
    options = sorted((fold_option(text), index in right) for index, text in enumerate(question.options))
    more = _hashed_more(question)
    return _digest([question.type, stem_key(question.stem), options, *([more] if more else [])])


def _hashed_more(question: Question) -> dict[str, object]:
    """What is asked beyond stem, options and key; empty for a plain choice."""
    asked: dict[str, object] = {
        "media": [each.file for each in question.media],
        "option_media": [each.file if each else "" for each in question.option_media],
        "pairs": _pairs(question),
        "order": [fold_option(question.options[index]) for index in question.correct if index < len(question.options)]
        if question.type == "ordering" else [],
        "blanks": question.blanks, "regions": question.regions, "parts": [content_hash(part) for part in question.parts],
    }  # fmt: skip
    return {name: value for name, value in asked.items() if value}


def _pairs(question: Question) -> list[tuple[str, str]]:
    right = [question.options[index] for index in question.correct if 0 <= index < len(question.options)]
    return sorted(zip(map(fold_option, question.prompts), map(fold_option, right), strict=False))


def version_hash(question: Question) -> str:
    """SHA-256 (hex) of every byte of the question: two versions of one question differ in it."""
    return hashlib.sha256(encode_question(question)).hexdigest()


def _digest(value: object) -> str:
    return hashlib.sha256(_encoder.encode(value)).hexdigest()
