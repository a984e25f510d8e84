"""Questions that ask the same anywhere in the banks of one's units, and in the shipped ones.

Reading and comparing 10,000 questions takes two to three seconds, so that it is done where it is asked for and remembered until
a question comes or goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from quizapp.banks.desk.duplicates import StoredQuestion, load_stored
from quizapp.banks.desk.rows import in_use
from quizapp.banks.likeness import find_alike
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.kit.recent import Recent
from quizapp.questions import Question, decode_question

#: Own questions that are compared at once; who has more chooses a bank.
MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPair:
    """Two questions that ask the same; ``one`` is an own question, ``other`` own or shipped."""

    percent: int
    one: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What was found, closest first: among own questions, and between own and shipped ones."""

    #: How many own questions there are.
    questions: int
    own: tuple[StockPair, ...] = ()
    shipped: tuple[StockPair, ...] = ()

    @property
    def is_too_large(self) -> bool:
        """Whether there are so many that nothing was compared."""
        return self.questions > MOST


_found: Recent[object, Stock] = Recent(16)


def search_stock(session: Session, unit_ids: Collection[int], *, bank_id: int | None = None) -> Stock:
    """Pairs in banks of these units; with ``bank_id`` those with at least one question of that bank.

    A question that was copied from a shipped one as it is makes no pair with it. Two statements, the second only where
    something came or went since this process looked last.
    """
    state = tuple(session.execute(_state(unit_ids)).all())
    own = sum(row[2] for row in state if row[1] is not None and bank_id in (None, row[0]))
    if own > MOST:
        return Stock(questions=own)
    key = (bank_id, state)
    found = _found.get(key)
    if found is None:
        found = _compare(_load(session, unit_ids), bank_id, own)
        _found.put(key, found)
    return found


def _of_units(unit_ids: Collection[int]) -> ColumnElement[bool]:
    shipped = QuestionBank.unit_id.is_(None) & QuestionBank.archived_at.is_(None)
    return or_(shipped, QuestionBank.unit_id.in_(unit_ids) & QuestionBank.archived_at.is_(None))


def _state(unit_ids: Collection[int]) -> Select[int, int | None, int, int]:
    """Bank, its unit, how many questions, and which: changes with every question that comes or goes."""
    return (
        select(QuestionBank.id, QuestionBank.unit_id, func.count(BankQuestion.id), func.sum(BankQuestion.id))
        .join(BankQuestion, BankQuestion.bank_id == QuestionBank.id)
        .where(in_use(), _of_units(unit_ids))
        .group_by(QuestionBank.id, QuestionBank.unit_id)
        .order_by(QuestionBank.id)
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it is compared."""

    id: int
    bank_id: int
    is_shipped: bool
    content_hash: str
    question: Question


def _load(session: Session, unit_ids: Collection[int]) -> list[_Read]:
    columns = (
        BankQuestion.id, BankQuestion.bank_id, QuestionBank.unit_id, BankQuestion.content_hash, BankQuestion.content,
    )  # fmt: skip
    query = select(*columns).join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
    return [
        _Read(row[0], row[1], row[2] is None, row[3], decode_question(row[4]))
        for row in session.execute(query.where(in_use(), _of_units(unit_ids)).order_by(BankQuestion.id))
    ]


def _compare(everything: Sequence[_Read], bank_id: int | None, own: int) -> Stock:
    asked = [each for each in everything if not each.is_shipped and bank_id in (None, each.bank_id)]
    rest = [each for each in everything if not each.is_shipped and bank_id not in (None, each.bank_id)]
    shipped = [each for each in everything if each.is_shipped]
    # apart: of many that are the same each is paired with one alone, which would always be the shipped one
    among = [_pair(one, other, percent) for one, other, percent in _alike(asked, rest)]
    beside = [
        _pair(one, other, percent)
        for one, other, percent in _alike(asked, shipped)
        if other.is_shipped and one.content_hash != other.content_hash
    ]
    return Stock(questions=own, own=_closest_first(among), shipped=_closest_first(beside))


def _alike(asked: Sequence[_Read], others: Sequence[_Read]) -> Iterator[tuple[_Read, _Read, int]]:
    everything = [*asked, *others]
    for found in find_alike([each.question for each in asked], [each.question for each in others]):
        yield everything[found.first], everything[found.second], found.percent


def _pair(one: _Read, other: _Read, percent: int) -> StockPair:
    return StockPair(percent=percent, one=one.id, other=other.id)


def _closest_first(pairs: Sequence[StockPair]) -> tuple[StockPair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (-pair.percent, pair.one, pair.other)))


def open_pairs(session: Session, pairs: Sequence[StockPair]) -> list[tuple[StockPair, StoredQuestion, StoredQuestion]]:
    """Each pair with its two questions; those of which one has gone meanwhile are left out. One statement."""
    wanted = {number for pair in pairs for number in (pair.one, pair.other)}
    stored = {each.id: each for each in load_stored(session, BankQuestion.id.in_(wanted))}
    return [
        (pair, stored[pair.one], stored[pair.other]) for pair in pairs if pair.one in stored and pair.other in stored
    ]
