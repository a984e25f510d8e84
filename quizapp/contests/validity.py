"""Questions whose answer is right on every day of a contest: a law that changes in the middle must not be asked about."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from quizapp.banks import BankQuestion, in_use
from quizapp.campaigns import get_campaign
from quizapp.contests.models import Contest, ContestBank
from quizapp.kit.clock import local_date


def right_throughout(first: date, last: date) -> ColumnElement[bool]:
    """Whether a `BankQuestion` is right from ``first`` to ``last``, both included; without days it always is."""
    return or_(BankQuestion.valid_from.is_(None), BankQuestion.valid_from <= first) & or_(
        BankQuestion.valid_to.is_(None), BankQuestion.valid_to >= last
    )


def drawn_from(session: Session, contest: Contest) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `BankQuestion` joined with `ContestBank`: what the contest draws from. One statement."""
    first, last = _days(session, contest)
    return (ContestBank.contest_id == contest.id, in_use(), right_throughout(first, last))


def count_left_out(session: Session, contest: Contest) -> int:
    """Questions in use of the contest's banks that are not right on all its days. Two statements."""
    first, last = _days(session, contest)
    query = select(func.count(BankQuestion.id)).join(ContestBank, ContestBank.bank_id == BankQuestion.bank_id)
    conditions = (ContestBank.contest_id == contest.id, in_use(), ~right_throughout(first, last))
    return session.scalar(query.where(*conditions)) or 0


def _days(session: Session, contest: Contest) -> tuple[date, date]:
    zone = get_campaign(session, contest.campaign_id).time_zone
    return local_date(contest.opens_at, zone), local_date(contest.closes_at, zone)
