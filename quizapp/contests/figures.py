"""What organizers read about their contests: lists, figures, the results behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.banks import BankQuestion
from quizapp.contests.counted import ContestResult
from quizapp.contests.models import Attempt, Contest, ContestBank
from quizapp.contests.pool import Pool, load_pool
from quizapp.contests.queries import CONTESTS, ContestRow
from quizapp.contests.rules import ContestState
from quizapp.contests.validity import drawn_from
from quizapp.contests.verified import is_verified
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.people import Person
from quizapp.questions import decode_question
from quizapp.units import Unit, within_any

#: Bands of the score distribution, by share of the full score in percent: [0, 60), [60, 70) ... [100, 100].
BANDS = ((0, 60), (60, 70), (70, 80), (80, 90), (90, 100), (100, 101))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestLine:
    """A contest in the console's list."""

    contest: ContestRow
    #: 人数: distinct people with a paper that counts.
    participants: int
    #: 人次: papers that count.
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Papers that count whose share of the full score lies in [low, high) percent."""

    low: int
    high: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestFigures:
    """Figures of one contest. Scores are hundredths of a point; None where nobody has submitted."""

    #: 人数 with a paper that counts, those of them whose result passed, papers being answered right now.
    participants: int
    passed_people: int
    open_attempts: int
    #: 人次: papers that count (as in the ledger), and those of them that passed.
    attempts: int
    passed_attempts: int
    average_score: int | None
    best_score: int | None
    bands: tuple[Band, ...]
    #: 已核验: participants on a roster, or entered by a helper; the others only said who they are.
    verified_people: int = 0
    #: Papers that a reviewer voided: in none of the figures above.
    voided_attempts: int = 0

    @property
    def unverified_people(self) -> int:
        """未核验: participants whom nobody has confirmed."""
        return self.participants - self.verified_people

    @property
    def pass_percent(self) -> int | None:
        """People whose result passed, percent of those who submitted."""
        return round(100 * self.passed_people / self.participants) if self.participants else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One submitted paper for an export."""

    attempt_no: int
    person_name: str
    unit_name: str
    started_at: datetime
    submitted_at: datetime
    submitted_by: str
    score: int
    max_score: int
    correct_count: int
    passed: bool
    #: False for a blank paper that only the deadline handed in, and for a voided one.
    is_counted: bool
    is_voided: bool
    #: Whether its person is on a roster or was entered by a helper (已核验).
    is_verified: bool


#: What an organizer looks for first.
_URGENCY = (ContestState.OPEN, ContestState.PAUSED, ContestState.UPCOMING, ContestState.DRAFT, ContestState.CLOSED)


def by_urgency(lines: Iterable[ContestLine], now: datetime) -> list[ContestLine]:
    """Open ones first, those that end soonest on top; then paused ones, those to come, drafts, and the latest closed."""

    def place(line: ContestLine) -> tuple[int, float, int]:
        state, contest = line.contest.window.state_at(now), line.contest
        sooner = {
            ContestState.OPEN: contest.closes_at.timestamp(), ContestState.CLOSED: -contest.closes_at.timestamp(),
        }  # fmt: skip
        return _URGENCY.index(state), sooner.get(state, contest.opens_at.timestamp()), -line.attempts

    return sorted(lines, key=place)


def list_contests(session: Session, *, paths: Collection[str], campaign_id: int | None = None) -> list[ContestLine]:
    """Contests held by units of the subtrees, newest window first. Two statements."""
    query = CONTESTS.where(within_any(paths)).order_by(Contest.opens_at.desc(), Contest.id.desc())
    if campaign_id is not None:
        query = query.where(Contest.campaign_id == campaign_id)
    contests = [ContestRow._make(row) for row in session.execute(query)]
    rows = session.execute(
        select(ContestResult.contest_id, func.count(), cast(func.sum(ContestResult.attempts), Integer))
        .where(ContestResult.contest_id.in_([contest.id for contest in contests]), ContestResult.attempts > 0)
        .group_by(ContestResult.contest_id)
    )
    counts = {row[0]: (row[1], row[2]) for row in rows}
    lines = ((contest, *counts.get(contest.id, (0, 0))) for contest in contests)
    return [ContestLine(contest=contest, participants=people, attempts=tries) for contest, people, tries in lines]


def list_contest_ids(session: Session) -> list[int]:
    """Ids of all published contests of this installation."""
    return list(session.scalars(select(Contest.id).where(Contest.published_at.is_not(None)).order_by(Contest.id)))


