"""Reading banks and their questions for the console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

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
    in_use = (BankQuestion.bank_id == QuestionBank.id) & BankQuestion.retired_at.is_(None)
    rows = session.execute(
        select(QuestionBank, func.count(BankQuestion.id))
        .outerjoin(BankQuestion, in_use)
        .where(
            QuestionBank.archived_at.is_(None), or_(QuestionBank.unit_id.is_(None), QuestionBank.unit_id.in_(unit_ids))
        )
        .group_by(QuestionBank.id)
        .order_by(QuestionBank.unit_id.is_(None), QuestionBank.updated_at.desc(), QuestionBank.id)
    )
    return [ListedBank(bank=row[0], size=row[1]) for row in rows]


def get_bank(session: Session, bank_id: int) -> QuestionBank:
    """The bank. Raises `NotFound`."""
    bank = session.get(QuestionBank, bank_id)
    if bank is None:
        raise NotFound(N_("没有这个题库"))
    return bank


def list_questions(
    session: Session, bank_id: int, *, words: str = "", topic: str = "", difficulty: str = "", kind: str = "",
    offset: int = 0, limit: int = 50,
) -> tuple[list[BankQuestion], int]:  # fmt: skip
    """A page of the questions in use, and how many fit. Two statements."""
    conditions: list[ColumnElement[bool]] = [BankQuestion.bank_id == bank_id, BankQuestion.retired_at.is_(None)]
    if words.strip():
        text = words.strip()
        fits = [
            column.contains(text, autoescape=True)
            for column in (BankQuestion.stem, BankQuestion.source, BankQuestion.key)
        ]
        conditions.append(or_(*fits))
    conditions += [BankQuestion.topic == topic] if topic else []
    conditions += [BankQuestion.difficulty == difficulty] if difficulty else []
    conditions += [BankQuestion.type == kind] if kind else []
    rows = session.scalars(
        select(BankQuestion).where(*conditions).order_by(BankQuestion.key, BankQuestion.id).offset(offset).limit(limit)
    ).all()
    total = session.scalar(select(func.count(BankQuestion.id)).where(*conditions))
    return list(rows), total or 0


def list_topics(session: Session, bank_id: int) -> list[tuple[str, int]]:
    """Knowledge points of the bank with their number of questions, most first."""
    rows = session.execute(
        select(BankQuestion.topic, func.count(BankQuestion.id))
        .where(BankQuestion.bank_id == bank_id, BankQuestion.retired_at.is_(None), BankQuestion.topic != "")
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


def load_questions(session: Session, bank_id: int) -> tuple[Question, ...]:
    """The bank's questions in use, whole, by key."""
    query = select(BankQuestion.content).where(BankQuestion.bank_id == bank_id, BankQuestion.retired_at.is_(None))
    return tuple(decode_question(content) for content in session.scalars(query.order_by(BankQuestion.key)))
