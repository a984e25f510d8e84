"""A question as a row of its table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from quizapp.banks.citations import cite
from quizapp.banks.shipped import shipped_index
from quizapp.questions import Question, content_hash, dump_question


def own_key(question: Question) -> str:
    """The question's name in its bank: its own, or one made of its content."""
    return (question.key or f"q-{content_hash(question)[:12]}")[:64]


def question_row(
    question: Question, *, bank_id: int, key: str, version: int, now: datetime, verified_on: date | None = None
) -> dict[str, Any]:
    """Values of a new `BankQuestion`."""
    return {
        "bank_id": bank_id,
        "key": key,
        "version": version,
        "content_hash": content_hash(question),
        "type": question.type,
        "stem": question.stem,
        "content": dump_question(question),
        "topic": question.topic[:300],
        "difficulty": question.difficulty,
        "source": cite(question.source, shipped_index())[:300],
        "last_verified_on": verified_on,
        "created_at": now,
    }
