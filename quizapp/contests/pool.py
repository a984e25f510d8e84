"""The frozen pool of a contest: read once, then kept in memory under the hash of its content.

The key is the content's own hash, so an entry can be old but never wrong, and no organizer's edit empties the cache
in the middle of the opening minute.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests.models import ContestQuestion
from quizapp.contests.paper import Answers
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


@dataclass(frozen=True, slots=True)
class Pool:
    """All questions of a contest with their keys, in the frozen order. Never leaves the server."""

    questions: tuple[Question, ...]
    #: Each question's source as people read it; empty where it has none.
    sources: tuple[str, ...]

    def show(self, issued: Sequence[Issued], answers: Answers) -> list[ShownQuestion]:
        """The issued questions in paper order, without a byte of their keys; ``answers`` by 0-based place."""
        return [self._show(place, at, answers.get(place, ())) for place, at in enumerate(issued)]

    def _show(self, place: int, at: Issued, chosen: tuple[Atom, ...]) -> ShownQuestion:
        question = self.questions[at.question_index]
        shown = find_type(question.type).present(question, at.option_order)
        return ShownQuestion(number=place + 1, type=question.type, stem=question.stem, shown=shown, chosen=chosen)


def hash_pool(questions: Sequence[Question]) -> str:
    """SHA-256 (hex) over all bytes of all questions in their order; published with the seed's commitment."""
    digest = hashlib.sha256()
    for question in questions:
        content = encode_question(question)
        digest.update(len(content).to_bytes(4, "big") + content)
    return digest.hexdigest()


class _PoolCache:
    """The pools used last, by content hash. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pools: OrderedDict[str, Pool] = OrderedDict()
        self._lock = Lock()

    def get(self, pool_hash: str) -> Pool | None:
        """The pool, now the most recently used; None when it is not here."""
        with self._lock:
            pool = self._pools.get(pool_hash)
            if pool is not None:
                self._pools.move_to_end(pool_hash)
            return pool

    def put(self, pool_hash: str, pool: Pool) -> None:
        """Keep the pool; the one not used for longest goes."""
        with self._lock:
            self._pools[pool_hash] = pool
            while len(self._pools) > self._size:
                self._pools.popitem(last=False)


_cache = _PoolCache(_KEPT)


def load_pool(session: Session, contest_id: int, pool_hash: str) -> Pool:
    """The frozen pool of a published contest: from memory, else by one statement."""
    pool = _cache.get(pool_hash)
    if pool is None:
        rows = session.execute(
            select(ContestQuestion.content, ContestQuestion.source)
            .where(ContestQuestion.contest_id == contest_id)
            .order_by(ContestQuestion.place)
        ).all()
        pool = Pool(tuple(decode_question(row.content) for row in rows), tuple(row.source for row in rows))
        _cache.put(pool_hash, pool)
    return pool
