"""One attempt with everything its hot paths need, in one statement and without ORM objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.contests.errors import MovedToOtherPhone, NoSuchAttempt, OtherPhone
from quizapp.contests.models import Attempt, Contest
from quizapp.contests.rules import seconds_for_question, takes_answers
from quizapp.db import first_row
from quizapp.kit.i18n import N_
from quizapp.people import Person, PersonDevice

ATTEMPTS = cast(Table, Attempt.__table__)


class AttemptRow(NamedTuple):
    """An attempt, its contest's rules and its person's unit, as one row."""

    id: int
    contest_id: int
    person_id: int
    token: str
    attempt_no: int
    issued: list[Any]
    started_at: datetime
    deadline_at: datetime
    submission_key: str | None
    #: Percent of the usual time; None = without limit.
    time_percent: int | None
    reopened_by_id: int | None
    reopened_reason: str
    answers: dict[str, Any]
    revision: int
    submitted_at: datetime | None
    submitted_by: str
    score: int | None
    max_score: int | None
    correct_count: int | None
    passed: bool | None
    shares: list[Any] | None
    code: str
    title: str
    kind: str
    campaign_id: int
    campaign_code: str
    host_unit_id: int
    blueprint: dict[str, Any] | None
    points_each: int
    pass_percent: int
    preset: str
    counting: str
    reveal: str
    minutes_limit: int | None
    question_seconds: int | None
    pool_hash: str
    unit_id: int
    time_zone: str

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time and the grace after it are over and nobody has handed it in."""
        return self.submitted_at is None and not takes_answers(self.deadline_at, now)

    @property
    def seconds_each(self) -> int | None:
        """Seconds that this person has for one question; None = the questions have no clock of their own."""
        return seconds_for_question(self.question_seconds, self.time_percent)


_attempt, _contest = ATTEMPTS.c, cast(Table, Contest.__table__).c
_campaign, _person, _device = (cast(Table, each.__table__).c for each in (Campaign, Person, PersonDevice))

#: Every attempt with its rules, columns in the order of `AttemptRow`. Plain tables: rows of mapped classes cost twice as much.
ATTEMPTS_WITH_RULES = select(
    _attempt.id, _attempt.contest_id, _attempt.person_id, _attempt.token, _attempt.attempt_no, _attempt.issued,
    _attempt.started_at, _attempt.deadline_at, _attempt.submission_key, _attempt.time_percent,
    _attempt.reopened_by_id, _attempt.reopened_reason, _attempt.answers, _attempt.revision,
    _attempt.submitted_at, _attempt.submitted_by, _attempt.score, _attempt.max_score, _attempt.correct_count,
    _attempt.passed, _attempt.shares, _contest.code, _contest.title, _contest.kind, _contest.campaign_id,
    _campaign.code.label("campaign_code"), _contest.unit_id.label("host_unit_id"), _contest.blueprint, _contest.points_each,
    _contest.pass_percent, _contest.preset, _contest.counting, _contest.reveal, _contest.minutes_limit,
    _contest.question_seconds, _contest.pool_hash,
    _person.unit_id, _campaign.time_zone,
).select_from(
    ATTEMPTS.join(Contest.__table__, _contest.id == _attempt.contest_id)
    .join(Campaign.__table__, _campaign.id == _contest.campaign_id)
    .join(Person.__table__, _person.id == _attempt.person_id)
)  # fmt: skip

_knows_this_phone = exists().where(
    _device.device_hash == bindparam("device_hash"),
    _device.campaign_id == _contest.campaign_id,
    _device.person_id == _attempt.person_id,
)

#: A paper that went on on another phone is answered there alone; handed in, each of its person's phones may look at it.
_holds_it = or_(
    _attempt.moved_at.is_(None), _attempt.submitted_at.is_not(None), _attempt.device_hash == bindparam("device_hash")
)

#: Built once: a statement that is built anew for each request costs more than its run.
_BY_TOKEN = ATTEMPTS_WITH_RULES.add_columns(_knows_this_phone.label("is_mine"), _holds_it.label("is_here")).where(
    _attempt.token == bindparam("token"), _contest.code == bindparam("code")
)


def find_attempt(session: Session, *, code: str, token: str, device_hash: str) -> AttemptRow:
    """The attempt at /q/<code>/a/<token>, for a phone that its person has used. One statement.

    Raises `NoSuchAttempt`, `OtherPhone` when the address was forwarded to somebody else's phone, and its kind
    `MovedToOtherPhone` while the paper is answered on another phone of the same person.
    """
    row = first_row(session, _BY_TOKEN, {"code": code, "token": token, "device_hash": device_hash})
    if row is None:
        raise NoSuchAttempt(N_("没有这份答卷，请回到竞赛页重新进入"))
    *columns, is_mine, is_here = row
    if not is_mine:
        raise OtherPhone(N_("这份答卷在另一部手机上。请用开始答题的那部手机打开；想自己答，请从竞赛页进入"))
    if not is_here:
        raise MovedToOtherPhone(N_("这份答卷已经换到另一部手机上继续了，请在那部手机上答完；答案都在，没有丢"))
    return AttemptRow._make(columns)
