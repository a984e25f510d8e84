"""Two wardens at once, one form sent many times, all clear beside a word: each with a twin that shows the guard."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.db import Store
from quizapp.drills import (
    Drill,
    DrillEvent,
    PeopleOutstanding,
    State,
    count_zone,
    give_all_clear,
    mark_person,
    sound_alarm,
)
from quizapp.drills import rules as rules_module
from quizapp.drills.service import command as command_module
from quizapp.drills.service import say as say_module
from quizapp.errors import Conflict
from tests.drills.conftest import School
from tests.drills.test_command import everybody
from tests.drills.test_muster import after, alarm, board_of, person
from tests.support.clock import OPENING

pytestmark = pytest.mark.processes

THREADS = 24


def _together(work: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """Results of ``work(0)`` … started at one moment."""
    start = threading.Barrier(threads)

    def run(number: int) -> Any:
        start.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def _mark(store: Store, school: School, state: State, nonce: str, actor: str) -> None:
    with store.write() as session:
        mark_person(session, school.id, school.people["赵一"], state, nonce=nonce, actor=actor, now=after(10))


def _contradict(store: Store, school: School) -> State:
    """Half of the wardens say he is there, half that nobody can find him."""
    states = (State.ARRIVED, State.MISSING)
    _together(lambda number: _mark(store, school, states[number % 2], f"n{number}", f"warden:{number}"))
    return person(board_of(store, school.id), "赵一")[0]


def test_of_wardens_who_speak_at_once_the_worse_word_stands(store: Store, school: School) -> None:
    alarm(store, school)
    assert _contradict(store, school) is State.MISSING
    with store.read() as session:
        marks = session.scalars(select(DrillEvent).where(DrillEvent.kind == "mark")).all()
    assert len(marks) == THREADS, "every word is kept"


def test_if_the_last_word_stood_it_would_be_a_matter_of_luck(
    store: Store, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with severities equal, whoever is heard last decides, and a missing child is "arrived"."""
    monkeypatch.setattr(rules_module, "_SEVERITY", dict.fromkeys(State, 0))
    alarm(store, school)
    for number, state in enumerate((State.ARRIVED, State.MISSING)):
        _mark(store, school, state, f"n{number}", f"warden:{number}")
    assert person(board_of(store, school.id), "赵一")[0] is State.ARRIVED


def _say_often(store: Store, school: School) -> int:
    _together(lambda _number: _mark(store, school, State.ARRIVED, "same", "warden:1"))
    with store.read() as session:
        return len(session.scalars(select(DrillEvent).where(DrillEvent.kind == "mark")).all())


def test_one_form_sent_many_times_is_one_event(store: Store, school: School) -> None:
    assert _say_often(store, school) == 1


def test_without_the_nonce_it_would_be_many(store: Store, school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: each insert under a name of its own."""
    real, names, lock = say_module.insert_or_ignore, iter(range(1000)), threading.Lock()

    def unguarded(session: Any, table: Any, values: dict[str, Any], *, unique: Any) -> int | None:
        with lock:
            values = values | {"nonce": f"other-{next(names)}"}
        return real(session, table, values, unique=unique)

    monkeypatch.setattr(say_module, "insert_or_ignore", unguarded)
    assert _say_often(store, school) == THREADS


def test_one_nonce_with_two_contents_keeps_the_first(store: Store, school: School) -> None:
    def say(number: int) -> bool:
        try:
            _mark(store, school, (State.ARRIVED, State.MISSING)[number % 2], "same", "warden:1")
        except Conflict:
            return False
        return True

    kept = _together(say)
    assert kept.count(True) == THREADS // 2


def test_the_alarm_pressed_by_everybody_sounds_once(store: Store, school: School) -> None:
    def press(number: int) -> None:
        with store.write() as session:
            sound_alarm(session, school.id, actor=f"staff:{number}", now=after(number))

    _together(press)
    with store.read() as session:
        event = session.scalars(select(DrillEvent).where(DrillEvent.kind == "alarm")).one()
        assert session.get_one(Drill, school.id).alarm_at == event.at


def _clear_beside_a_word(store: Store, school: School, round_no: int) -> tuple[bool, bool]:
    """Whether all clear was given, and whether the warden's "missing" was stored before it."""
    given: list[bool] = []

    def act(number: int) -> None:
        if number:
            _mark(store, school, State.MISSING, f"round{round_no}", "warden:9")
            return
        try:
            with store.write() as session:
                give_all_clear(session, school.id, actor="staff:1", now=after(200))
        except PeopleOutstanding:
            given.append(False)
        else:
            given.append(True)

    _together(act, threads=2)
    with store.read() as session:
        events = session.scalars(select(DrillEvent).where(DrillEvent.run == 1).order_by(DrillEvent.id)).all()
    order = [event.kind if event.kind == "all_clear" else event.state for event in events]
    missing = order.index("missing")
    return given[0], "all_clear" not in order or missing < order.index("all_clear")


def test_all_clear_beside_a_word_either_sees_it_or_comes_before_it(store: Store, school: School) -> None:
    alarm(store, school)
    everybody(store, school)
    given, missing_was_first = _clear_beside_a_word(store, school, 0)
    assert given != missing_was_first


@pytest.mark.postgresql_only
def test_without_holding_the_drill_all_clear_overlooks_a_word(
    store: Store, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the commander counts, the warden speaks, the commander gives all clear over a missing person."""
    alarm(store, school)
    everybody(store, school)
    real = say_module.hold_drill

    def loosely(session: Any, drill_id: int, *, alone: bool = False) -> Drill:
        return session.get_one(Drill, drill_id)

    counted, spoken = threading.Event(), threading.Event()
    read = command_module.read_board

    def slowly(*args: Any) -> Any:
        board = read(*args)
        counted.set()
        assert spoken.wait(timeout=30)
        return board

    monkeypatch.setattr(command_module, "hold_drill", loosely)
    monkeypatch.setattr(say_module, "hold_drill", loosely)
    monkeypatch.setattr(command_module, "read_board", slowly)

    def act(number: int) -> None:
        if number:
            assert counted.wait(timeout=30)
            _mark(store, school, State.MISSING, "late", "warden:9")
            spoken.set()
        else:
            with store.write() as session:
                give_all_clear(session, school.id, actor="staff:1", now=after(200))

    _together(act, threads=2)
    monkeypatch.setattr(say_module, "hold_drill", real)
    with store.read() as session:
        events = session.scalars(select(DrillEvent).order_by(DrillEvent.id)).all()
    kinds = [event.kind if event.kind == "all_clear" else event.state for event in events]
    assert kinds.index("missing") < kinds.index("all_clear"), "stored before, and yet overlooked"
    assert board_of(store, school.id).total.outstanding == 1


def test_counts_of_one_zone_at_once_leave_the_smallest(store: Store, school: School) -> None:
    alarm(store, school)

    def count(number: int) -> None:
        with store.write() as session:
            count_zone(
                session, school.id, school.zones["食堂"], 10 - number % 3, nonce=f"c{number}", actor=f"warden:{number}",
                now=OPENING,
            )  # fmt: skip

    _together(count)
    canteen = next(each for each in board_of(store, school.id).zones if each.name == "食堂")
    assert (canteen.crowd.people, canteen.is_contested) == (8, True)
