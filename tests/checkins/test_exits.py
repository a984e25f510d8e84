"""Leaving and coming back: one head, every passage kept, the time stayed known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from quizapp.activities import DoorSettings, SessionFacts, change_door
from quizapp.checkins import (
    Direction,
    Door,
    NewScan,
    Scan,
    ScanResult,
    Verdict,
    count_inside,
    list_arrivals,
    record_scan,
    stayed_long_enough,
    stayed_minutes,
    undo_scan,
)
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import Month, add_person, figure, plan_session

TAKES_EXITS = DoorSettings(takes_exits=True, min_stay_min=30)


class Hall:
    """A session that takes exits, and somebody to go in and out."""

    def __init__(self, store: Store, cast: Cast, month: Month, door: DoorSettings = TAKES_EXITS, **plan: Any) -> None:
        self.store = store
        with store.write() as session:
            planned = plan_session(session, month, cast.town, **plan)
            self.facts: SessionFacts = change_door(session, planned.id, door)
            self.person_id = add_person(session, month, cast.town).id

    def scan(self, minute: int, way: str = "in", *, nonce: str = "", stored: int | None = None) -> ScanResult:
        """One passage so many minutes after the start, uploaded at ``stored``."""
        at = OPENING + timedelta(minutes=minute)
        scan = NewScan(
            nonce=nonce or f"{way}-{minute}", person_id=self.person_id, door=Door.KIOSK, scanned_at=at,
            direction=Direction.EXIT if way == "out" else Direction.ENTRY,
        )  # fmt: skip
        now = OPENING + timedelta(minutes=minute if stored is None else stored)
        with self.store.write() as session:
            return record_scan(session, self.facts.id, scan, actor="staff:1", now=now)

    def minutes(self, at: int = 600) -> int:
        """Minutes stayed as known at that minute."""
        with self.store.read() as session:
            return stayed_minutes(session, self.facts.id, self.person_id, now=OPENING + timedelta(minutes=at))

    def inside(self, minute: int) -> int:
        """People inside at that minute."""
        with self.store.read() as session:
            return count_inside(session, self.facts, now=OPENING + timedelta(minutes=minute))


@pytest.fixture
def hall(store: Store, cast: Cast, month: Month) -> Hall:
    """An hour in the town's hall."""
    return Hall(store, cast, month)


def test_it_works(hall: Hall, store: Store, cast: Cast, month: Month) -> None:
    verdicts = [hall.scan(*each).verdict for each in ((0, "in"), (20, "out"), (40, "in"), (50, "out"))]
    assert verdicts == [Verdict.ACCEPTED, Verdict.LEFT, Verdict.REENTERED, Verdict.LEFT]
    assert hall.minutes() == 30
    with store.read() as session:
        assert figure(session, month, cast.town, "attendance") == 1
        assert [line.arrived_at for line in list_arrivals(session, hall.facts.id)] == [OPENING]
        assert session.scalar(select(func.count()).select_from(Scan)) == 4


def test_who_is_inside_is_counted(hall: Hall) -> None:
    hall.scan(0)
    assert hall.inside(5) == 1
    hall.scan(10, "out")
    assert hall.inside(11) == 0
    hall.scan(20)
    assert hall.inside(21) == 1


def test_an_exit_without_an_entry_is_refused_and_kept(hall: Hall) -> None:
    assert hall.scan(5, "out").verdict is Verdict.NOT_IN
    hall.scan(6)
    hall.scan(7, "out")
    assert hall.scan(8, "out").verdict is Verdict.NOT_IN
    assert hall.minutes() == 1


def test_where_exits_are_not_taken_nobody_leaves(store: Store, cast: Cast, month: Month) -> None:
    hall = Hall(store, cast, month, DoorSettings())
    hall.scan(0)
    assert hall.scan(20, "out").verdict is Verdict.EXITS_NOT_TAKEN
    assert hall.minutes() == 60


def test_leaving_after_closing_is_taken(hall: Hall) -> None:
    hall.scan(0)
    assert hall.scan(300, "out").verdict is Verdict.LEFT
    assert hall.minutes() == 60


def test_coming_back_after_closing_is_no_refusal(hall: Hall) -> None:
    hall.scan(0)
    hall.scan(10, "out")
    assert hall.scan(300).verdict is Verdict.ALREADY_IN


def test_a_retry_of_an_exit_gets_its_first_answer(hall: Hall) -> None:
    hall.scan(0)
    first, again = hall.scan(10, "out", nonce="same"), hall.scan(11, "out", nonce="same")
    assert (first.verdict, again.verdict, again.is_repeat) == (Verdict.LEFT, Verdict.LEFT, True)
    assert again.scanned_at == first.scanned_at
    with pytest.raises(Conflict):
        hall.scan(12, "in", nonce="same")


def test_uploads_in_any_order_make_the_same_stay(hall: Hall) -> None:
    hall.scan(40, "in")
    hall.scan(0, "in", stored=70)
    hall.scan(30, "out", stored=70)
    assert hall.minutes() == 50


