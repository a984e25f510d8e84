"""Questions that somebody has to look at again: the law changed, the answer runs out, nobody checked it for a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.banks.desk.editing import change_question, current_question, editable_bank
from quizapp.banks.desk.rows import in_use
from quizapp.banks.laws import LawIndex
from quizapp.banks.models import BankQuestion
from quizapp.questions import decode_question

#: How long a check is good for, and how long before its last day a question is listed.
GOOD_FOR = timedelta(days=365)
AHEAD = timedelta(days=30)


class Reason(StrEnum):
    """Why a question is listed."""

    #: The cited law was amended, or the standard replaced, after the version that the question cites.
    LAW = "law"
    #: Its last day is over.
    EXPIRED = "expired"
    #: Its last day comes within a month.
    EXPIRING = "expiring"
    #: Not checked for a year.
    OLD = "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueQuestion:
    """A question to look at, with every reason."""

    row: BankQuestion
    reasons: tuple[Reason, ...]


def count_due(session: Session, bank_id: int, *, index: LawIndex, today: date) -> dict[Reason, int]:
    """How many questions are listed for each reason. Two statements."""
    tests = _tests(session, bank_id, index, today)
    counted = [func.count(case((test, 1))).label(reason.value) for reason, test in tests.items()]
    row = session.execute(select(*counted).where(BankQuestion.bank_id == bank_id, in_use())).one()
    return {reason: row[at] for at, reason in enumerate(tests)}


def list_due(
    session: Session, bank_id: int, *, index: LawIndex, today: date, reason: Reason | None = None, offset: int = 0,
    limit: int = 50,
) -> tuple[list[DueQuestion], int]:  # fmt: skip
    """A page of the questions to look at, and how many there are; ``reason`` None = any. Three statements."""
    tests = _tests(session, bank_id, index, today)
    asked = or_(*tests.values()) if reason is None else tests[reason]
    conditions = (BankQuestion.bank_id == bank_id, in_use(), asked)
    total = session.scalar(select(func.count(BankQuestion.id)).where(*conditions)) or 0
    query = select(BankQuestion, *tests.values()).where(*conditions).order_by(BankQuestion.key, BankQuestion.id)
    rows = session.execute(query.offset(offset).limit(limit)).all()
    found = [
        DueQuestion(row=row[0], reasons=tuple(each for at, each in enumerate(tests, 1) if row[at])) for row in rows
    ]
    return found, total


def _tests(session: Session, bank_id: int, index: LawIndex, today: date) -> Mapping[Reason, ColumnElement[bool]]:
    checked = func.coalesce(BankQuestion.last_verified_on, BankQuestion.reviewed_on)
    day_before = today - GOOD_FOR
    written_before = datetime(day_before.year, day_before.month, day_before.day, tzinfo=UTC)
    return {
        Reason.LAW: _law_changed(session, bank_id, index),
        Reason.EXPIRED: func.coalesce(BankQuestion.valid_to < today, False),
        Reason.EXPIRING: func.coalesce(BankQuestion.valid_to.between(today, today + AHEAD), False),
        Reason.OLD: or_(
            func.coalesce(checked < day_before, False),
            checked.is_(None) & (BankQuestion.created_at < written_before),
        ),
    }


def _law_changed(session: Session, bank_id: int, index: LawIndex) -> ColumnElement[bool]:
    """Whether a newer version of what the question cites is known. One statement: what the bank cites at all."""
    cited = session.execute(
        select(BankQuestion.law, BankQuestion.law_version)
        .where(BankQuestion.bank_id == bank_id, in_use(), BankQuestion.law != "")
        .distinct()
    )
    stale = [(row.law, row.law_version) for row in cited if _is_stale(row.law, row.law_version, index)]
    tests = [
        and_(
            BankQuestion.law == law,
            BankQuestion.law_version.is_(None) if day is None else BankQuestion.law_version == day,
        )
        for law, day in stale
    ]
    return or_(*tests) if tests else false()


def _is_stale(cited: str, version: date | None, index: LawIndex) -> bool:
    law = index.laws.get(cited)
    if law is not None:
        return version is not None and law.version_date > version
    return any(cited in standard.replaces for standard in index.standards.values())


def verify_question(
    session: Session, question_id: int, *, index: LawIndex, now: datetime, today: date, by: int | None
) -> int:
    """Id of the question that somebody compared with its source today and found right.

    Where the cited law was amended since, that is a new version: it cites the law as it stands now.
    """
    found = current_question(session, question_id)
    editable_bank(session, found.bank_id)
    content = decode_question(found.content)
    law = index.laws.get(content.source.law) if content.source else None
    verified = question_id
    if content.source is not None and law is not None and content.source.version_date != law.version_date:
        source = replace(content.source, version_date=law.version_date)
        verified = change_question(session, question_id, replace(content, source=source), now=now, by=by)
    session.execute(update(BankQuestion).where(BankQuestion.id == verified).values(last_verified_on=today))
    return verified
