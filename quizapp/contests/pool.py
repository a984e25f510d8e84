"""The frozen pool of a contest: read once, then kept in memory under the hash of its content.

The key is the content's own hash, so an entry can be old but never wrong, and no organizer's edit empties the cache
in the middle of the opening minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests.blueprint import Blueprint
from quizapp.contests.models import ContestQuestion
from quizapp.contests.paper import Answers
from quizapp.kit.recent import Recent
from quizapp.questions import Atom, Issued, Question, decode_question, encode_question, find_type

#: Pools kept in memory; a thousand questions take about two megabytes.
_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """A question as a phone may see it before submission; it has no place for a key or an explanation."""

    #: 1-based place on the paper.
    number: int
    type: str
    stem: str
    #: What its type presents: options in the order shown, prompts, blanks, pictures, parts.
    shown: Mapping[str, Any]
    #: What has been answered so far, as it travels.
    chosen: tuple[Atom, ...] = ()
    #: Title of its part of the paper; empty where it has none.
    section: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """All questions of a contest with their keys, in the frozen order. Never leaves the server."""

    questions: tuple[Question, ...]
    #: Each question's source as people read it; empty where it has none.
    sources: tuple[str, ...]
    #: The bank each came from, and the places of those that stand on every paper.
    bank_ids: tuple[int | None, ...] = ()
    required: tuple[int, ...] = ()

    def show(
        self, issued: Sequence[Issued], answers: Answers, blueprint: Blueprint | None = None
    ) -> list[ShownQuestion]:
        """The issued questions in paper order, without a byte of their keys; ``answers`` by 0-based place."""
        titles = [section.title for section in blueprint.sections] if blueprint else []
        return [
            self._show(
                place, at, answers.get(place, ()), titles[at.section] if titles and at.section is not None else ""
            )
            for place, at in enumerate(issued)
        ]

    def _show(self, place: int, at: Issued, chosen: tuple[Atom, ...], section: str) -> ShownQuestion:
        question = self.questions[at.question_index]
        shown = find_type(question.type).present(question, at.option_order)
        return ShownQuestion(
            number=place + 1, type=question.type, stem=question.stem, shown=shown, chosen=chosen, section=section
        )


def hash_pool(questions: Sequence[Question], marks: Sequence[tuple[int | None, bool]] = ()) -> str:
    """SHA-256 (hex) over all bytes of all questions in their order; published with the seed's commitment.

    ``marks`` (bank and "on every paper" of each question) is part of it where a plan draws by them: equal hashes mean
    equal papers.
    """
    digest = hashlib.sha256()
    for question in questions:
        content = encode_question(question)
        digest.update(len(content).to_bytes(4, "big") + content)
    for bank_id, is_required in marks:
        digest.update(f"{bank_id},{is_required:d};".encode())
    return digest.hexdigest()


_cache: Recent[str, Pool] = Recent(_KEPT)


def load_pool(session: Session, contest_id: int, pool_hash: str) -> Pool:
    """The frozen pool of a published contest: from memory, else by one statement."""
    pool = _cache.get(pool_hash)
    if pool is None:
        rows = session.execute(
            select(
                ContestQuestion.content, ContestQuestion.source, ContestQuestion.bank_id, ContestQuestion.is_required
            )
            .where(ContestQuestion.contest_id == contest_id)
            .order_by(ContestQuestion.place)
        ).all()
        pool = Pool(
            questions=tuple(decode_question(row.content) for row in rows), sources=tuple(row.source for row in rows),
            bank_ids=tuple(row.bank_id for row in rows),
            required=tuple(place for place, row in enumerate(rows) if row.is_required),
        )  # fmt: skip
        _cache.put(pool_hash, pool)
    return pool
