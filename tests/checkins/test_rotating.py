"""Rotating codes: what a code is worth at which moment, and a hall of honest people with every clock wrong."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.activities import DoorSettings, SessionFacts
from quizapp.checkins import CodeState, check_code, code_now
from quizapp.checkins.rotating import is_screen_key, read_ticket, screen_key, sign_ticket
from tests.support.clock import OPENING

KEY = b"k" * 32
PHONE = "a" * 64


def _facts(interval_s: int = 15, session_id: int = 7, code_round: int = 0) -> SessionFacts:
    return SessionFacts(
        id=session_id, code="ABC34D", activity_id=1, campaign_id=1, campaign_code="dm2026", time_zone="Asia/Shanghai",
        kind="lecture", title="讲座", description="", tags=(), owner_path="/1/", host_unit_id=1, host_name="东明镇",
        host_path="/1/", starts_at=OPENING, ends_at=OPENING + timedelta(hours=1), opens_at=OPENING - timedelta(hours=1),
        closes_at=OPENING + timedelta(hours=2), place="", expected=None, allows_self_check_in=True, held_at=None,
        cancelled_at=None, has_joint_hosts=False, door=DoorSettings(code_interval_s=interval_s, code_round=code_round),
    )  # fmt: skip


FACTS = _facts()
#: A moment at which a step of fifteen seconds begins.
STEP = datetime.fromtimestamp(int(OPENING.timestamp()) // 15 * 15, UTC)


def _after(seconds: float) -> datetime:
    return STEP + timedelta(seconds=seconds)


def _state(said: str, seconds: float, facts: SessionFacts = FACTS) -> CodeState:
    return check_code(facts, KEY, said, _after(seconds)).state


@pytest.mark.parametrize("form", ["token", "readable"])
@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        (-0.1, CodeState.WRONG), (0, CodeState.GOOD), (14.9, CodeState.GOOD), (29.9, CodeState.GOOD),
        (30, CodeState.EXPIRED), (1800, CodeState.EXPIRED), (7200, CodeState.WRONG),
    ],
)  # fmt: skip
def test_a_code_is_good_in_its_step_and_the_next_one(form: str, seconds: float, state: CodeState) -> None:
    assert _state(getattr(code_now(FACTS, KEY, _after(0)), form), seconds) is state


def test_the_code_may_be_typed_as_people_type() -> None:
    readable = code_now(FACTS, KEY, STEP).readable
    assert _state(f" {readable[:3].lower()}-{readable[3:]} ", 1) is CodeState.GOOD


def test_a_code_tells_its_age() -> None:
    ticket = check_code(FACTS, KEY, code_now(FACTS, KEY, STEP).token, _after(20))
    assert (ticket.code_age_s, ticket.code_step) == (20, 1)


def test_codes_of_other_sessions_keys_and_rounds_are_wrong() -> None:
    token = code_now(FACTS, KEY, STEP).token
    for facts, key in ((_facts(session_id=8), KEY), (FACTS, b"x" * 32), (_facts(code_round=1), KEY)):
        assert check_code(facts, key, token, STEP).state is CodeState.WRONG


@given(st.text(max_size=40))
def test_nothing_typed_by_chance_is_good(said: str) -> None:
    assert check_code(FACTS, KEY, said, STEP).state is not CodeState.GOOD


def test_a_ticket_lasts_ten_minutes_however_slowly_somebody_types() -> None:
    ticket = check_code(FACTS, KEY, code_now(FACTS, KEY, STEP).token, STEP)
    text = sign_ticket(FACTS, KEY, ticket, PHONE)
    states = [read_ticket(FACTS, KEY, text, PHONE, STEP + timedelta(seconds=s)).state for s in (0, 599, 600, 601)]
    assert states == [CodeState.GOOD, CodeState.GOOD, CodeState.GOOD, CodeState.EXPIRED]


def test_a_ticket_is_for_one_phone_and_one_round() -> None:
    text = sign_ticket(FACTS, KEY, check_code(FACTS, KEY, code_now(FACTS, KEY, STEP).token, STEP), PHONE)
    other = read_ticket(FACTS, KEY, text, "b" * 64, STEP)
    assert (other.state, other.is_foreign) == (CodeState.WRONG, True)
    assert read_ticket(_facts(code_round=1), KEY, text, PHONE, STEP).state is CodeState.WRONG


@given(st.text(max_size=80))
def test_a_forged_ticket_is_worth_nothing(text: str) -> None:
    assert read_ticket(FACTS, KEY, text, PHONE, STEP).state is CodeState.WRONG


def test_who_scanned_shortly_before_the_opening_has_ten_minutes_after_it() -> None:
    early = FACTS.opens_at - timedelta(minutes=20)
    ticket = check_code(FACTS, KEY, code_now(FACTS, KEY, early).token, early)
    text = sign_ticket(FACTS, KEY, ticket, PHONE)
    assert read_ticket(FACTS, KEY, text, PHONE, FACTS.opens_at + timedelta(minutes=9)).state is CodeState.GOOD
    assert read_ticket(FACTS, KEY, text, PHONE, FACTS.opens_at + timedelta(minutes=11)).state is CodeState.EXPIRED


def test_who_scanned_the_evening_before_scans_again() -> None:
    early = FACTS.opens_at - timedelta(hours=14)
    ticket = check_code(FACTS, KEY, code_now(FACTS, KEY, early).token, early)
    text = sign_ticket(FACTS, KEY, ticket, PHONE)
    assert read_ticket(FACTS, KEY, text, PHONE, FACTS.opens_at).state is CodeState.EXPIRED


def test_a_screens_address_is_ours_and_of_this_round() -> None:
    key = screen_key(FACTS, KEY)
    assert is_screen_key(FACTS, KEY, key)
    assert not is_screen_key(_facts(code_round=1), KEY, key)
    assert not is_screen_key(FACTS, KEY, key[:-1])


#: (interval, screens, presenter's clock is off by seconds): where others refuse up to everybody.
HALLS = [
    (15, 1, 0), (15, 2, 0), (15, 3, 0), (15, 1, -20), (15, 1, 40), (10, 3, 3600), (30, 2, -86400), (60, 5, 7), (120, 3, 0),
]  # fmt: skip


@pytest.mark.parametrize(("interval_s", "screens", "clock_off_s"), HALLS)
def test_no_honest_scan_is_refused(interval_s: int, screens: int, clock_off_s: int) -> None:
    """Screens ask at their own moments and hide a code at its end by their own count of seconds, not by their clock.

    ``clock_off_s`` is how wrong the clocks of screens and phones are: nobody reads them, so it may be anything.
    """
    dice, facts = random.Random(f"{interval_s}/{screens}/{clock_off_s}"), _facts(interval_s)
    refused = 0
    for _ in range(2000):
        asked = OPENING + timedelta(seconds=dice.uniform(0, 3600))
        shown = code_now(facts, KEY, asked)
        answer_took = dice.uniform(0, 1.0)  # the screen shows it from then on
        stays = (shown.changes_at - asked).total_seconds() + 1.5  # counted from the answer: see screen.ts
        lifted = answer_took + dice.uniform(0, stays)
        loading = min(
            dice.expovariate(1 / 1.5), interval_s - 4
        )  # a slow network, from the camera's click to our server
        said = dice.choice([shown.token, shown.readable]) if loading < interval_s / 2 else shown.token
        ticket = check_code(facts, KEY, said, asked + timedelta(seconds=lifted + loading))
        refused += ticket.state is not CodeState.GOOD
    assert refused == 0


def test_the_simulation_would_notice_a_code_without_its_second_step() -> None:
    """The twin: with the present step alone a good part of the same people would be turned away."""
    dice, refused = random.Random(1), 0
    for _ in range(2000):
        asked = OPENING + timedelta(seconds=dice.uniform(0, 3600))
        shown = code_now(FACTS, KEY, asked)
        scanned = asked + timedelta(seconds=dice.uniform(0, (shown.changes_at - asked).total_seconds()) + 1.5)
        ticket = check_code(FACTS, KEY, shown.token, scanned)
        refused += ticket.code_step != 0
    assert refused > 100


def test_a_screen_never_knows_a_later_code() -> None:
    """What is sent at one moment is good now and dead two steps later: nothing in it outlives that."""
    shown = code_now(FACTS, KEY, STEP)
    assert shown.changes_at == _after(15)
    later = {code_now(FACTS, KEY, _after(15 * step)).token for step in range(1, 50)}
    assert shown.token not in later
    assert len(later) == 49


def test_a_static_session_stays_static() -> None:
    assert not replace(FACTS, door=msgspec.structs.replace(FACTS.door, code_interval_s=0)).door.rotates
