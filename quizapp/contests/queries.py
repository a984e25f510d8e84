"""Reading contests and papers for participants: few statements, no ORM objects, nothing secret."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.contests.attempts import AttemptRow, find_attempt
from quizapp.contests.blueprint import Blueprint, load_blueprint
from quizapp.contests.counted.fold import Counted, Paper, fold
from quizapp.contests.errors import NoSuchContest
from quizapp.contests.models import Attempt, Contest, ContestAccommodation
from quizapp.contests.paper import load_answers, read_issued
from quizapp.contests.pool import Pool, ShownQuestion, load_pool
from quizapp.contests.question_time import Clocks, read_clocks
from quizapp.contests.rules import ContestState, Counting, StartVerdict, Tries, Window, may_start, takes_answers
from quizapp.db import first_row, plain_rows
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.units import Unit


class ContestRow(NamedTuple):
    """A contest's rules with its campaign and host. ``seed`` never goes into a page before the contest has closed."""

    id: int
    code: str
    title: str
    intro: str
    campaign_id: int
    unit_id: int
    opens_at: datetime
    closes_at: datetime
    published_at: datetime | None
    paused_at: datetime | None
    closed_at: datetime | None
    question_count: int
    minutes_limit: int | None
    question_seconds: int | None
    tries_total: int | None
    tries_per_day: int | None
    blueprint: dict[str, Any] | None
    points_each: int
    pass_percent: int
    preset: str
    counting: str
    reveal: str
    asks_phone: bool
    seed: str | None
    seed_commitment: str | None
    pool_hash: str | None
    pool_size: int
    campaign_code: str
    campaign_title: str
    time_zone: str
    unit_name: str
    unit_path: str
    #: Whether anybody was given more time in it; asked here so that all other contests pay no statement for it.
    gives_time: bool

    @property
    def window(self) -> Window:
        """When it takes new starts."""
        return Window(
            opens_at=self.opens_at, closes_at=self.closes_at, published_at=self.published_at,
            paused_at=self.paused_at, closed_at=self.closed_at,
        )  # fmt: skip

    @property
    def zone(self) -> ZoneInfo:
        """The campaign's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def max_score(self) -> int:
        """Full score, hundredths of a point."""
        plan = self.plan
        return plan.max_score if plan else self.points_each * self.question_count

    @property
    def plan(self) -> Blueprint | None:
        """The plan of a paper; None where all questions are drawn from the whole pool."""
        return load_blueprint(self.blueprint)

    @property
    def pass_score(self) -> int:
        """Lowest passing score, hundredths of a point, rounded up."""
        return -(-self.max_score * self.pass_percent // 100)


_GIVES_TIME = exists().where(ContestAccommodation.contest_id == Contest.id, ContestAccommodation.ended_at.is_(None))
CONTEST_COLUMNS = (
    Contest.id, Contest.code, Contest.title, Contest.intro, Contest.campaign_id, Contest.unit_id, Contest.opens_at,
    Contest.closes_at, Contest.published_at, Contest.paused_at, Contest.closed_at, Contest.question_count,
    Contest.minutes_limit, Contest.question_seconds, Contest.tries_total, Contest.tries_per_day, Contest.blueprint, Contest.points_each, Contest.pass_percent,
    Contest.preset, Contest.counting, Contest.reveal, Contest.asks_phone, Contest.seed,
    Contest.seed_commitment, Contest.pool_hash, Contest.pool_size, Campaign.code, Campaign.title, Campaign.time_zone,
    Unit.name, Unit.path, _GIVES_TIME.label("gives_time"),
)  # fmt: skip

CONTESTS = (
    select(*CONTEST_COLUMNS).join(Campaign, Campaign.id == Contest.campaign_id).join(Unit, Unit.id == Contest.unit_id)
)
_BY_CODE = CONTESTS.where(Contest.code == bindparam("code"), Contest.published_at.is_not(None))


_MINE = (
    select(
        Attempt.contest_id, Contest.code, Contest.title.label("contest_title"), Attempt.token, Attempt.attempt_no,
        Attempt.started_at, Attempt.deadline_at, Attempt.submitted_at, Attempt.score, Attempt.max_score, Attempt.passed,
        Attempt.voided_at, Attempt.voided_reason, Attempt.returns_try, Attempt.reopened_reason,
        Attempt.is_counted, Attempt.id, Attempt.correct_count,
    )
    .join(Contest, Contest.id == Attempt.contest_id)
    .where(Attempt.person_id == bindparam("person_id"))
    .order_by(Attempt.started_at, Attempt.id)
)  # fmt: skip
_MINE_HERE = _MINE.where(Attempt.contest_id == bindparam("contest_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAttempt:
    """One of a person's own tries, for lists. Scores are hundredths of a point, None while it is open."""

    contest_id: int
    code: str
    contest_title: str
    token: str
    attempt_no: int
    started_at: datetime
    deadline_at: datetime
    submitted_at: datetime | None
    score: int | None
    max_score: int | None
    passed: bool | None
    #: Set once a reviewer has voided it, with the reason as the person is told.
    voided_at: datetime | None = None
    voided_reason: str = ""
    returns_try: bool = False
    #: Why an organizer opened it again (重开); empty for most.
    reopened_reason: str = ""
    #: Whether it stands in the ledger: not a blank paper that only the deadline handed in.
    is_counted: bool = False
    id: int = 0
    correct_count: int | None = None

    @property
    def has_passed(self) -> bool:
        """Whether it passed and still counts."""
        return bool(self.passed) and self.voided_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one person stands in a contest: what he did and whether he may start."""

    state: ContestState
    verdict: StartVerdict
    tries: Tries
    attempts: tuple[MyAttempt, ...]
    #: Message id of why the person is kept out; only with the verdict ``NOT_ADMITTED``.
    refusal: str = ""
    #: The result that counts by the contest's rule; None before a paper counts.
    result: Counted | None = None

    @property
    def open_attempt(self) -> MyAttempt | None:
        """The paper that has not been handed in; at most one exists."""
        return next((attempt for attempt in self.attempts if attempt.submitted_at is None), None)

    @property
    def best(self) -> MyAttempt | None:
        """The submitted paper that counts with the highest score, the earliest of equals."""
        done = [attempt for attempt in self.attempts if attempt.score is not None and attempt.voided_at is None]
        return max(done, key=lambda attempt: (attempt.score or 0, -attempt.attempt_no), default=None)


@dataclass(frozen=True, kw_only=True)
class OpenPaper:
    """A paper as its page needs it; no byte of a key or an explanation, nor of a question whose clock does not run."""

    attempt: AttemptRow
    show: Callable[[], Sequence[ShownQuestion]]
    clocks: Clocks | None = None

    @cached_property
    def questions(self) -> tuple[ShownQuestion, ...]:
        """As they were drawn; where questions have clocks of their own, only those that were shown."""
        shown_at = self.clocks.shown_at if self.clocks else None
        return tuple(each for each in self.show() if shown_at is None or each.number - 1 in shown_at)

    def seconds_left(self, now: datetime) -> int:
        """Whole seconds until the deadline, 0 when it has passed."""
        return max(0, int((self.attempt.deadline_at - now).total_seconds()))


def find_contest(session: Session, code: str) -> ContestRow:
    """The published contest at /q/<code>. Raises `NoSuchContest` for drafts too. One statement."""
    row = first_row(session, _BY_CODE, {"code": code})
    if row is None:
        raise NoSuchContest(N_("没有这次竞赛，请核对网址或重新扫码"))
    return ContestRow._make(row)


def find_contests(session: Session, contest_ids: Collection[int]) -> dict[int, ContestRow]:
    """Contests by id, drafts too; unknown ids are left out. One statement."""
    rows = session.execute(CONTESTS.where(Contest.id.in_(contest_ids)))
    return {row.id: row for row in (ContestRow._make(each) for each in rows)}


def list_published_contests(session: Session, campaign_id: int) -> list[ContestRow]:
    """Published contests of a campaign, the one that opens first on top. One statement."""
    query = CONTESTS.where(Contest.campaign_id == campaign_id, Contest.published_at.is_not(None))
    return [ContestRow._make(row) for row in session.execute(query.order_by(Contest.opens_at, Contest.id))]


def open_paper(session: Session, *, code: str, token: str, device_hash: str) -> OpenPaper:
    """The paper exactly as it was drawn, with the answers saved so far; looking changes nothing.

    One statement, two when the pool is not in memory, one more where questions have clocks. Check ``attempt.submitted_at`` and ``attempt.is_overdue``
    before showing it. Raises `NoSuchAttempt` and `OtherPhone`.
    """
    attempt = find_attempt(session, code=code, token=token, device_hash=device_hash)
    pool = load_pool(session, attempt.contest_id, attempt.pool_hash)
    show = partial(_show, pool, attempt)
    if attempt.seconds_each is None:
        return OpenPaper(attempt=attempt, show=show)
    return OpenPaper(attempt=attempt, show=show, clocks=read_clocks(session, attempt))


def _show(pool: Pool, attempt: AttemptRow) -> list[ShownQuestion]:
    plan = load_blueprint(attempt.blueprint)
    return pool.show(read_issued(attempt.issued), load_answers(attempt.answers), plan)


def list_my_attempts(session: Session, person_id: int, *, contest_id: int | None = None) -> list[MyAttempt]:
    """A person's tries, oldest first; of all contests when ``contest_id`` is None. One statement."""
    query = _MINE if contest_id is None else _MINE_HERE
    rows = plain_rows(session, query, {"person_id": person_id, "contest_id": contest_id})
    return [MyAttempt(**row._mapping) for row in rows]


