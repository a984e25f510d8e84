"""Races at the door: many threads, one head; and a twin that shows what the guards are for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from quizapp.activities import load_facts
from quizapp.checkins import Door, NewScan, ScanResult, Verdict, record_scan, undo_check_in
from quizapp.checkins.service import record as record_module
from quizapp.checkins.service.state import State
from quizapp.db import Store
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, add_person, figure, plan_session

pytestmark = pytest.mark.processes

THREADS = 64


def _together(work: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """Results of ``work(0)`` … started at one moment."""
    start = threading.Barrier(threads)

    def run(number: int) -> Any:
        start.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def _check_in(store: Store, session_id: int, person_id: int, nonce: str) -> ScanResult:
    scan = NewScan(nonce=nonce, person_id=person_id, door=Door.SCAN, scanned_at=OPENING)
    with store.write() as session:
        return record_scan(session, session_id, scan, actor="person:1", now=OPENING)


@pytest.fixture
def door(store: Store, cast: Cast, month: Month) -> tuple[int, list[int]]:
    """A session and sixty-four people."""
    with store.write() as session:
        facts = plan_session(session, month, cast.town, joint=(cast.sister_town,))
        people = [add_person(session, month, cast.town, f"村民{number}").id for number in range(THREADS)]
    return facts.id, people


def _figures(store: Store, month: Month, cast: Cast) -> tuple[int, int]:
    with store.read() as session:
        return tuple(figure(session, month, cast.county, measure) for measure in ("attendance", "session_held"))  # type: ignore[return-value]


def test_sixty_four_scans_of_one_person_are_one_head(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int]]
) -> None:
    session_id, people = door
    results = _together(lambda number: _check_in(store, session_id, people[0], f"n{number}"))
    verdicts = [result.verdict for result in results]
    assert (verdicts.count(Verdict.ACCEPTED), verdicts.count(Verdict.ALREADY_IN)) == (1, THREADS - 1)
    assert {result.arrived_at for result in results} == {OPENING}
    assert _figures(store, month, cast) == (1, 1)


def test_sixty_four_retries_of_one_scan_get_one_answer(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int]]
) -> None:
    session_id, people = door
    results = _together(lambda _number: _check_in(store, session_id, people[0], "same"))
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}
    assert len({result.attendance_id for result in results}) == 1
    assert _figures(store, month, cast) == (1, 1)


def test_sixty_four_first_heads_hold_the_session_once(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int]]
) -> None:
    session_id, people = door
    results = _together(lambda number: _check_in(store, session_id, people[number], f"n{number}"))
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}
    assert _figures(store, month, cast) == (THREADS, 1)


def test_undoing_the_last_head_beside_new_heads_leaves_a_session_that_counts(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int]]
) -> None:
    session_id, people = door
    for round_no in range(6):
        first = _check_in(store, session_id, people[0], f"first{round_no}")
        assert first.attendance_id is not None

        def act(number: int, round_no: int = round_no, undone: int = first.attendance_id) -> None:
            if number == 0:
                with store.write() as session:
                    undo_check_in(session, session_id, undone, reason="点错", actor="staff:1", now=OPENING)
            else:
                _check_in(store, session_id, people[round_no + 1], f"new{round_no}-{number}")

        _together(act, threads=4)
        with store.write() as session:
            assert load_facts(session, session_id).held_at is not None
            assert figure(session, month, cast.county, "session_held") == 1
        # clear the table for the next round
        with store.write() as session:
            row = session.execute(
                text("SELECT id FROM attendance WHERE person_id = :person AND undone_at IS NULL"),
                {"person": people[round_no + 1]},
            ).scalar_one()
            undo_check_in(session, session_id, row, reason="下一轮", actor="staff:1", now=OPENING)
            assert figure(session, month, cast.county, "session_held") == 0


def test_without_the_unique_attendance_the_race_is_lost(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: every scan that looked before the first commit counts, because nothing stops its insert."""
    session_id, people = door
    rounds = iter(range(1000))
    lock = threading.Lock()
    real = record_module.insert_or_ignore

    def unguarded(session: Any, table: Any, values: dict[str, Any], *, unique: Any) -> int | None:
        if table.name == "attendance":
            with lock:
                values = values | {"round": next(rounds)}
        return real(session, table, values, unique=unique)

    monkeypatch.setattr(record_module, "insert_or_ignore", unguarded)
    # all look before anybody writes
    read = record_module._read_state
    seen = threading.Barrier(8)

    def slow_read(session: Any, facts: Any, scan: Any) -> Any:
        state = read(session, facts, scan)
        if store.is_sqlite:
            return State(person_id=state.person_id, name=state.name, unit_id=state.unit_id)
        seen.wait(timeout=30)
        return state

    monkeypatch.setattr(record_module, "_read_state", slow_read)
    _together(lambda number: _check_in(store, session_id, people[0], f"n{number}"), threads=8)
    assert _figures(store, month, cast)[0] > 1
