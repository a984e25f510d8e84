"""双人对战: a short paper against the recorded run of somebody else, or one's own best. Nobody waits for anybody.

A run keeps how many were right after how long; that is all a later opponent needs. Questions are graded here, one by
one, and nothing of a key goes out before its answer is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast

from sqlalchemy import CursorResult, Table, func, select, update
from sqlalchemy.orm import Session

from quizapp.contests import ReviewedQuestion
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, NotFound
from quizapp.kit.i18n import N_
from quizapp.practice.answers import Sent, count_once
from quizapp.practice.asking import judge, shuffle
from quizapp.practice.desk import Desk, keep_learner, sit_down
from quizapp.practice.models import RaceRun
from quizapp.practice.opponents import Opponent, find_opponent
from quizapp.practice.pool import Item, Pool
from quizapp.practice.rules import RACE_SIZE, Mode, Pace, read_atoms

_RUNS = cast(Table, RaceRun.__table__)
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """A run with the one that is replayed beside it."""

    id: int
    token: str
    paper: str
    question_ids: tuple[int, ...]
    try_no: int
    started_at: datetime
    #: [milliseconds since the start, 1 = right] for each answer so far, and what was chosen.
    marks: tuple[tuple[int, int], ...]
    answers: tuple[tuple[str | int, ...], ...]
    is_over: bool
    opponent: Opponent | None

    @property
    def size(self) -> int:
        """Questions of the paper."""
        return len(self.question_ids)

    @property
    def pace(self) -> Pace:
        """How far it has come."""
        return Pace.of(self.marks)

    def elapsed_ms(self, now: datetime) -> int:
        """Milliseconds since the start."""
        return max(0, (now - self.started_at) // _MS)

    def other_pace(self, now: datetime) -> Pace | None:
        """How far the other one had come after as much time; None when it is run alone."""
        return Pace.of(self.opponent.marks, until_ms=self.elapsed_ms(now)) if self.opponent else None


def start_race(
    session: Session, *, code: str, device_hash: str, against: str, is_offered: bool, token: str, paper: str,
    now: datetime, rng: Random,
) -> str:  # fmt: skip
    """Token of the new run: over the paper of the run named ``against``, else over new questions drawn by ``rng``.

    ``token`` and ``paper`` are fresh. Raises `Conflict` when the other run cannot be raced any more.
    """
    desk = sit_down(session, code=code, device_hash=device_hash, now=now, mode=Mode.RACE)
    pool = desk.pool(session)
    other = find_opponent(session, desk, pool, against) if against else None
    if against and other is None:
        raise Conflict(N_("这一场已经不能再比，请另选一个对手"))
    drawn = rng.sample(pool.items, min(RACE_SIZE, len(pool.items)))
    learner_id = keep_learner(session, desk, now=now)
    values = {
        "campaign_id": desk.opened.campaign_id, "learner_id": learner_id, "token": token,
        "paper": other.paper if other else paper, "opponent_id": other.id if other else None,
        "question_ids": list(other.question_ids) if other else [item.id for item in drawn], "is_offered": is_offered,
        "started_at": now, "marks": [], "answers": [], "step": 0, "right_count": 0,
    }  # fmt: skip
    return _place(session, learner_id, values, is_again=other is not None and other.is_mine)


def _place(session: Session, learner_id: int, values: dict[str, Any], *, is_again: bool) -> str:
    """The run's row; of two taps at one instant the second gets the run of the first.

    A paper of somebody else, or a new one, has a first run alone; only against oneself the numbers go on.
    """
    mine = (_RUNS.c.learner_id == learner_id) & (_RUNS.c.paper == values["paper"])
    last = session.scalar(select(func.max(_RUNS.c.try_no)).where(mine)) or 0 if is_again else 0
    if insert_or_ignore(session, _RUNS, {**values, "try_no": last + 1}, unique=None) is not None:
        return str(values["token"])
    newest = select(_RUNS.c.token).where(mine).order_by(_RUNS.c.try_no.desc()).limit(1)
    return str(session.execute(newest).scalar_one())


def read_race(session: Session, desk: Desk, token: str) -> Race:
    """The run of this phone or person. Raises `NotFound` for anybody else's. Two statements."""
    run = session.execute(select(_RUNS).where(_RUNS.c.token == token)).first()
    if run is None or desk.learner_id is None or run.learner_id != desk.learner_id:
        raise NotFound(N_("没有这场对战，请重新开始一场"))
    return Race(
        id=run.id, token=run.token, paper=run.paper, question_ids=tuple(run.question_ids), try_no=run.try_no,
        started_at=run.started_at, marks=tuple((mark[0], mark[1]) for mark in run.marks),
        answers=tuple(tuple(answer) for answer in run.answers), is_over=run.finished_at is not None,
        opponent=find_opponent(session, desk, None, run.opponent_id) if run.opponent_id else None,
    )  # fmt: skip