def test_an_undone_exit_never_happened(hall: Hall, store: Store) -> None:
    hall.scan(0)
    hall.scan(10, "out", nonce="slip")
    for expected in (True, False):
        with store.write() as session:
            undone = undo_scan(session, hall.facts.id, "slip", reason="点错", actor="staff:1", now=OPENING)
        assert undone is expected
    assert hall.minutes() == 60
    assert hall.scan(50, "out").verdict is Verdict.LEFT


def test_undoing_the_first_scan_takes_the_head_back(hall: Hall, store: Store, cast: Cast, month: Month) -> None:
    hall.scan(0, nonce="first")
    hall.scan(10, "out")
    with store.write() as session:
        assert undo_scan(session, hall.facts.id, "first", reason="认错人", actor="staff:1", now=OPENING)
        assert figure(session, month, cast.town, "attendance") == 0
    assert hall.minutes() == 0
    assert hall.scan(30).verdict is Verdict.ACCEPTED
    assert hall.minutes() == 30


def test_a_refused_scan_cannot_be_undone_nor_one_that_never_was(hall: Hall, store: Store) -> None:
    hall.scan(5, "out", nonce="refused")
    with store.write() as session:
        with pytest.raises(Conflict):
            undo_scan(session, hall.facts.id, "refused", reason="点错", actor="staff:1", now=OPENING)
        with pytest.raises(NotFound):
            undo_scan(session, hall.facts.id, "never", reason="点错", actor="staff:1", now=OPENING)
        with pytest.raises(Invalid):
            undo_scan(session, hall.facts.id, "refused", reason=" ", actor="staff:1", now=OPENING)


def test_the_shortest_stay_decides_about_certificates(hall: Hall, store: Store) -> None:
    later = OPENING + timedelta(hours=5)

    def is_enough() -> bool:
        with store.read() as session:
            return stayed_long_enough(session, hall.facts.id, hall.person_id, now=later)

    assert not is_enough()
    hall.scan(0)
    hall.scan(29, "out")
    assert not is_enough()
    hall.scan(50)
    assert is_enough()


def test_who_is_entered_afterwards_stayed_from_the_time_noted(store: Store, cast: Cast, month: Month) -> None:
    hall = Hall(store, cast, month, DoorSettings())
    late = OPENING + timedelta(days=2)
    scan = NewScan(nonce="late", person_id=hall.person_id, door=Door.HELPER, scanned_at=late, reason="现场有签名")
    with store.write() as session:
        record_scan(session, hall.facts.id, scan, actor="staff:1", now=late)
    assert hall.minutes(at=5000) == 0  # noted at the end: nobody knows since when


def test_each_day_of_a_long_session_has_its_own_stay(store: Store, cast: Cast, month: Month) -> None:
    hall = Hall(store, cast, month, ends_at=OPENING + timedelta(days=1, hours=1))
    hall.scan(0)
    hall.scan(30, "out")
    hall.scan(24 * 60 + 20)
    assert hall.minutes(at=3000) == 30 + 40
    assert hall.inside(24 * 60 + 30) == 1


def test_a_session_may_count_a_head_once_for_all_its_days(store: Store, cast: Cast, month: Month) -> None:
    whole = DoorSettings(counts_each_day=False)
    hall = Hall(store, cast, month, whole, ends_at=OPENING + timedelta(days=2))
    verdicts = [hall.scan(minute).verdict for minute in (0, 24 * 60, 48 * 60)]
    assert verdicts == [Verdict.ACCEPTED, Verdict.ALREADY_IN, Verdict.ALREADY_IN]
    with store.read() as session:
        assert figure(session, month, cast.town, "attendance") == 1


def test_the_rule_of_days_stands_once_somebody_came(hall: Hall, store: Store) -> None:
    hall.scan(0)
    with store.write() as session, pytest.raises(Conflict):
        change_door(session, hall.facts.id, msgspec.structs.replace(TAKES_EXITS, counts_each_day=False))


@pytest.mark.parametrize(
    "changes",
    [
        {"code_interval_s": 5}, {"tolerance_min": -1}, {"radius_m": 1}, {"latitude": 31.0}, {"shared_device_at": 0},
        {"latitude": 91.0, "longitude": 0.0}, {"blocks": ("old_code",)}, {"blocks": ("far",)},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(hall: Hall, store: Store, changes: dict[str, object]) -> None:
    with store.write() as session, pytest.raises(Invalid):
        change_door(session, hall.facts.id, msgspec.structs.replace(TAKES_EXITS, **changes))


def test_a_scan_with_everything_costs_no_more_statements(hall: Hall, store: Store, cast: Cast, month: Month) -> None:
    counts = []
    for way, minute in (("in", 0), ("out", 10), ("in", 20)):
        scan = NewScan(
            nonce=f"s{minute}", person_id=hall.person_id, door=Door.SCAN, scanned_at=OPENING + timedelta(minutes=minute),
            direction=Direction.EXIT if way == "out" else Direction.ENTRY, device_hash="d" * 64, gate_id=99,
        )  # fmt: skip
        with store.write() as session, statement_counter(store) as sent:
            record_scan(session, hall.facts.id, scan, actor="person:1", now=scan.scanned_at)
            counts.append(len(sent))
    assert counts[0] <= 7
    assert max(counts[1:]) <= 3
