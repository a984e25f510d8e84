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
    by_head,
    count_inside,
    desk_rows,
    list_arrivals,
    record_scan,
    stayed_long_enough,
    stayed_minutes,
    stays_of,
    undo_scan,
)
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.people import Person, remember_device
from tests.contests.makers import hold_phone
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.counting import statement_counter
from tests.support.month import Month, add_person, figure, plan_session
from tests.support.visitor import Visitor

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


ONE_HEAD = DoorSettings(takes_exits=True, counts_each_day=False)
DAY = 24 * 60


def test_a_session_may_count_a_head_once_for_all_its_days(store: Store, cast: Cast, month: Month) -> None:
    """10:00 to 12:00 on three days: one head, each day's presence its own, and nobody inside in the morning."""
    hall = Hall(store, cast, month, ONE_HEAD, ends_at=OPENING + timedelta(days=2, hours=2))
    assert [hall.scan(minute).verdict for minute in (0, 30)] == [Verdict.ACCEPTED, Verdict.ALREADY_IN]
    assert (hall.inside(60), hall.inside(DAY + 10)) == (1, 0)
    assert hall.scan(DAY + 20, "out").verdict is Verdict.NOT_IN, "yesterday's entry is not today's"
    assert hall.scan(DAY + 30).verdict is Verdict.REENTERED
    assert hall.scan(DAY + 60, "out").verdict is Verdict.LEFT
    assert hall.minutes(at=5000) == 120 + 30, "the nights between are nobody's presence"
    with store.read() as session:
        days = stays_of(session, hall.facts, now=OPENING + timedelta(days=4))
        (head,) = by_head(hall.facts, days).values()
        assert [stay.minutes for stay in days.values()] == [120, 30]
        assert (head.minutes, head.entries, head.is_open) == (150, 2, False)
        assert figure(session, month, cast.town, "attendance") == 1


def test_one_night_is_one_day_but_an_afternoon_and_a_morning_are_two(store: Store, cast: Cast, month: Month) -> None:
    evening = OPENING + timedelta(hours=10)  # 20:00
    night = Hall(store, cast, month, ONE_HEAD, starts_at=evening, ends_at=evening + timedelta(hours=10))
    night.scan(600)
    assert night.scan(600 + 300, "out").verdict is Verdict.LEFT, "past midnight it is the same night"
    assert (night.minutes(at=5000), len(night.facts.days)) == (300, 1)
    long = Hall(store, cast, month, ONE_HEAD, starts_at=OPENING, ends_at=OPENING + timedelta(hours=23))
    long.scan(0)
    assert (long.minutes(at=5000), len(long.facts.days)) == (14 * 60, 2), (
        "cut at midnight, the next day asks for an entry"
    )


def test_a_phone_is_asked_again_on_the_next_day(
    store: Store, cast: Cast, month: Month, client: Visitor, clock: FakeClock
) -> None:
    """A code read yesterday is not enough where codes rotate; the desk shows who has not come today."""
    door = DoorSettings(counts_each_day=False, code_interval_s=15)
    hall = Hall(store, cast, month, door, ends_at=OPENING + timedelta(days=1, hours=2))
    hall.scan(0)
    with store.write() as session:
        remember_device(session, session.get_one(Person, hall.person_id), hold_phone(client, "NOPE"), now=clock())
    assert "您已签到" in client.get(f"/s/{hall.facts.code}").text
    clock.now = OPENING + timedelta(days=1)
    page = client.get(f"/s/{hall.facts.code}").text
    assert "请扫现场大屏上的码" in page
    assert "您已签到" not in page
    with store.read() as session:
        (row,) = desk_rows(session, hall.facts, "", paths=[cast.town.path], limit=9, now=clock.now)
        assert row.left_at == OPENING + timedelta(hours=2)
    hall.scan(DAY)
    with store.read() as session:
        (row,) = desk_rows(session, hall.facts, "", paths=[cast.town.path], limit=9, now=clock.now)
        assert row.left_at is None


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
