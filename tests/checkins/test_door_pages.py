"""Rotating codes, waiting for the opening, leaving, the own code: on a phone, without script."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.activities import DoorSettings, SessionFacts, change_door, load_facts, renew_codes
from quizapp.checkins import Scan, code_now, gate_figures, person_of_code, revoke_code, set_gates
from quizapp.checkins.rotating import screen_key
from quizapp.db import Store
from quizapp.settings import Settings
from tests.checkins.test_phone_pages import _become_known, _nonce
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.month import Month, figure, plan_session
from tests.support.visitor import Visitor

ROTATING = DoorSettings(code_interval_s=15)


def _plan(store: Store, cast: Cast, month: Month, door: DoorSettings, **plan: Any) -> SessionFacts:
    with store.write() as session:
        planned = plan_session(session, month, cast.hongxing, title="避险逃生演练", **plan)
        return change_door(session, planned.id, door)


@pytest.fixture
def hall(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A session with a code that changes every fifteen seconds."""
    return _plan(store, cast, month, ROTATING)


@pytest.fixture
def key(settings: Settings) -> bytes:
    """The installation's key of the door."""
    return settings.key_for("checkin")


def _scan(client: Visitor, facts: SessionFacts, key: bytes, clock: FakeClock) -> Any:
    return client.get(f"/s/{facts.code}?k={code_now(facts, key, clock()).token}")


def _press(client: Visitor, facts: SessionFacts, **data: str) -> str:
    return client.post(
        f"/s/{facts.code}", data={"nonce": data.pop("nonce", "first"), **data}, follow_redirects=True
    ).text


def test_a_code_is_exchanged_at_once_and_the_address_forgets_it(
    client: Visitor, hall: SessionFacts, key: bytes, clock: FakeClock
) -> None:
    answer = _scan(client, hall, key, clock)
    assert (answer.status_code, answer.location) == (303, f"/s/{hall.code}")
    assert client.get_cookie(f"ticket-{hall.id}") is not None


