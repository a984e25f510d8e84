"""Check-in as JSON: batches that may be sent again, and the state of a session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.activities import DoorSettings, SessionFacts, change_door
from quizapp.checkins import Scan, set_gates
from quizapp.db import Store
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, add_person, figure, plan_session
from tests.support.visitor import Visitor


@pytest.fixture
def door(client: Visitor, store: Store, cast: Cast, month: Month) -> tuple[SessionFacts, list[int]]:
    """A session of 东明镇, two villagers; the helper is signed in."""
    client.sign_in(cast.bob)
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        return facts, [add_person(session, month, cast.hongxing, name).id for name in ("张三", "李四")]


def _scan(person_id: int, nonce: str, at: datetime = OPENING, **more: Any) -> dict[str, Any]:
    return {"nonce": nonce, "person_id": person_id, "scanned_at": at.isoformat(), **more}


def _send(client: Visitor, facts: SessionFacts, *scans: dict[str, Any], sent_at: datetime = OPENING) -> Any:
    body = {"sent_at": sent_at.isoformat(), "scans": list(scans)}
    return client.post(f"/api/sessions/{facts.id}/scans", json=body)


def test_it_works(client: Visitor, door: tuple[SessionFacts, list[int]]) -> None:
    facts, (one, two) = door
    answer = _send(client, facts, _scan(one, "nonce-001"), _scan(two, "nonce-002")).json
    assert [each["verdict"] for each in answer["results"]] == ["accepted", "accepted"]
    assert answer["heads"] == 2


def test_the_same_batch_again_gives_the_same_answers(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, door: tuple[SessionFacts, list[int]]
) -> None:
    facts, (one, two) = door
    scans = (_scan(one, "nonce-001"), _scan(two, "nonce-002"))
    first = _send(client, facts, *scans).json
    clock.advance(minutes=30)
    assert _send(client, facts, *scans).json["results"] == first["results"]
    with store.read() as session:
        assert figure(session, month, cast.county, "attendance") == 2


def test_a_nonce_used_for_somebody_else_is_named_and_the_rest_goes_on(
    client: Visitor, door: tuple[SessionFacts, list[int]]
) -> None:
    facts, (one, two) = door
    answer = _send(client, facts, _scan(one, "nonce-001"), _scan(two, "nonce-001"), _scan(two, "nonce-002")).json
    assert [each["verdict"] for each in answer["results"]] == ["accepted", "conflict", "accepted"]


def test_scans_made_offline_are_judged_by_their_own_time_and_the_servers_clock(
    client: Visitor, cast: Cast, clock: FakeClock, door: tuple[SessionFacts, list[int]]
) -> None:
    facts, (one, _two) = door
    wrong = timedelta(hours=7)  # the device's clock is ahead
    clock.advance(hours=12)
    client.sign_in(cast.bob)  # his session has ended meanwhile
    answer = _send(client, facts, _scan(one, "nonce-001", OPENING + wrong), sent_at=clock() + wrong)
    result = answer.json["results"][0]
    assert result["verdict"] == "accepted"
    assert datetime.fromisoformat(result["arrived_at"]) == OPENING


def test_people_a_helper_may_not_know_are_unknown(
    client: Visitor, store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, list[int]]
) -> None:
    facts, _people = door
    with store.write() as session:
        stranger = add_person(session, month, cast.sister_town).id
    answer = _send(client, facts, _scan(stranger, "nonce-001"), _scan(99_999, "nonce-002")).json
    assert [each["verdict"] for each in answer["results"]] == ["unknown_person", "unknown_person"]


def test_a_time_without_zone_is_refused(client: Visitor, door: tuple[SessionFacts, list[int]]) -> None:
    facts, (one, _two) = door
    body = {"sent_at": "2026-06-16T10:00:00", "scans": [_scan(one, "nonce-001")]}
    assert client.post(f"/api/sessions/{facts.id}/scans", json=body).status_code == 422


def test_the_state_holds_the_live_numbers(client: Visitor, door: tuple[SessionFacts, list[int]]) -> None:
    facts, (one, _two) = door
    _send(client, facts, _scan(one, "nonce-001"))
    state = client.get(f"/api/sessions/{facts.id}").json
    assert (state["heads"], state["by_source"], state["is_held"]) == (1, {"helper": 1}, True)


def test_a_client_that_timed_out_asks_what_became_of_its_scan(
    client: Visitor, door: tuple[SessionFacts, list[int]]
) -> None:
    facts, (one, _two) = door
    _send(client, facts, _scan(one, "nonce-001"))
    found = client.get(f"/api/sessions/{facts.id}/scans/nonce-001")
    assert found.json["verdict"] == "accepted"
    assert datetime.fromisoformat(found.json["arrived_at"]) == OPENING
    assert client.get(f"/api/sessions/{facts.id}/scans/nonce-404").status_code == 404


def test_gates_exits_and_clocks_are_kept(
    client: Visitor, store: Store, clock: FakeClock, door: tuple[SessionFacts, list[int]]
) -> None:
    facts, (one, _two) = door
    with store.write() as session:
        change_door(session, facts.id, DoorSettings(takes_exits=True))
        (gate,) = set_gates(session, facts.id, ["东门"], now=OPENING)
        gate_id = gate.id
    clock.advance(minutes=5)
    ahead = timedelta(minutes=10)
    scans = (
        _scan(one, "nonce-001", OPENING + ahead, gate_id=gate_id),
        _scan(one, "nonce-002", OPENING + ahead + timedelta(minutes=4), gate_id=gate_id, direction="exit"),
    )
    answer = _send(client, facts, *scans, sent_at=clock() + ahead).json
    assert [each["verdict"] for each in answer["results"]] == ["accepted", "left"]
    with store.read() as session:
        kept = session.execute(select(Scan.clock_offset_s, Scan.gate_id, Scan.is_late).order_by(Scan.id)).all()
    assert [tuple(row) for row in kept] == [(600, gate_id, True), (600, gate_id, False)]