def race_question(pool: Pool, race: Race) -> Item | None:
    """What the run asks now. Raises `Conflict` when the question was changed after the start; None at the end."""
    if race.is_over:
        return None
    item = pool.by_id.get(race.question_ids[race.pace.done])
    if item is None:
        raise Conflict(N_("题库刚刚更新过，这一场比不下去了，请另开一场"))
    return item


def race_nonce(race: Race, step: int) -> str:
    """Names the showing of a question of this run, so that the mistake book counts it once."""
    return f"{race.token[:20]}{step:04d}"


def race_order(race: Race, item: Item, step: int) -> tuple[int, ...]:
    """The order of options: the same in every run over the paper."""
    return shuffle(item.question, f"{race.paper[:20]}{step:04d}")


def answer_race(session: Session, sent: Sent, token: str, *, now: datetime) -> Race:
    """The run after the answer. The same answer sent again, or one to another step, changes nothing: raises `Conflict`."""
    desk = sit_down(session, code=sent.code, device_hash=sent.device_hash, now=now, mode=Mode.RACE)
    race, pool = read_race(session, desk, token), desk.pool(session)
    item, step = race_question(pool, race), race.pace.done
    if item is None or item.id != sent.question_id or race_nonce(race, step) != sent.nonce:
        raise Conflict(N_("这一题已经答过，请接着往下答"))
    order = race_order(race, item, step)
    is_right = judge(item.question, order, sent.chosen, number=step + 1, source=item.source).is_right
    if not _move(session, race, sent, is_right=is_right, now=now):
        raise Conflict(N_("这一题已经答过，请接着往下答"))
    assert desk.learner_id is not None
    count_once(
        session, desk.learner_id, item, is_right=is_right, nonce=sent.nonce, today=desk.today, now=now
    )  # fmt: skip
    return read_race(session, desk, token)


def _move(session: Session, race: Race, sent: Sent, *, is_right: bool, now: datetime) -> bool:
    """Whether this answer was the first one at its step: of two at one instant only one moves the run."""
    pace, elapsed = race.pace, race.elapsed_ms(now)
    is_last = pace.done + 1 == race.size
    values: dict[str, Any] = {
        "marks": [*(list(mark) for mark in race.marks), [elapsed, int(is_right)]],
        "answers": [*(list(answer) for answer in race.answers), list(sent.chosen)],
        "step": pace.done + 1, "right_count": pace.right + is_right,
    }  # fmt: skip
    if is_last:
        values |= {"used_ms": elapsed, "finished_at": now}
    at_step = (_RUNS.c.id == race.id, _RUNS.c.step == pace.done, _RUNS.c.finished_at.is_(None))
    done = session.execute(update(_RUNS).where(*at_step).values(values))
    return cast(CursorResult[Any], done).rowcount == 1


def review_race(pool: Pool, race: Race) -> list[ReviewedQuestion]:
    """Every question of a finished run laid open; those that were changed since are left out."""
    found = []
    for step, (question_id, chosen) in enumerate(zip(race.question_ids, race.answers, strict=False)):
        item = pool.by_id.get(question_id)
        if race.is_over and item is not None:
            atoms = read_atoms(str(atom) for atom in chosen)
            order = race_order(race, item, step)
            found.append(judge(item.question, order, atoms, number=step + 1, source=item.source).review)
    return found
