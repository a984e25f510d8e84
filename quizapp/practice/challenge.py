"""挑战答题: questions of rising difficulty until the first mistake; one's own best is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, func, select, update
from sqlalchemy.orm import Session

from quizapp.db import upsert
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_
from quizapp.kit.text import mask_name
from quizapp.people import Person
from quizapp.practice.answers import Sent, count_once
from quizapp.practice.asking import Judged, judge, shuffle
from quizapp.practice.desk import Desk, keep_learner, sit_down
from quizapp.practice.models import ChallengeBest, PracticeLearner
from quizapp.practice.pool import Item, Pool
from quizapp.practice.rules import BOARD_MINIMUM, BOARD_ROWS, Mode, climb

_RUNS = cast(Table, ChallengeBest.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Where a learner stands."""

    run: str
    #: Right answers of this run.
    step: int
    is_over: bool
    best: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """What an answer did to the run."""

    judged: Judged
    step: int
    best: int
    is_over: bool
    #: Whether every question there is has been answered.
    is_complete: bool
    #: Whether the campaign shows the mistake book, where the mistake went.
    has_book: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The best runs; ``rows`` is empty while too few people stand on it."""

    people: int
    #: (place, masked name, best, whether it is the reader's own)
    rows: list[tuple[int, str, int, bool]]


def read_run(session: Session, learner_id: int | None) -> Run | None:
    """The learner's run and best; None before the first one. One statement."""
    if learner_id is None:
        return None
    row = session.execute(select(_RUNS).where(_RUNS.c.learner_id == learner_id)).first()
    return Run(run=row.run, step=row.step, is_over=row.is_over, best=row.best) if row else None


def start_run(session: Session, *, code: str, device_hash: str, run: str, now: datetime) -> None:
    """A new run from the first rung; the best stays. ``run`` is a fresh token."""
    desk = sit_down(session, code=code, device_hash=device_hash, now=now, mode=Mode.CHALLENGE)
    values = {
        "learner_id": keep_learner(session, desk, now=now), "campaign_id": desk.opened.campaign_id, "run": run,
        "step": 0, "is_over": False, "best": 0,
    }  # fmt: skip
    upsert(session, _RUNS, values, unique=("learner_id",), change=("run", "step", "is_over"))


def question_at(pool: Pool, run: Run) -> Item | None:
    """What the run asks now; None when nothing is left."""
    order = climb([item.question.difficulty for item in pool.items], run.run)
    return pool.items[order[run.step]] if run.step < len(order) else None


def nonce_of(run: Run) -> str:
    """The name of the showing at this step, which decides the order of options."""
    return f"{run.run[:20]}{run.step:04d}"


def answer_step(session: Session, sent: Sent, *, now: datetime) -> Stepped:
    """What the answer did. An answer to another step than the standing one changes nothing: raises `Conflict`.

    Seven statements.
    """
    desk = sit_down(session, code=sent.code, device_hash=sent.device_hash, now=now, mode=Mode.CHALLENGE)
    run, pool = read_run(session, desk.learner_id), desk.pool(session)
    item = question_at(pool, run) if run and not run.is_over else None
    if run is None or item is None or item.id != sent.question_id or nonce_of(run) != sent.nonce:
        raise Conflict(N_("这一题已经答过，请接着往下答"))
    judged = judge(
        item.question, shuffle(item.question, sent.nonce), sent.chosen, number=run.step + 1, source=item.source
    )
    learner_id = keep_learner(session, desk, now=now)
    step = run.step + judged.is_right
    if not _move(session, learner_id, run, step, is_right=judged.is_right, now=now):
        raise Conflict(N_("这一题已经答过，请接着往下答"))
    count_once(
        session, learner_id, item, is_right=judged.is_right, nonce=sent.nonce, today=desk.today, now=now
    )  # fmt: skip
    following = Run(run=run.run, step=step, is_over=False, best=run.best)
    is_complete = judged.is_right and question_at(pool, following) is None
    return Stepped(
        judged=judged, step=step, best=max(run.best, step), is_over=not judged.is_right or is_complete,
        is_complete=is_complete, has_book=Mode.MISTAKES in desk.opened.modes,
    )  # fmt: skip


def _move(session: Session, learner_id: int, run: Run, step: int, *, is_right: bool, now: datetime) -> bool:
    """Whether this answer was the first one at its step: of two at one instant only one moves the run."""
    values: dict[str, Any] = {"step": step, "is_over": not is_right}
    if step > run.best:
        values |= {"best": step, "best_at": now}
    done = session.execute(
        update(_RUNS)
        .where(
            _RUNS.c.learner_id == learner_id, _RUNS.c.run == run.run, _RUNS.c.step == run.step, _RUNS.c.is_over.is_(False)
        )
        .values(values)
    )  # fmt: skip
    return cast(CursorResult[Any], done).rowcount == 1


def read_board(session: Session, desk: Desk) -> Board:
    """The best ten of those who gave a name, names masked; whoever was first stands first. Two statements."""
    named = (
        select(ChallengeBest.best, PracticeLearner.person_id, Person.name)
        .join(PracticeLearner, PracticeLearner.id == ChallengeBest.learner_id)
        .join(Person, Person.id == PracticeLearner.person_id)
        .where(ChallengeBest.campaign_id == desk.opened.campaign_id, ChallengeBest.best > 0, Person.erased_at.is_(None))
    )
    people = session.scalar(select(func.count()).select_from(named.subquery())) or 0
    if people < BOARD_MINIMUM:
        return Board(people=people, rows=[])
    order = (ChallengeBest.best.desc(), ChallengeBest.best_at, ChallengeBest.id)
    rows = session.execute(named.order_by(*order).limit(BOARD_ROWS)).all()
    own = desk.person.id if desk.person else None
    return Board(
        people=people,
        rows=[
            (place, mask_name(row.name), row.best, row.person_id == own) for place, row in enumerate(rows, start=1)
        ],
    )  # fmt: skip
