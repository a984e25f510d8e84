"""Sixty-four buzzers at one instant: exactly one is first, and it is the one received first. With its twin."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import insert, select, text

from quizapp.db import Store
from quizapp.kit.clock import utc_now
from quizapp.stage import RoundKind, StageBuzz, StageMoved, StagePress, StageTeam, press, settle
from quizapp.stage.buzzer import Press
from tests.stage.conftest import Show

pytestmark = pytest.mark.processes

T = TypeVar("T")
CROWD = 64


def together(work: Callable[[int], T], *, crowd: int = CROWD) -> list[T]:
    """What ``crowd`` threads return that begin at one instant."""
    barrier = Barrier(crowd)

    def run(number: int) -> T:
        barrier.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(crowd) as pool:
        return list(pool.map(run, range(crowd)))


def _open_to_all(show: Show) -> tuple[list[str], int]:
    """Sixty-four tables, a question that is open; their buzzers and the opening."""
    with show.store.write() as session:
        session.execute(
            insert(StageTeam),
            [
                {"contest_id": show.id, "seat": seat, "name": f"第 {seat} 桌", "token": f"t{seat}"}
                for seat in range(4, CROWD + 1)
            ],
        )
    show.do("start")
    show.call(RoundKind.BUZZER)
    course = show.do("open")
    assert course.contest.opening_id is not None
    return [line.team.token for line in show.course().teams], course.contest.opening_id


def _press_all(store: Store, tokens: list[str]) -> list[str]:
    def work(number: int) -> str:
        received_at = utc_now()
        with store.write() as session:
            return press(session, tokens[number], Press(nonce=f"p{number}", rtt_ms=number), received_at=received_at)

    return together(work)


def test_the_first_received_of_sixty_four_is_first_and_alone(show: Show) -> None:
    tokens, opening = _open_to_all(show)
    assert _press_all(show.store, tokens) == ["in"] * CROWD, "every press is kept"

    def ask(_number: int) -> bool:
        with show.store.write() as session:
            return settle(session, show.id, opening, now=utc_now())

    assert sum(together(ask)) == 1
    with show.store.read() as session:
        presses = session.scalars(select(StagePress).order_by(StagePress.received_at, StagePress.id)).all()
        buzzes = session.scalars(select(StageBuzz)).all()
    assert len(presses) == CROWD
    assert [each.team_id for each in buzzes] == [presses[0].team_id]
    course = show.course()
    assert course.board.answering == presses[0].team_id
    assert [each.kind.value for each in course.events].count("buzz") == 1


def test_twin_without_the_index_has_many_firsts(show: Show) -> None:
    tokens, opening = _open_to_all(show)
    with show.store.write() as session:
        session.execute(text("DROP INDEX uq_stage_buzz_opening"))
    _press_all(show.store, tokens)

    def ask(_number: int) -> bool:
        with show.store.write() as session:
            return settle(session, show.id, opening, now=utc_now())

    assert sum(together(ask, crowd=8)) == 8


def test_the_same_press_sent_again_is_one(show: Show) -> None:
    tokens, _opening = _open_to_all(show)

    def work(_number: int) -> str:
        with show.store.write() as session:
            return press(session, tokens[0], Press(nonce="once"), received_at=utc_now())

    assert together(work, crowd=16) == ["in"] * 16
    with show.store.read() as session:
        assert len(session.scalars(select(StagePress)).all()) == 1


def test_two_operators_go_on_once(show: Show) -> None:
    show.do("start")
    seen = show.course().contest.host_revision
    line = show.line(RoundKind.BUZZER)

    def work(_number: int) -> bool:
        try:
            show.do("call", seen=seen, round_id=line.round.id)
        except StageMoved:
            return False
        return True

    assert sum(together(work, crowd=8)) == 1
    assert [each.kind.value for each in show.course().events] == ["start", "call"]
