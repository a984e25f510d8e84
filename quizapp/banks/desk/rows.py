"""A question as a row of its table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement

from quizapp.banks.citations import cite
from quizapp.banks.models import BankQuestion
from quizapp.banks.shipped import shipped_index
from quizapp.questions import Question, content_hash, dump_question


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes a row, and when; ``staff_id`` None for the software itself and the command line."""

    now: datetime
    staff_id: int | None = None
    import_id: int | None = None
    #: Whether the row waits for somebody else's approval.
    is_draft: bool = False


def own_key(question: Question, own_hash: str = "") -> str:
    """The question's name in its bank: its own, or one made of its content. ``own_hash`` when it is known already."""
    return (question.key or f"q-{(own_hash or content_hash(question))[:12]}")[:64]


def question_row(
    question: Question, *, bank_id: int, key: str, version: int, by: Writer, verified_on: date | None = None,
    replaces_id: int | None = None, own_hash: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Values of a new `BankQuestion`. ``own_hash`` is its `content_hash` when it is known already: making it costs most."""
    return {
        "bank_id": bank_id, "key": key, "version": version, "replaces_id": replaces_id,
        "content_hash": own_hash or content_hash(question), "content": dump_question(question),
        **_searched(question), "last_verified_on": verified_on,
        "created_at": by.now, "created_by": by.staff_id, "import_id": by.import_id, "is_draft": by.is_draft,
        "reviewed_on": question.reviewed.on if question.reviewed else None,
    }  # fmt: skip


def _searched(question: Question) -> dict[str, Any]:
    """What lists filter by and reviews look at, beside the content that holds all of it."""
    source = question.source
    return {
        "type": question.type, "stem": question.stem, "topic": question.topic[:300], "difficulty": question.difficulty,
        "tags": barred(question.tags), "audience": barred(question.audience),
        "source": cite(source, shipped_index())[:300], "law": (source.law or source.standard)[:64] if source else "",
        "law_version": source.version_date if source else None,
        "valid_from": question.valid_from, "valid_to": question.valid_to,
    }  # fmt: skip


def barred(words: Iterable[str]) -> str:
    """``|a|b|``: each word can be looked for with its bars; empty for none."""
    tidy = [word.replace("|", " ").strip() for word in words]
    return f"|{'|'.join(tidy)}|" if tidy else ""


def unbarred(text: str) -> tuple[str, ...]:
    """The words that `barred` joined."""
    return tuple(word for word in text.split("|") if word)


def in_use() -> ColumnElement[bool]:
    """Whether a `BankQuestion` may be drawn: neither retired nor waiting for approval."""
    return BankQuestion.retired_at.is_(None) & BankQuestion.is_draft.is_(False)
