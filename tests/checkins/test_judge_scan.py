"""What a scan means, without a database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.checkins import Door, Verdict, corrected_time, judge_scan
from quizapp.checkins.rotating import CodeState
from quizapp.checkins.rules import Direction, Moment, clock_offset, late_arrival, payload_hash
from tests.support.clock import OPENING

OPENS, CLOSES = OPENING - timedelta(hours=1), OPENING + timedelta(hours=2)


def _moment(**changes: object) -> Moment:
    values: dict[str, object] = {
        "at": OPENING, "opens_at": OPENS, "closes_at": CLOSES, "is_cancelled": False, "allows_self": True,
        "is_known": True, "is_in": False,
    }  # fmt: skip
    return Moment(**(values | changes))  # type: ignore[arg-type]


def _judge(door: Door = Door.SCAN, late: bool = False, **changes: object) -> Verdict:
    return judge_scan(_moment(**changes), door=door, may_be_late=late)


def test_it_works() -> None:
    assert _judge() is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (OPENS - timedelta(seconds=1), Verdict.NOT_OPEN_YET),
        (OPENS, Verdict.ACCEPTED),
        (CLOSES, Verdict.ACCEPTED),
        (CLOSES + timedelta(seconds=1), Verdict.CLOSED),
    ],
)
def test_the_window_includes_both_ends(at: object, verdict: Verdict) -> None:
    assert _judge(at=at) is verdict


def test_who_is_in_is_told_so_even_after_closing() -> None:
    assert _judge(at=CLOSES + timedelta(days=1), is_in=True) is Verdict.ALREADY_IN


def test_who_is_in_is_told_so_even_where_self_check_in_was_switched_off() -> None:
    assert _judge(is_in=True, allows_self=False) is Verdict.ALREADY_IN


def test_a_cancelled_session_takes_nobody() -> None:
    assert _judge(is_cancelled=True, is_in=True) is Verdict.CANCELLED
    assert _judge(Door.HELPER, late=True, is_cancelled=True) is Verdict.CANCELLED


def test_an_unknown_person_is_not_let_in() -> None:
    assert _judge(is_known=False) is Verdict.UNKNOWN_PERSON


def test_self_check_in_can_be_switched_off_while_helpers_go_on() -> None:
    assert _judge(allows_self=False) is Verdict.SELF_NOT_ALLOWED
    assert _judge(Door.HELPER, allows_self=False) is Verdict.ACCEPTED


def test_staff_with_a_reason_enter_people_late() -> None:
    assert _judge(Door.HELPER, late=True, at=CLOSES + timedelta(days=3)) is Verdict.ACCEPTED
    assert _judge(Door.HELPER, late=False, at=CLOSES + timedelta(days=3)) is Verdict.CLOSED


def test_a_device_clock_that_is_wrong_is_wrong_twice() -> None:
    fast = timedelta(hours=3)
    scanned, sent, now = OPENING + fast, OPENING + fast + timedelta(minutes=10), OPENING + timedelta(minutes=10)
    assert corrected_time(scanned, sent, now) == OPENING


def test_a_scan_is_never_in_the_future() -> None:
    assert corrected_time(OPENING + timedelta(hours=1), OPENING, OPENING) == OPENING


def test_a_late_entry_is_noted_inside_the_session() -> None:
    end = OPENING + timedelta(hours=1)
    assert late_arrival(end + timedelta(days=1), OPENING, end) == end
    assert late_arrival(OPENING - timedelta(days=1), OPENING, end) == OPENING


def test_a_hash_tells_where_one_part_ends() -> None:
    assert payload_hash("ab", "c") != payload_hash("a", "bc")
    assert payload_hash(None) != payload_hash("None")


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"is_in": True, "takes_exits": True}, Verdict.LEFT),
        ({"is_in": True}, Verdict.EXITS_NOT_TAKEN),
        ({"takes_exits": True}, Verdict.NOT_IN),
        ({"is_in": True, "is_outside": True, "takes_exits": True}, Verdict.NOT_IN),
        ({"is_in": True, "takes_exits": True, "at": CLOSES + timedelta(days=1)}, Verdict.LEFT),
        ({"is_in": True, "takes_exits": True, "code": CodeState.EXPIRED}, Verdict.EXPIRED_CODE),
        ({"is_in": True, "takes_exits": True, "code": CodeState.WRONG}, Verdict.WRONG_CODE),
    ],
)
def test_leaving(changes: dict[str, object], verdict: Verdict) -> None:
    assert judge_scan(_moment(**changes), door=Door.SCAN, may_be_late=False, direction=Direction.EXIT) is verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, Verdict.REENTERED),
        ({"is_outside": False}, Verdict.ALREADY_IN),
        ({"at": CLOSES + timedelta(seconds=1)}, Verdict.ALREADY_IN),
        ({"code": CodeState.EXPIRED}, Verdict.EXPIRED_CODE),
        ({"code": CodeState.GOOD}, Verdict.REENTERED),
    ],
)
def test_coming_back(changes: dict[str, object], verdict: Verdict) -> None:
    assert _judge(**({"is_in": True, "is_outside": True} | changes)) is verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"code": CodeState.EXPIRED}, Verdict.EXPIRED_CODE),
        ({"code": CodeState.WRONG}, Verdict.WRONG_CODE),
        ({"code": CodeState.REVOKED}, Verdict.REVOKED_CODE),
        ({"code": CodeState.WRONG, "is_known": False}, Verdict.WRONG_CODE),
        ({"is_blocked": True}, Verdict.BLOCKED),
        ({"is_blocked": True, "at": OPENS - timedelta(seconds=1)}, Verdict.NOT_OPEN_YET),
        ({"is_blocked": True, "door": Door.HELPER}, Verdict.ACCEPTED),
        ({"is_admitted": False}, Verdict.WRONG_UNIT),
        ({"is_admitted": False, "late": True, "door": Door.HELPER}, Verdict.ACCEPTED),
    ],
)
def test_coming_in_with_a_code_or_a_doubt(changes: dict[str, object], verdict: Verdict) -> None:
    assert _judge(**changes) is verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(("seconds", "is_taken"), [(-121, False), (-120, True), (120, True), (121, False)])
def test_the_tolerance_widens_both_ends(seconds: int, is_taken: bool) -> None:
    border = OPENS if seconds < 0 else CLOSES
    verdict = _judge(at=border + timedelta(seconds=seconds), tolerance=timedelta(minutes=2))
    assert (verdict is Verdict.ACCEPTED) is is_taken


@pytest.mark.parametrize(
    ("ahead", "offset"),
    [(90, 90), (-90, -90), (0, 0), (0.6, 1), (3_000_000_000, 2**31 - 1), (-3_000_000_000, 1 - 2**31)],
)
def test_a_clock_is_off_by_so_much_and_of_another_century_by_the_most(ahead: float, offset: int) -> None:
    assert clock_offset(OPENING + timedelta(seconds=ahead), OPENING) == offset
