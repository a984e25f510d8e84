"""What people who answered a question say is wrong with it, and what they are told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import ColumnElement, Table, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.banks.models import BankQuestion, QuestionBank, QuestionReport
from quizapp.db import insert_or_ignore
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_text

MAX_WORDS = 300
MAX_ANSWER = 500


class Wrong(StrEnum):
    """What is said to be wrong."""

    KEY = "key"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedQuestion:
    """A question with everything that was said about any of its versions, newest first."""

    #: The version that was reported last.
    question: BankQuestion
    reports: tuple[QuestionReport, ...]
    #: The version in use, when it is a later one: it may have mended what was reported.
    newer: BankQuestion | None

    @property
    def open_count(self) -> int:
        """Reports that nobody answered yet."""
        return sum(report.answered_at is None for report in self.reports)


def report_question(
    session: Session, question_id: int, *, unit_id: int, attempt_id: int, kind: str, words: str, now: datetime
) -> bool:
    """Whether the report is new; a second one about the same question of the same paper is not stored.

    Raises `Invalid` without a reason, and `NotFound` for a question that stands in no bank any more.
    """
    if kind not in set(Wrong):
        raise Invalid(N_("请选择哪里不对"), field="kind")
    cleaned = clean_text(words, limit=MAX_WORDS)
    if kind == Wrong.OTHER and not cleaned:
        raise Invalid(N_("请写一句哪里不对"), field="words")
    bank_id = session.scalar(select(BankQuestion.bank_id).where(BankQuestion.id == question_id))
    if bank_id is None:
        raise NotFound(N_("这道题已不在题库里"))
    values = {
        "bank_id": bank_id, "question_id": question_id, "unit_id": unit_id, "attempt_id": attempt_id, "kind": kind,
        "words": cleaned, "made_at": now, "answer": "",
    }  # fmt: skip
    unique = ("attempt_id", "question_id")
    return insert_or_ignore(session, cast(Table, QuestionReport.__table__), values, unique=unique) is not None


def _mine(unit_ids: Collection[int] | None) -> ColumnElement[bool]:
    """Reports of banks of one's own, and of one's own contests where the bank is shipped."""
    if unit_ids is None:
        return QuestionReport.id.is_not(None)
    return or_(QuestionBank.unit_id.is_not(None), QuestionReport.unit_id.in_(unit_ids))


def count_open(session: Session, bank_id: int, *, unit_ids: Collection[int] | None = None) -> int:
    """Reports of the bank's questions that nobody answered; of a shipped bank those of contests of ``unit_ids``."""
    query = select(func.count(QuestionReport.id)).join(QuestionBank, QuestionBank.id == QuestionReport.bank_id)
    conditions = (QuestionReport.bank_id == bank_id, QuestionReport.answered_at.is_(None), _mine(unit_ids))
    return session.scalar(query.where(*conditions)) or 0


def list_reported(
    session: Session, bank_id: int, *, unit_ids: Collection[int] | None = None, limit: int = 200
) -> list[ReportedQuestion]:
    """Questions of the bank with reports, those with open ones first, then the newest. Two statements."""
    rows = session.execute(
        select(QuestionReport, BankQuestion)
        .join(BankQuestion, BankQuestion.id == QuestionReport.question_id)
        .join(QuestionBank, QuestionBank.id == QuestionReport.bank_id)
        .where(QuestionReport.bank_id == bank_id, _mine(unit_ids))
        .order_by(QuestionReport.answered_at.is_not(None), QuestionReport.id.desc())
        .limit(limit)
    ).all()
    by_key: dict[str, list[tuple[QuestionReport, BankQuestion]]] = {}
    for report, question in rows:
        by_key.setdefault(question.key, []).append((report, question))
    newer = _in_use(session, bank_id, by_key.keys())
    return [
        ReportedQuestion(
            question=pairs[0][1], reports=tuple(report for report, _ in pairs),
            newer=found if (found := newer.get(key)) and found.version > pairs[0][1].version else None,
        )
        for key, pairs in by_key.items()
    ]  # fmt: skip


def _in_use(session: Session, bank_id: int, keys: Collection[str]) -> dict[str, BankQuestion]:
    query = select(BankQuestion).where(
        BankQuestion.bank_id == bank_id, BankQuestion.key.in_(list(keys)), BankQuestion.retired_at.is_(None),
        BankQuestion.is_draft.is_(False),
    )  # fmt: skip
    return {row.key: row for row in session.scalars(query)}


def answer_reports(
    session: Session, bank_id: int, question_id: int, answer: str, *, is_mended: bool, now: datetime, by: int | None,
    unit_ids: Collection[int] | None = None,
) -> int:  # fmt: skip
    """How many open reports about any version of the question got this answer; ``is_mended`` names the version in use.

    Raises `Invalid` without words, and when nothing was mended since.
    """
    cleaned = clean_text(answer, limit=MAX_ANSWER)
    if not cleaned:
        raise Invalid(N_("请写一句答复：报错的人会在成绩页看到"), field="answer")
    question = session.get(BankQuestion, question_id)
    if question is None or question.bank_id != bank_id:
        raise NotFound(N_("没有这道题"))
    mended = _in_use(session, bank_id, [question.key]).get(question.key) if is_mended else None
    if is_mended and (mended is None or mended.version <= question.version):
        raise Invalid(N_("这道题还没有新的一版：请先修改题目，再标记为已改"))
    same = aliased(BankQuestion)
    about = (
        select(QuestionReport.id)
        .join(same, same.id == QuestionReport.question_id)
        .join(QuestionBank, QuestionBank.id == QuestionReport.bank_id)
        .where(
            QuestionReport.bank_id == bank_id,
            same.key == question.key,
            QuestionReport.answered_at.is_(None),
            _mine(unit_ids),
        )
    )
    ids = list(session.scalars(about))
    values = {"answer": cleaned, "answered_at": now, "answered_by": by, "mended_id": mended.id if mended else None}
    session.execute(update(QuestionReport).where(QuestionReport.id.in_(ids)).values(values))
    return len(ids)
