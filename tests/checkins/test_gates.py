"""Gates: each with its figures, a person at several of them one head, every scan kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.activities import DoorSettings, change_door
from quizapp.checkins import (
    Direction,
    Door,
    NewScan,
    Scan,
    Verdict,
    door_figures,
    gate_figures,
    list_gates,
    record_scan,
    set_gates,
    undo_check_in,
)
from quizapp.checkins.service import record as record_module
from quizapp.db import Store
from quizapp.errors import Invalid
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, add_person, plan_session

pytestmark = pytest.mark.processes

GATES = 8


@pytest.fixture
def door(store: Store, cast: Cast, month: Month) -> tuple[int, list[int], int]:
    """A session with eight gates, their ids, and somebody."""
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        gates = set_gates(session, facts.id, [f"{number}号门" for number in range(1, GATES + 1)], now=OPENING)
        return facts.id, [gate.id for gate in gates], add_person(session, month, cast.town).id


def _scan(store: Store, session_id: int, person_id: int, gate_id: int | None, nonce: str, **changes: Any) -> Any:
    values: dict[str, Any] = {"door": Door.KIOSK, "scanned_at": OPENING} | changes
    scan = NewScan(nonce=nonce, person_id=person_id, gate_id=gate_id, **values)
    with store.write() as session:
        return record_scan(session, session_id, scan, actor="staff:1", now=OPENING)


def test_figures_of_gates_stand_beside_the_heads(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int], int]
) -> None:
    session_id, gates, one = door
    with store.write() as session:
        other = add_person(session, month, cast.town, "李四").id
    for place, (person_id, gate) in enumerate([(one, 0), (one, 1), (one, 1), (other, 1), (other, None)]):
        _scan(store, session_id, person_id, None if gate is None else gates[gate], f"n{place}")
    with store.read() as session:
        found = gate_figures(session, session_id)
        heads = door_figures(session, session_id).heads
    shown = [(each.name, each.first_here, each.seen_here, each.entries) for each in found]
    assert shown[:3] == [("1号门", 1, 1, 1), ("2号门", 1, 2, 3), ("3号门", 0, 0, 0)]
    assert shown[-1] == ("", 0, 1, 1)
    assert sum(each.first_here for each in found) == heads == 2


def test_an_undone_head_leaves_the_gates(store: Store, door: tuple[int, list[int], int]) -> None:
    session_id, gates, one = door
    made = _scan(store, session_id, one, gates[0], "a")
    with store.write() as session:
        undo_check_in(session, session_id, made.attendance_id, reason="点错", actor="staff:1", now=OPENING)
        assert sum(each.entries for each in gate_figures(session, session_id)) == 0
        assert session.scalar(select(func.count()).select_from(Scan)) == 2


def test_a_gate_of_another_session_is_left_out(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int], int]
) -> None:
    _session_id, gates, one = door
    with store.write() as session:
        elsewhere = plan_session(session, month, cast.town).id
    assert _scan(store, elsewhere, one, gates[0], "a").verdict is Verdict.ACCEPTED
    with store.read() as session:
        assert session.scalars(select(Scan.gate_id)).all() == [None]


def test_gates_keep_their_name_their_order_and_their_scans(store: Store, door: tuple[int, list[int], int]) -> None:
    session_id, gates, one = door
    _scan(store, session_id, one, gates[0], "a")
    with store.write() as session:
        changed = set_gates(session, session_id, ["北门", " 2号门 ", "北门", ""], now=OPENING)
        assert [gate.name for gate in changed] == ["北门", "2号门"]
        assert changed[1].id == gates[1]
        names = [each.name for each in gate_figures(session, session_id)]
        assert "1号门" in names  # closed, with a scan: still shown
        assert "3号门" not in names
        again = set_gates(session, session_id, ["1号门"], now=OPENING + timedelta(hours=1))
        assert [gate.id for gate in again] == [gates[0]]
        assert len(list_gates(session, session_id, with_closed=True)) == GATES + 1


def test_a_session_has_at_most_forty_gates(store: Store, door: tuple[int, list[int], int]) -> None:
    with store.write() as session, pytest.raises(Invalid):
        set_gates(session, door[0], [f"{number}号" for number in range(41)], now=OPENING)


def _at_all_gates(store: Store, door: tuple[int, list[int], int]) -> list[Verdict]:
    """One person, held up at every gate at one moment."""
    session_id, gates, one = door
    start = threading.Barrier(GATES)

    def work(place: int) -> Verdict:
        start.wait(timeout=60)
        found: Verdict = _scan(store, session_id, one, gates[place], f"n{place}").verdict
        return found

    with ThreadPoolExecutor(GATES) as pool:
        return list(pool.map(work, range(GATES)))


def test_one_person_at_eight_gates_is_one_head_and_eight_scans(store: Store, door: tuple[int, list[int], int]) -> None:
    verdicts = _at_all_gates(store, door)
    assert sorted(verdicts) == [Verdict.ACCEPTED] + [Verdict.ALREADY_IN] * (GATES - 1)
    with store.read() as session:
        assert door_figures(session, door[0]).heads == 1
        assert session.scalar(select(func.count()).select_from(Scan)) == GATES
        found = gate_figures(session, door[0])
    assert sum(each.first_here for each in found) == 1
    assert [each.entries for each in found] == [1] * GATES


def test_without_the_unique_attendance_gates_would_count_twice(
    store: Store, door: tuple[int, list[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the guard is the constraint, met by an insert; with a round of its own each scan would be a head."""
    rounds, lock = iter(range(1000)), threading.Lock()
    insert, read = record_module.insert_or_ignore, record_module._read_state

    def unguarded(session: Any, table: Any, values: dict[str, Any], *, unique: Any) -> int | None:
        if table.name == "attendance":
            with lock:
                values = values | {"round": next(rounds)}
        return insert(session, table, values, unique=unique)

    def blind(session: Any, facts: Any, scan: Any) -> Any:
        state = read(session, facts, scan)
        return type(state)(person_id=state.person_id, name=state.name, unit_id=state.unit_id, gate_id=state.gate_id)

    monkeypatch.setattr(record_module, "insert_or_ignore", unguarded)
    monkeypatch.setattr(record_module, "_read_state", blind)
    _at_all_gates(store, door)
    with store.read() as session:
        assert door_figures(session, door[0]).heads > 1


def test_exits_are_counted_at_their_gate(
    store: Store, cast: Cast, month: Month, door: tuple[int, list[int], int]
) -> None:
    session_id, gates, one = door
    with store.write() as session:
        change_door(session, session_id, DoorSettings(takes_exits=True))
    _scan(store, session_id, one, gates[0], "in")
    leaves = {"scanned_at": OPENING + timedelta(minutes=5), "direction": Direction.EXIT}
    _scan(store, session_id, one, gates[1], "out", **leaves)
    with store.read() as session:
        shown = {each.name: (each.entries, each.exits) for each in gate_figures(session, session_id)}
    assert (shown["1号门"], shown["2号门"]) == ((1, 0), (0, 1))