def judge_standing(contest: ContestRow, attempts: list[MyAttempt], *, now: datetime) -> Standing:
    """What the contest's page says to a person with these ``attempts``. Pure."""
    today = local_date(now, contest.time_zone)
    used = [attempt for attempt in attempts if not attempt.returns_try]
    tries = Tries(
        used=len(used),
        used_today=sum(local_date(attempt.started_at, contest.time_zone) == today for attempt in used),
        limit=contest.tries_total,
        limit_today=contest.tries_per_day,
    )
    state = contest.window.state_at(now)
    has_open = any(attempt.submitted_at is None and takes_answers(attempt.deadline_at, now) for attempt in attempts)
    verdict = may_start(state, tries, has_open=has_open)
    return Standing(
        state=state, verdict=verdict, tries=tries, attempts=tuple(attempts), result=_result(contest, attempts)
    )


def _result(contest: ContestRow, attempts: list[MyAttempt]) -> Counted | None:
    papers = [
        Paper(
            attempt_id=each.id, score=each.score, max_score=each.max_score or 0, correct_count=each.correct_count or 0,
            started_at=each.started_at, submitted_at=each.submitted_at,
        )
        for each in attempts
        if each.is_counted and each.score is not None and each.submitted_at is not None
    ]  # fmt: skip
    return fold(papers, Counting(contest.counting), pass_percent=contest.pass_percent)
