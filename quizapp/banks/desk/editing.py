"""A unit's own bank by hand: open it, add a question, change one into its next version, take one out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.banks.desk.rows import own_key, question_row
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text, fold_key
from quizapp.questions import Question, content_hash, dump_question


def open_bank(session: Session, *, unit_id: int, title: str, summary: str = "", now: datetime) -> QuestionBank:
    """The unit's bank with this title, made when it is not there yet. Raises `Invalid` without a title."""
    cleaned = clean_line(title, limit=100)
    key = fold_key(cleaned)[:64]
    if not key:
        raise Invalid(N_("请填写题库名称"), field="title")
    known = session.scalar(select(QuestionBank).where(QuestionBank.unit_id == unit_id, QuestionBank.key == key))
    if known is not None:
        known.archived_at = None
        return known
    bank = QuestionBank(
        unit_id=unit_id, key=key, title=cleaned, summary=clean_text(summary, limit=500), created_at=now, updated_at=now
    )
    session.add(bank)
    session.flush()
    return bank


def editable_bank(session: Session, bank_id: int) -> QuestionBank:
    """The bank. Raises `NotFound`, and `NotAllowed` for a shipped one."""
    bank = session.get(QuestionBank, bank_id)
    if bank is None:
        raise NotFound(N_("没有这个题库"))
    if bank.unit_id is None:
        raise NotAllowed(N_("自带题库不能改：请新建本单位的题库，把题目加在那里"))
    return bank


def add_question(session: Session, bank_id: int, question: Question, *, now: datetime) -> int:
    """Id of the new question. Raises `Conflict` when the bank has the same one already."""
    bank = editable_bank(session, bank_id)
    _refuse_twin(session, bank_id, question)
    key = own_key(question)
    last = session.scalar(
        select(func.max(BankQuestion.version)).where(BankQuestion.bank_id == bank_id, BankQuestion.key == key)
    )
    bank.updated_at = now
    row = question_row(question, bank_id=bank_id, key=key, version=(last or 0) + 1, now=now)
    return session.execute(insert(BankQuestion).values(row).returning(BankQuestion.id)).scalar_one()


def change_question(session: Session, question_id: int, question: Question, *, now: datetime) -> int:
    """Id of the next version; the old one is retired and stays as it was. The same content changes nothing."""
    old = _current(session, question_id)
    bank = editable_bank(session, old.bank_id)
    if old.content == dump_question(question):
        return old.id
    if old.content_hash != content_hash(question):
        _refuse_twin(session, old.bank_id, question)
    session.execute(update(BankQuestion).where(BankQuestion.id == question_id).values(retired_at=now))
    bank.updated_at = now
    row = question_row(question, bank_id=old.bank_id, key=old.key, version=old.version + 1, now=now)
    return session.execute(insert(BankQuestion).values(row).returning(BankQuestion.id)).scalar_one()


def retire_question(session: Session, question_id: int, *, now: datetime) -> BankQuestion:
    """Take the question out of the bank; contests that were published with it keep their copy."""
    question = _current(session, question_id)
    editable_bank(session, question.bank_id).updated_at = now
    question.retired_at = now
    session.flush()
    return question


def _current(session: Session, question_id: int) -> BankQuestion:
    question = session.get(BankQuestion, question_id)
    if question is None:
        raise NotFound(N_("没有这道题"))
    if question.retired_at is not None:
        raise Conflict(N_("这道题已有新版本或已停用，请打开最新的一版"))
    return question


def _refuse_twin(session: Session, bank_id: int, question: Question) -> None:
    twin = session.scalar(
        select(BankQuestion.id).where(
            BankQuestion.bank_id == bank_id,
            BankQuestion.content_hash == content_hash(question),
            BankQuestion.retired_at.is_(None),
        )
    )
    if twin is not None:
        raise Conflict(N_("题库里已有完全相同的题"))