def test_behind_https_the_ticket_is_bound_to_this_host(
    app: Flask, client: Visitor, hall: SessionFacts, key: bytes, clock: FakeClock
) -> None:
    services = app.extensions["quizapp"]
    app.extensions["quizapp"] = replace(services, settings=replace(services.settings, secure_cookies=True))
    answer = client.get(f"/s/{hall.code}?k={code_now(hall, key, clock()).token}", base_url="https://localhost")
    ticket = next(each for each in answer.headers.getlist("Set-Cookie") if "ticket" in each)
    assert ticket.startswith(f"__Host-ticket-{hall.id}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in ticket.split(";")}
    assert "Domain" not in ticket
    assert "可以签到" in client.get(f"/s/{hall.code}", base_url="https://localhost").text, "and it is read again"


def test_a_ticket_opens_no_other_door(
    client: Visitor, store: Store, cast: Cast, month: Month, hall: SessionFacts, key: bytes, clock: FakeClock
) -> None:
    """The path does not keep it there, so the signature has to."""
    other = _plan(store, cast, month, ROTATING)
    _scan(client, hall, key, clock)
    ticket = client.get_cookie(f"ticket-{hall.id}")
    assert ticket is not None
    client.set_cookie(f"ticket-{other.id}", ticket.value)
    assert "可以签到" not in client.get(f"/s/{other.code}").text


def test_a_slow_typist_is_not_refused(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _scan(client, hall, key, clock)
    assert "填写姓名，签到" in client.get(f"/s/{hall.code}").text
    clock.advance(minutes=9)
    _become_known(store, client, month, cast, clock)
    assert 'data-verdict="done"' in _press(client, hall)
    with store.read() as session:
        noted = session.scalars(select(Scan)).one().evidence
    assert noted is not None
    assert noted["ticket_age_s"] == 540


def test_without_a_code_the_page_asks_for_it(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    page = client.get(f"/s/{hall.code}").text
    assert "请扫现场大屏上的码" in page
    assert 'name="nonce"' not in page
    assert 'data-verdict="refused"' in _press(client, hall)
    with store.read() as session:
        assert session.scalars(select(Scan.verdict)).all() == ["wrong_code"]


def test_the_characters_can_be_typed(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    readable = code_now(hall, key, clock()).readable.lower()
    assert client.get(f"/s/{hall.code}?k={readable[:3]}%20{readable[3:]}").status_code == 303
    assert "可以签到" in client.get(f"/s/{hall.code}").text
    both = client.get("/s", query_string={"code": f"{hall.code} {readable}"})
    assert both.location == f"/s/{hall.code}?k={readable.upper()}"


@pytest.mark.parametrize(("seconds", "said"), [(31, "这个码已经换新"), (-16, "这个码不对")])
def test_an_old_code_and_a_later_one_are_told_kindly(
    client: Visitor, clock: FakeClock, hall: SessionFacts, key: bytes, seconds: int, said: str
) -> None:
    clock.now = clock.now.replace(second=0)
    token = code_now(hall, key, clock()).token
    clock.advance(seconds=seconds)
    answer = client.get(f"/s/{hall.code}?k={token}")
    assert answer.status_code == 409
    assert said in answer.text


def test_an_old_code_does_not_take_a_good_ticket_away(
    client: Visitor, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    token = code_now(hall, key, clock()).token
    client.get(f"/s/{hall.code}?k={token}")
    clock.advance(minutes=2)
    assert client.get(f"/s/{hall.code}?k={token}").status_code == 303
    assert "可以签到" in client.get(f"/s/{hall.code}").text


def test_a_ticket_is_worth_nothing_on_another_phone(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _scan(client, hall, key, clock)
    ticket = client.get_cookie(f"ticket-{hall.id}")
    assert ticket is not None
    friend = client.application.test_client()
    assert isinstance(friend, Visitor)
    _become_known(store, friend, month, cast, clock)
    friend.set_cookie(f"ticket-{hall.id}", ticket.value)
    assert 'data-verdict="refused"' in _press(friend, hall)
    with store.read() as session:
        evidence = session.scalars(select(Scan.evidence)).one()
    assert evidence is not None
    assert evidence["doubts"] == ["foreign_ticket"]


def test_who_is_in_is_told_so_without_any_code(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    _scan(client, hall, key, clock)
    _press(client, hall)
    clock.advance(minutes=30)
    assert "您已签到" in client.get(f"/s/{hall.code}").text
    assert 'data-verdict="again"' in _press(client, hall, nonce="second")


def test_a_check_in_with_a_rotating_code_costs_no_more(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    with statement_counter(store) as exchange:
        _scan(client, hall, key, clock)
    assert len(exchange) == 1, str(exchange)
    with statement_counter(store) as sent:
        client.post(f"/s/{hall.code}", data={"nonce": "first"})
    assert len(sent) <= 8, str(sent)


def test_a_screen_shows_the_code_of_now_and_no_other(
    client: Visitor, hall: SessionFacts, key: bytes, clock: FakeClock
) -> None:
    base = f"/s/{hall.code}/screen/{screen_key(hall, key)}"
    shown = code_now(hall, key, clock())
    page = client.get(base)
    assert shown.readable in page.text
    told = client.get(f"{base}/now")
    assert told.json is not None
    assert told.headers["Cache-Control"] == "no-store"
    assert (told.json["readable"], told.json["is_rotating"], told.json["heads"]) == (shown.readable, True, None)
    assert 0 < told.json["ends_in_ms"] <= 15_000
    later = code_now(hall, key, shown.changes_at)
    assert later.readable not in page.text + told.text
    assert later.token not in page.text + told.text
    clock.now = shown.changes_at
    again = client.get(f"{base}/now").json
    assert again is not None
    assert again["readable"] == later.readable


def test_two_screens_and_a_restarted_server_show_the_same_code(client: Visitor, hall: SessionFacts, key: bytes) -> None:
    base = f"/s/{hall.code}/screen/{screen_key(hall, key)}/now"
    other = client.application.test_client()
    assert client.get(base).json == other.get(base).json


def test_a_screen_counts_when_asked(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    _scan(client, hall, key, clock)
    _press(client, hall)
    told = client.get(f"/s/{hall.code}/screen/{screen_key(hall, key)}/now?count=1").json
    assert told is not None
    assert told["heads"] == 1


def test_renewing_shuts_screens_codes_and_tickets(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    old_screen, old_token = screen_key(hall, key), code_now(hall, key, clock()).token
    _scan(client, hall, key, clock)
    with store.write() as session:
        renew_codes(session, hall.id)
    assert client.get(f"/s/{hall.code}/screen/{old_screen}").status_code == 404
    assert client.get(f"/s/{hall.code}?k={old_token}").status_code == 409
    assert 'data-verdict="refused"' in _press(client, hall)


def test_the_console_opens_the_screen(client: Visitor, cast: Cast, hall: SessionFacts, key: bytes) -> None:
    client.sign_in(cast.alice)
    answer = client.get(f"/console/sessions/{hall.id}/screen?count=1")
    assert answer.location == f"/s/{hall.code}/screen/{screen_key(hall, key)}?count=1"
    page = client.get(f"/console/sessions/{hall.id}").text
    assert "打开大屏" in page
    assert "qr.png" not in page


def test_too_early_the_page_waits_for_the_opening(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    facts = _plan(store, cast, month, DoorSettings())
    _become_known(store, client, month, cast, clock)
    clock.now = facts.opens_at - timedelta(seconds=90)
    page = client.get(f"/s/{facts.code}").text
    assert 'data-opens-in="90"' in page
    assert '<noscript><meta http-equiv="refresh" content="91">' in page
    nonce = _nonce(page)
    clock.now = facts.opens_at
    assert 'data-verdict="done"' in _press(client, facts, nonce=nonce)


def test_a_ticket_taken_early_is_good_at_the_opening(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    clock.now = hall.opens_at - timedelta(minutes=25)
    _scan(client, hall, key, clock)
    assert 'data-opens-in="1500"' in client.get(f"/s/{hall.code}").text
    clock.now = hall.opens_at + timedelta(seconds=2)
    assert 'data-verdict="done"' in _press(client, hall)


def test_the_tolerance_is_taken_and_noted(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    facts = _plan(store, cast, month, DoorSettings(tolerance_min=10))
    _become_known(store, client, month, cast, clock)
    clock.now = facts.closes_at + timedelta(minutes=10)
    assert 'data-verdict="done"' in _press(client, facts)
    with store.read() as session:
        evidence = session.scalars(select(Scan.evidence)).one()
    assert evidence is not None
    assert evidence["doubts"] == ["outside_window"]


def test_leaving_and_coming_back(client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock) -> None:
    facts = _plan(store, cast, month, DoorSettings(takes_exits=True))
    _become_known(store, client, month, cast, clock)
    _press(client, facts, nonce="in")
    assert "签退" in client.get(f"/s/{facts.code}").text
    clock.advance(minutes=20)
    left = _press(client, facts, nonce="out", direction="exit")
    assert all(word in left for word in ('data-verdict="done"', "已签退", "2026-06-16 10:20"))
    assert "您已签退：2026-06-16 10:20" in client.get(f"/s/{facts.code}").text
    clock.advance(minutes=10)
    assert "欢迎回来" in _press(client, facts, nonce="back")
    with store.read() as session:
        assert figure(session, month, cast.hongxing, "attendance") == 1


def test_only_people_of_the_hosts_may_come_where_it_says_so(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    with store.write() as session:
        planned = plan_session(session, month, cast.sister_town)
        facts = change_door(session, planned.id, DoorSettings(host_units_only=True))
        joint = plan_session(session, month, cast.sister_town, joint=(cast.town,))
        both = change_door(session, joint.id, DoorSettings(host_units_only=True))
    _become_known(store, client, month, cast, clock)
    assert "走错了场次" in _press(client, facts)
    assert 'data-verdict="done"' in _press(client, both)


def test_distance_is_noted_and_the_place_is_not(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    facts = _plan(store, cast, month, DoorSettings(latitude=31.2304, longitude=121.4737))
    _become_known(store, client, month, cast, clock)
    assert "data-locate" in client.get(f"/s/{facts.code}").text
    assert 'data-verdict="done"' in _press(client, facts, lat="31.2404", lon="121.4737", acc="25.4")
    with store.read() as session:
        evidence = session.scalars(select(Scan.evidence)).one()
    assert evidence is not None
    assert 1100 < evidence["distance_m"] < 1125
    assert (evidence["accuracy_m"], evidence["doubts"]) == (25, ["far"])
    assert "31.24" not in str(evidence)


@pytest.mark.parametrize("lat", ["", "nan", "inf", "91", "x" * 500])
def test_an_impossible_place_is_no_place(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, lat: str
) -> None:
    facts = _plan(store, cast, month, DoorSettings(latitude=31.2304, longitude=121.4737))
    _become_known(store, client, month, cast, clock)
    assert 'data-verdict="done"' in _press(client, facts, lat=lat, lon="121.4", acc="-1")


def test_a_session_may_refuse_who_is_far(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    facts = _plan(store, cast, month, DoorSettings(latitude=31.0, longitude=121.0, blocks=("far",)))
    _become_known(store, client, month, cast, clock)
    refused = _press(client, facts, lat="32", lon="121", acc="10")
    assert all(word in refused for word in ('data-verdict="refused"', "请到签到处"))
    assert 'data-verdict="done"' in _press(client, facts, nonce="near", lat="31", lon="121", acc="10")


def test_a_posters_gate_is_noted(client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock) -> None:
    facts = _plan(store, cast, month, DoorSettings())
    with store.write() as session:
        (gate,) = set_gates(session, facts.id, ["东门"], now=clock())
    _become_known(store, client, month, cast, clock)
    assert f'name="g" value="{gate.id}"' in client.get(f"/s/{facts.code}?g={gate.id}").text
    _press(client, facts, g=str(gate.id))
    with store.read() as session:
        assert [(each.name, each.first_here) for each in gate_figures(session, facts.id)] == [("东门", 1)]


def _own_code(page: str) -> str:
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))


def test_everybody_has_a_code_of_ones_own(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    assert client.get("/c/dm2026/me/code").location.endswith("/c/dm2026/me?next=/c/dm2026/me/code")
    _become_known(store, client, month, cast, clock)
    page = client.get("/c/dm2026/me/code").text
    with store.read() as session:
        facts = load_facts(session, hall.id)
        assert person_of_code(session, facts, _own_code(page), key=key).name == "张三"
    assert _own_code(client.get("/c/dm2026/me/code").text) == _own_code(page)


def test_a_photographed_code_is_changed_by_its_owner(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    old = _own_code(client.get("/c/dm2026/me/code").text)
    new = _own_code(client.post("/c/dm2026/me/code", follow_redirects=True).text)
    assert new != old
    with store.read() as session:
        states = [person_of_code(session, hall, code, key=key).state.value for code in (old, new)]
    assert states == ["revoked", "good"]


def test_what_staff_took_back_its_owner_cannot_renew(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, hall: SessionFacts, key: bytes
) -> None:
    _become_known(store, client, month, cast, clock)
    old = _own_code(client.get("/c/dm2026/me/code").text)
    with store.write() as session:
        person_id = person_of_code(session, hall, old, key=key).person_id
        assert person_id is not None
        revoke_code(session, person_id, reason="冒用", actor="staff:1", now=clock())
    page = client.get("/c/dm2026/me/code").text
    assert "请到签到处报姓名" in page
    assert client.post("/c/dm2026/me/code").status_code == 403
