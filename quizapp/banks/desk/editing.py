"""Banks and questions by hand: made, changed into the next version, approved, taken out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.banks.desk.rows import Writer, own_key, question_row
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
    known = find_bank(session, unit_id=unit_id, title=cleaned)
    if known is not None:
        known.archived_at = None
        return known
    bank = QuestionBank(
        unit_id=unit_id, key=key, title=cleaned, summary=clean_text(summary, limit=500), created_at=now, updated_at=now
    )
    session.add(bank)
    session.flush()
    return bank


def find_bank(session: Session, *, unit_id: int, title: str) -> QuestionBank | None:
    """The bank of the unit that `open_bank` would find under this title."""
    key = fold_key(clean_line(title, limit=100))[:64]
    return session.scalar(select(QuestionBank).where(QuestionBank.unit_id == unit_id, QuestionBank.key == key))


def editable_bank(session: Session, bank_id: int) -> QuestionBank:
    """The bank. Raises `NotFound`, and `NotAllowed` for a shipped one."""
    bank = session.get(QuestionBank, bank_id)
    if bank is None:
        raise NotFound(N_("没有这个题库"))
    if bank.unit_id is None:
        raise NotAllowed(N_("自带题库不能改：请新建本单位的题库，把题目加在那里"))
    return bank


def set_approval(session: Session, bank_id: int, *, is_needed: bool) -> QuestionBank:
    """The bank, from now on with or without approval of what is new. What waits already goes on waiting."""
    bank = editable_bank(session, bank_id)
    bank.needs_approval = is_needed
    session.flush()
    return bank


def add_question(session: Session, bank_id: int, question: Question, *, now: datetime, by: int | None = None) -> int:
    """Id of the new question. Raises `Conflict` when the bank has the same one already."""
    bank = editable_bank(session, bank_id)
    _refuse_twin(session, bank_id, question)
    key = own_key(question)
    bank.updated_at = now
    writer = Writer(now=now, staff_id=by, is_draft=bank.needs_approval)
    row = question_row(question, bank_id=bank_id, key=key, version=_last_version(session, bank_id, key) + 1, by=writer)
    return session.execute(insert(BankQuestion).values(row).returning(BankQuestion.id)).scalar_one()


def change_question(
    session: Session, question_id: int, question: Question, *, now: datetime, by: int | None = None
) -> int:
    """Id of the next version; the old one is retired and stays as it was. The same content changes nothing.

    Where new versions need approval, the old one stays in use until then. Raises `Conflict` when another version is
    waiting already, or the bank has the same question.
    """
    old = current_question(session, question_id)
    bank = editable_bank(session, old.bank_id)
    if old.content == dump_question(question):
        return old.id
    if not old.is_draft:
        _refuse_second_draft(session, old)
    if old.content_hash != content_hash(question):
        _refuse_twin(session, old.bank_id, question)
    waits = bank.needs_approval
    if old.is_draft or not waits:
        session.execute(update(BankQuestion).where(BankQuestion.id == question_id).values(retired_at=now))
    bank.updated_at = now
    row = question_row(
        question, bank_id=old.bank_id, key=old.key, version=_last_version(session, old.bank_id, old.key) + 1,
        by=Writer(now=now, staff_id=by, is_draft=waits or old.is_draft),
        replaces_id=old.replaces_id if old.is_draft else old.id,
    )  # fmt: skip
    return session.execute(insert(BankQuestion).values(row).returning(BankQuestion.id)).scalar_one()


def approve_question(session: Session, question_id: int, *, now: datetime, today: date, by: int) -> BankQuestion:
    """The version, in use from now on; the one before it is retired. Raises `NotAllowed` for the author himself."""
    question = current_question(session, question_id)
    bank = editable_bank(session, question.bank_id)
    if not question.is_draft:
        raise Conflict(N_("这道题不在等复核，已经可以使用"))
    if bank.needs_approval and question.created_by == by:
        raise NotAllowed(N_("自己写的题要由别人复核：请同事打开这一页"))
    session.execute(
        update(BankQuestion)
        .where(BankQuestion.id == question.replaces_id, BankQuestion.retired_at.is_(None))
        .values(retired_at=now)
    )
    question.is_draft, question.reviewed_by, question.reviewed_on = False, by, today
    bank.updated_at = now
    session.flush()
    return question


def retire_question(session: Session, question_id: int, *, now: datetime) -> BankQuestion:
    """Take the question out of the bank; contests that were published with it keep their copy."""
    question = current_question(session, question_id)
    editable_bank(session, question.bank_id).updated_at = now
    question.retired_at = now
    session.flush()
    return question


def current_question(session: Session, question_id: int) -> BankQuestion:
    """The version, not retired. Raises `NotFound` and `Conflict`."""
    question = session.get(BankQuestion, question_id)
    if question is None:
        raise NotFound(N_("没有这道题"))
    if question.retired_at is not None:
        raise Conflict(N_("这道题已有新版本或已停用，请打开最新的一版"))
    return question


def _last_version(session: Session, bank_id: int, key: str) -> int:
    newest = select(func.max(BankQuestion.version)).where(BankQuestion.bank_id == bank_id, BankQuestion.key == key)
    return session.scalar(newest) or 0


def _refuse_second_draft(session: Session, old: BankQuestion) -> None:
    waiting = select(BankQuestion.id).where(BankQuestion.replaces_id == old.id, BankQuestion.retired_at.is_(None))
    if session.scalar(waiting.where(BankQuestion.is_draft)) is not None:
        raise Conflict(N_("这道题有新的一版在等复核：请先复核那一版，或者直接改那一版"))


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
