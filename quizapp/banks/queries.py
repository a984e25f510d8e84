"""Reading banks and their questions for the console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.banks.desk.rows import in_use, unbarred
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.questions import Question, decode_question


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBank:
    """A bank with the number of questions in use."""

    bank: QuestionBank
    size: int

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the software and is read-only."""
        return self.bank.unit_id is None


def list_banks(session: Session, *, unit_ids: Select[Any]) -> list[ListedBank]:
    """Shipped banks and those kept by the given units, own ones first. One statement."""
    rows = session.execute(
        select(QuestionBank, func.count(BankQuestion.id))
        .outerjoin(BankQuestion, (BankQuestion.bank_id == QuestionBank.id) & in_use())
        .where(
            QuestionBank.archived_at.is_(None), or_(QuestionBank.unit_id.is_(None), QuestionBank.unit_id.in_(unit_ids))
        )
        .group_by(QuestionBank.id)
        .order_by(QuestionBank.unit_id.is_(None), QuestionBank.updated_at.desc(), QuestionBank.id)
    )
    return [ListedBank(bank=row[0], size=row[1]) for row in rows]


def list_own_banks(session: Session, unit_ids: Collection[int], *, but: int) -> list[QuestionBank]:
    """Banks of these units that questions may be put into, by title, without ``but``."""
    query = select(QuestionBank).where(
        QuestionBank.unit_id.in_(unit_ids), QuestionBank.archived_at.is_(None), QuestionBank.id != but
    )
    return list(session.scalars(query.order_by(QuestionBank.title, QuestionBank.id)))


def get_bank(session: Session, bank_id: int) -> QuestionBank:
    """The bank. Raises `NotFound`."""
    bank = session.get(QuestionBank, bank_id)
    if bank is None:
        raise NotFound(N_("没有这个题库"))
    return bank


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFilter:
    """Which questions of a bank; an empty field takes all."""

    words: str = ""
    topic: str = ""
    difficulty: str = ""
    kind: str = ""
    audience: str = ""
    tag: str = ""
    #: use (may be drawn) | draft (waits for approval) | retired
    state: str = "use"


def fitting(bank_id: int, wanted: QuestionFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on `BankQuestion`."""
    conditions = [BankQuestion.bank_id == bank_id, _STATES.get(wanted.state, in_use)()]
    if text := wanted.words.strip():
        columns = (BankQuestion.stem, BankQuestion.source, BankQuestion.key)
        conditions.append(or_(*(column.contains(text, autoescape=True) for column in columns)))
    named = {
        BankQuestion.topic: wanted.topic,
        BankQuestion.difficulty: wanted.difficulty,
        BankQuestion.type: wanted.kind,
    }
    conditions += [column == value for column, value in named.items() if value]
    listed = {BankQuestion.audience: wanted.audience, BankQuestion.tags: wanted.tag}
    conditions += [column.contains(f"|{word}|", autoescape=True) for column, word in listed.items() if word]
    return conditions


def _waiting() -> ColumnElement[bool]:
    return BankQuestion.retired_at.is_(None) & BankQuestion.is_draft.is_(True)


def _retired() -> ColumnElement[bool]:
    """Out of use and without a later version."""
    later = aliased(BankQuestion)
    newer = (later.bank_id == BankQuestion.bank_id, later.key == BankQuestion.key, later.version > BankQuestion.version)
    return BankQuestion.retired_at.is_not(None) & ~exists().where(*newer)


_STATES: Mapping[str, Callable[[], ColumnElement[bool]]] = {"use": in_use, "draft": _waiting, "retired": _retired}


def find_bank_by_name(session: Session, name: str) -> QuestionBank:
    """The bank with this id, or the shipped one with this key. Raises `NotFound`."""
    if name.isdecimal():
        return get_bank(session, int(name))
    bank = session.scalar(select(QuestionBank).where(QuestionBank.key == name, QuestionBank.unit_id.is_(None)))
    if bank is None:
        raise NotFound(N_("没有这个题库：请写题库的编号，或自带题库的代码"))
    return bank


def list_questions(
    session: Session, bank_id: int, wanted: QuestionFilter | None = None, *, offset: int = 0, limit: int = 50
) -> tuple[list[BankQuestion], int]:
    """A page of the questions that fit, and how many fit. Two statements."""
    conditions = fitting(bank_id, wanted or QuestionFilter())
    rows = session.scalars(
        select(BankQuestion).where(*conditions).order_by(BankQuestion.key, BankQuestion.id).offset(offset).limit(limit)
    ).all()
    return list(rows), count_questions(session, bank_id, wanted or QuestionFilter())


def count_questions(session: Session, bank_id: int, wanted: QuestionFilter) -> int:
    """How many questions fit."""
    return session.scalar(select(func.count(BankQuestion.id)).where(*fitting(bank_id, wanted))) or 0


def list_ids(session: Session, bank_id: int, wanted: QuestionFilter) -> list[int]:
    """Ids of all questions that fit."""
    return list(session.scalars(select(BankQuestion.id).where(*fitting(bank_id, wanted)).order_by(BankQuestion.id)))


def count_states(session: Session, bank_id: int) -> dict[str, int]:
    """How many questions wait for approval, and how many are out of use. One statement."""
    counted = [select(func.count(BankQuestion.id)).where(BankQuestion.bank_id == bank_id, _STATES[state]()).scalar_subquery()
               for state in ("draft", "retired")]  # fmt: skip
    row = session.execute(select(*counted)).one()
    return {"draft": row[0], "retired": row[1]}


def list_tags(session: Session, bank_id: int) -> list[tuple[str, int]]:
    """Tags of the bank with their number of questions, most first."""
    stored = select(BankQuestion.tags).where(BankQuestion.bank_id == bank_id, in_use(), BankQuestion.tags != "")
    counted = Counter(tag for tags in session.scalars(stored) for tag in unbarred(tags))
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def list_topics(session: Session, bank_id: int) -> list[tuple[str, int]]:
    """Knowledge points of the bank with their number of questions, most first."""
    rows = session.execute(
        select(BankQuestion.topic, func.count(BankQuestion.id))
        .where(BankQuestion.bank_id == bank_id, in_use(), BankQuestion.topic != "")
        .group_by(BankQuestion.topic)
        .order_by(func.count(BankQuestion.id).desc(), BankQuestion.topic)
    )
    return [(row[0], row[1]) for row in rows]


def get_question(session: Session, question_id: int) -> tuple[BankQuestion, QuestionBank]:
    """One version of a question with its bank. Raises `NotFound`."""
    row = session.execute(
        select(BankQuestion, QuestionBank)
        .join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
        .where(BankQuestion.id == question_id)
    ).first()
    if row is None:
        raise NotFound(N_("没有这道题"))
    return row[0], row[1]


def list_versions(session: Session, question: BankQuestion) -> Sequence[BankQuestion]:
    """All versions of the question, newest first."""
    same = (BankQuestion.bank_id == question.bank_id, BankQuestion.key == question.key)
    return session.scalars(select(BankQuestion).where(*same).order_by(BankQuestion.version.desc())).all()


def load_questions(session: Session, bank_id: int, wanted: QuestionFilter | None = None) -> tuple[Question, ...]:
    """The bank's questions in use that fit, whole, by key."""
    query = select(BankQuestion.content).where(*fitting(bank_id, wanted or QuestionFilter()))
    return tuple(decode_question(content) for content in session.scalars(query.order_by(BankQuestion.key)))