def count_figures(session: Session, contest_id: int) -> ContestFigures:
    """The contest's figures, three statements whatever their size."""
    people = session.execute(
        select(func.count(), func.sum(cast(ContestResult.passed, Integer)), func.sum(cast(is_verified(), Integer)))
        .join_from(ContestResult, Person, Person.id == ContestResult.person_id)
        .where(ContestResult.contest_id == contest_id, ContestResult.attempts > 0)
    ).one()
    scores = session.execute(
        select(Attempt.score, Attempt.max_score, Attempt.passed, func.count().label("attempts"))
        .where(Attempt.contest_id == contest_id, Attempt.is_counted)
        .group_by(Attempt.score, Attempt.max_score, Attempt.passed)
    ).all()
    aside = session.execute(
        select(func.count().filter(Attempt.submitted_at.is_(None)), func.count(Attempt.voided_at)).where(
            Attempt.contest_id == contest_id, Attempt.submitted_at.is_(None) | Attempt.voided_at.is_not(None)
        )
    ).one()
    attempts = sum(row.attempts for row in scores)
    return ContestFigures(
        participants=people[0], passed_people=int(people[1] or 0), open_attempts=aside[0], attempts=attempts,
        verified_people=int(people[2] or 0), voided_attempts=aside[1],
        passed_attempts=sum(row.attempts for row in scores if row.passed),
        average_score=round(sum(row.score * row.attempts for row in scores) / attempts) if attempts else None,
        best_score=max((row.score for row in scores), default=None),
        bands=_bands([(100 * row.score // row.max_score if row.max_score else 0, row.attempts) for row in scores]),
    )  # fmt: skip


def _bands(shares: list[tuple[int, int]]) -> tuple[Band, ...]:
    return tuple(
        Band(low=low, high=high, attempts=sum(count for share, count in shares if low <= share < high))
        for low, high in BANDS
    )


def list_results(session: Session, contest_id: int) -> Iterator[ResultLine]:
    """Submitted papers in the order they came in, read as a stream: an export's memory does not grow with them."""
    rows = session.execute(
        select(
            Attempt.attempt_no, Person.name.label("person_name"), Unit.name.label("unit_name"), Attempt.started_at,
            Attempt.submitted_at, Attempt.submitted_by, Attempt.score, Attempt.max_score, Attempt.correct_count,
            Attempt.passed, Attempt.is_counted, Attempt.voided_at.is_not(None).label("is_voided"),
            is_verified().label("is_verified"),
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attempt.contest_id == contest_id, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.submitted_at, Attempt.id),
        execution_options={"yield_per": 500},
    )  # fmt: skip
    for row in rows:
        yield ResultLine(**row._mapping)


def read_contest(session: Session, contest_id: int, permission: Permission, actor: Actor) -> ContestRow:
    """A contest for staff, drafts too. Raises `NotFound` outside of the actor's reach, `NotAllowed` inside of it."""
    row = session.execute(CONTESTS.where(Contest.id == contest_id)).first()
    if row is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    contest = ContestRow._make(row)
    actor.require(permission, contest.unit_path)
    return contest


def read_contest_rows(session: Session, contest_ids: Collection[int]) -> dict[int, ContestRow]:
    """Contest id -> contest, drafts too; unknown ids are left out. One statement."""
    rows = session.execute(CONTESTS.where(Contest.id.in_(contest_ids))) if contest_ids else ()
    return {row[0]: ContestRow._make(row) for row in rows}


def pool_of(session: Session, contest: ContestRow) -> Pool:
    """The frozen pool, or for a draft what its banks hold now."""
    if contest.pool_hash is not None:
        return load_pool(session, contest.id, contest.pool_hash)
    rows = session.execute(
        select(BankQuestion.content, BankQuestion.source, BankQuestion.bank_id, BankQuestion.key)
        .join(ContestBank, ContestBank.bank_id == BankQuestion.bank_id)
        .where(*drawn_from(session, session.get_one(Contest, contest.id)))
        .order_by(BankQuestion.bank_id, BankQuestion.key, BankQuestion.id)
    ).all()
    plan = contest.plan
    return Pool(
        questions=tuple(decode_question(row.content) for row in rows), sources=tuple(row.source for row in rows),
        bank_ids=tuple(row.bank_id for row in rows),
        required=tuple(place for place, row in enumerate(rows) if plan and plan.requires(row.bank_id, row.key)),
    )  # fmt: skip
