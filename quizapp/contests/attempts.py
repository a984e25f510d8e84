"""One attempt with everything its hot paths need, in one statement and without ORM objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, exists, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.contests.errors import NoSuchAttempt, OtherPhone
from quizapp.contests.models import Attempt, Contest
from quizapp.contests.rules import takes_answers
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
    points_each: int
    pass_percent: int
    preset: str
    reveal: str
    minutes_limit: int | None
    pool_hash: str
    unit_id: int
    time_zone: str

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time and the grace after it are over and nobody has handed it in."""
        return self.submitted_at is None and not takes_answers(self.deadline_at, now)


#: The same columns wherever an attempt is read; order as in `AttemptRow`.
ATTEMPT_COLUMNS = (
    Attempt.id, Attempt.contest_id, Attempt.person_id, Attempt.token, Attempt.attempt_no, Attempt.issued,
    Attempt.started_at, Attempt.deadline_at, Attempt.submission_key, Attempt.answers, Attempt.revision,
    Attempt.submitted_at, Attempt.submitted_by, Attempt.score, Attempt.max_score, Attempt.correct_count,
    Attempt.passed, Attempt.shares, Contest.code, Contest.title, Contest.kind, Contest.campaign_id,
    Campaign.code, Contest.unit_id, Contest.points_each, Contest.pass_percent, Contest.preset,
    Contest.reveal, Contest.minutes_limit, Contest.pool_hash, Person.unit_id, Campaign.time_zone,
)  # fmt: skip

_knows_this_phone = exists().where(
    PersonDevice.device_hash == bindparam("device_hash"),
    PersonDevice.campaign_id == Contest.campaign_id,
    PersonDevice.person_id == Attempt.person_id,
)

#: Built once: the compiled statement is found in SQLAlchemy's cache by its identity, not built anew a request.
_BY_TOKEN = (
    select(*ATTEMPT_COLUMNS, _knows_this_phone.label("is_mine"))
    .join(Contest, Contest.id == Attempt.contest_id)
    .join(Campaign, Campaign.id == Contest.campaign_id)
    .join(Person, Person.id == Attempt.person_id)
    .where(Attempt.token == bindparam("token"), Contest.code == bindparam("code"))
)


def find_attempt(session: Session, *, code: str, token: str, device_hash: str) -> AttemptRow:
    """The attempt at /q/<code>/a/<token>, for a phone that its person has used. One statement.

    Raises `NoSuchAttempt`, and `OtherPhone` when the address was forwarded to somebody else's phone.
    """
    row = session.execute(_BY_TOKEN, {"code": code, "token": token, "device_hash": device_hash}).first()
    if row is None:
        raise NoSuchAttempt(N_("没有这份答卷，请回到竞赛页重新进入"))
    *columns, is_mine = row
    if not is_mine:
        raise OtherPhone(N_("这份答卷在另一部手机上。请用开始答题的那部手机打开；想自己答，请从竞赛页进入"))
    return AttemptRow._make(columns)
