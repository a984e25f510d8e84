"""Questions as stored bytes, with the key kept apart from what may be shown, and their fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, TypedDict

import msgspec

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

from .folding import fold_option, stem_key
from .question import Question, Source


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


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    public: PublicPart
    secret: KeyPart
    about: _About


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
    """The whole question as JSON: ``{"public": ..., "secret": ..., "about": ...}``, for storage only."""
    about = _About(
        difficulty=question.difficulty,
        topic=question.topic,
        tags=question.tags,
        audience=question.audience,
        key=question.key,
    )
    return _encoder.encode(_Stored(public=public_part(question), secret=key_part(question), about=about))


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
    return Question(
        **parts.public,
        **parts.secret,
        difficulty=parts.about.difficulty,
        topic=parts.about.topic,
        tags=parts.about.tags,
        audience=parts.about.audience,
        key=parts.about.key,
    )


def content_hash(question: Question) -> str:
    """SHA-256 (hex) of what is asked and what is right, the same however it is spaced or ordered.

    Width, spaces, punctuation of the stem and the order of options do not count; explanation, source and key name do not
    either. Importing a file twice meets the same hashes.
    """
    right = set(question.correct)
    options = sorted((fold_option(text), index in right) for index, text in enumerate(question.options))
    return _digest([question.type, stem_key(question.stem), options])


def version_hash(question: Question) -> str:
    """SHA-256 (hex) of every byte of the question: two versions of one question differ in it."""
    return hashlib.sha256(encode_question(question)).hexdigest()


def _digest(value: object) -> str:
    return hashlib.sha256(_encoder.encode(value)).hexdigest()
