"""What a campaign practises from: read once, then kept in memory under the state of its banks.

The key holds the moment of every bank's last change, so an entry may be old but never wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.banks import BankQuestion, in_use
from quizapp.kit.recent import Recent
from quizapp.questions import Question, decode_question

#: Pools kept in memory; two thousand questions take about four megabytes.
_KEPT = 8

#: Bank and key: what names a question through all its versions.
Name = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question in use. It holds the key: never for a phone as it stands."""

    #: ``bank_question.id`` of this version.
    id: int
    bank_id: int
    key: str
    question: Question
    #: Where the right answer is written down, as people read it.
    source: str = ""

    @property
    def name(self) -> Name:
        """Bank and key."""
        return self.bank_id, self.key


@dataclass(frozen=True, slots=True)
class Pool:
    """All questions of the chosen banks that are right today, by bank and key."""

    items: tuple[Item, ...]
    by_id: Mapping[int, Item] = field(default_factory=dict)
    by_name: Mapping[Name, Item] = field(default_factory=dict)


_cache: Recent[object, Pool] = Recent(_KEPT)


def load_pool(session: Session, *, bank_ids: Sequence[int], state: object, day: date) -> Pool:
    """The pool of ``day``: from memory, else by one statement. A question that stands in two banks is in it once."""
    pool = _cache.get((state, day))
    if pool is None:
        pool = _read(session, bank_ids, day)
        _cache.put((state, day), pool)
    return pool


def _read(session: Session, bank_ids: Sequence[int], day: date) -> Pool:
    columns = (
        BankQuestion.id, BankQuestion.bank_id, BankQuestion.key, BankQuestion.content, BankQuestion.content_hash,
        BankQuestion.source,
    )  # fmt: skip
    right_today = (
        or_(BankQuestion.valid_from.is_(None), BankQuestion.valid_from <= day),
        or_(BankQuestion.valid_to.is_(None), BankQuestion.valid_to >= day),
    )
    query = select(*columns).where(BankQuestion.bank_id.in_(bank_ids), in_use(), *right_today)
    kept: dict[str, Item] = {}
    for row in session.execute(query.order_by(BankQuestion.bank_id, BankQuestion.key, BankQuestion.id)):
        if row.content_hash not in kept:
            question = decode_question(row.content)
            kept[row.content_hash] = Item(
                id=row.id, bank_id=row.bank_id, key=row.key, question=question, source=row.source
            )
    items = tuple(kept.values())
    return Pool(items, {item.id: item for item in items}, {item.name: item for item in items})
