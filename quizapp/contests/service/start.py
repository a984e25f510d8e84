"""Starting: at most one paper at a time, numbered without gaps, drawn by the committed seed.

The number of the try is the guard. Two taps, two tabs or sixty-four threads compute the same next number, and the
unique constraint lets one row in; the others are given that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.contests.accommodations import time_percent_for
from quizapp.contests.attempts import ATTEMPTS
from quizapp.contests.blueprint import fit
from quizapp.contests.entry import admit
from quizapp.contests.errors import CannotStart, IdentityNeeded
from quizapp.contests.paper import dump_issued
from quizapp.contests.pool import Pool, load_pool
from quizapp.contests.queries import ContestRow, MyAttempt, Standing, find_contest, judge_standing, list_my_attempts
from quizapp.contests.rules import StartVerdict, deadline_for, takes_answers
from quizapp.contests.service.expire import expire_for_person
from quizapp.db import insert_or_ignore
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.people import Person, current_person
from quizapp.questions import Issued, draw_paper, draw_sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The paper to answer; ``is_new`` is False when an open one was found and returned."""

    token: str
    attempt_no: int
    deadline_at: datetime
    is_new: bool


def start_attempt(session: Session, *, code: str, device_hash: str, now: datetime) -> Started:
    """The paper of the person whom this phone speaks for: the open one, else a new one.

    Four statements once the pool is in memory, and what the features behind `entry` ask. Raises `NoSuchContest`, `IdentityNeeded` when the phone speaks for
    nobody (or a phone number is asked for and missing), and `CannotStart` with the verdict.
    """
    contest = find_contest(session, code)
    person = _who_answers(session, contest, device_hash)
    standing = _standing_after_expiry(session, contest, person.id, now)
    if standing.open_attempt is not None:
        return _resumed(standing.open_attempt)
    standing = admit(session, standing, contest_id=contest.id, person_id=person.id)
    if standing.verdict is not StartVerdict.START:
        raise CannotStart(standing.verdict, standing.refusal)
    return _place_attempt(session, contest, person.id, device_hash, standing.attempts, now)


def _standing_after_expiry(session: Session, contest: ContestRow, person_id: int, now: datetime) -> Standing:
    """Where the person stands, once a paper whose time is over has been handed in."""
    attempts = list_my_attempts(session, person_id, contest_id=contest.id)
    if any(attempt.submitted_at is None and not takes_answers(attempt.deadline_at, now) for attempt in attempts):
        expire_for_person(session, contest_id=contest.id, person_id=person_id, now=now)
        attempts = list_my_attempts(session, person_id, contest_id=contest.id)
    return judge_standing(contest, attempts, now=now)


def _who_answers(session: Session, contest: ContestRow, device_hash: str) -> Person:
    person = current_person(session, device_hash, contest.campaign_id)
    if person is None:
        raise IdentityNeeded(N_("请先填写姓名和单位，再开始答题"), campaign_code=contest.campaign_code)
    if contest.asks_phone and person.phone_sealed is None:
        message = N_("这次竞赛需要手机号（用于联系获奖者），请补填后再开始答题")
        raise IdentityNeeded(message, campaign_code=contest.campaign_code, asks_phone=True)
    return person


def _found_open(attempts: Sequence[MyAttempt]) -> Started:
    """A twin was faster: its paper is this person's paper. So is one that an organizer opened again just now."""
    still_open = [attempt for attempt in attempts if attempt.submitted_at is None]
    return _resumed((still_open or attempts)[-1])


def _resumed(attempt: MyAttempt) -> Started:
    return Started(token=attempt.token, attempt_no=attempt.attempt_no, deadline_at=attempt.deadline_at, is_new=False)


def _place_attempt(
    session: Session, contest: ContestRow, person_id: int, device_hash: str, earlier: Sequence[MyAttempt], now: datetime
) -> Started:
    # papers keep their numbers, also those whose try was given back: numbers are never used twice
    number, token, today = len(earlier) + 1, new_token(), local_date(now, contest.time_zone)
    of_today = sum(local_date(attempt.started_at, contest.time_zone) == today for attempt in earlier)
    # Only contests that give anybody more time pay the statement.
    percent = time_percent_for(session, contest_id=contest.id, person_id=person_id) if contest.gives_time else 100
    deadline_at = deadline_for(
        now, minutes_limit=contest.minutes_limit, closes_at=contest.window.closes_at, time_percent=percent
    )
    row = {
        "contest_id": contest.id, "person_id": person_id, "token": token, "attempt_no": number,
        "day": today, "day_no": of_today + 1,
        "issued": _draw(session, contest, person_id, number), "started_at": now, "deadline_at": deadline_at,
        "time_percent": percent,
        "answers": {}, "revision": 0, "submitted_by": "", "is_counted": False, "device_hash": device_hash,
        "reopened_reason": "",
    }  # fmt: skip
    # Both numbers collide between twins, and either constraint may be met first: any of them means "not the first".
    if insert_or_ignore(session, ATTEMPTS, row, unique=None) is None:
        return _found_open(list_my_attempts(session, person_id, contest_id=contest.id))
    return Started(token=token, attempt_no=number, deadline_at=deadline_at, is_new=True)


def _draw(session: Session, contest: ContestRow, person_id: int, attempt_no: int) -> list[Any]:
    assert contest.pool_hash is not None
    assert contest.seed is not None
    pool = load_pool(session, contest.id, contest.pool_hash)
    return dump_issued(draw_for_contest(contest, pool, contest.seed, str(person_id), attempt_no))


def draw_for_contest(
    contest: ContestRow, pool: Pool, seed: str, person_key: str, attempt_no: int
) -> tuple[Issued, ...]:
    """A person's paper by the contest's plan; with the same paper for all, everybody's."""
    plan = contest.plan
    if plan is None:
        return draw_paper(
            pool.questions, contest.question_count, seed=seed, person_key=person_key, attempt_no=attempt_no
        )
    if plan.same_paper:
        person_key, attempt_no = "", 1
    sections = fit(plan, pool.questions, pool.bank_ids, pool.required).sections
    return draw_sections(
        pool.questions, sections, seed=seed, person_key=person_key, attempt_no=attempt_no,
        shuffles_options=plan.shuffles_options,
    )  # fmt: skip
