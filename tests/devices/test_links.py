"""Links: shown once, opened once, for one session, until they are withdrawn."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from quizapp.db import Store
from quizapp.devices import DeviceRole, DoorDevice, invite_device, redeem_invite, revoke_device, roll_device
from quizapp.errors import Conflict, Invalid, SignInRequired
from tests.devices.conftest import Call, Door, Gadget, add_device, batch, scan
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, plan_session
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes


def test_it_works(client: Visitor, store: Store, cast: Cast, door: Door) -> None:
    """From the organizer's form to a device that knows its session."""
    client.sign_in(cast.alice)
    page = client.post(
        f"/console/sessions/{door.facts.id}/devices", data={"name": "东门 小李", "role": "supervisor", "hours": ""}
    ).text
    secret = page.partition("/door/join#")[2][:26]
    assert "data:image/png;base64," in page
    assert "密码 " in page
    answer = client.post("/api/door/redeem", json={"browser": "test"}, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    assert answer.json["session"]["title"] == door.facts.title
    assert answer.json["device"] == {
        "role": "supervisor", "name": "东门 小李", "state": "active",
        "expires_at": (door.facts.closes_at + timedelta(hours=24)).isoformat().replace("+00:00", "Z"),
    }  # fmt: skip
    with store.read() as session:
        kept = session.scalars(select(DoorDevice)).one()
        assert secret not in {kept.invite_hash, kept.token_hash}
        assert answer.json["token"] != kept.token_hash
    assert secret not in client.get(f"/console/sessions/{door.facts.id}/devices").text


def test_a_link_is_opened_once(store: Store, door: Door) -> None:
    with store.write() as session:
        invite = invite_device(
            session, door.facts, role=DeviceRole.STEWARD, name="东门", hours=2, key=door.keys.door, actor="staff:1",
            now=OPENING,
        )  # fmt: skip
        redeem_invite(session, invite.secret, browser="", now=OPENING)
        with pytest.raises(SignInRequired):
            redeem_invite(session, invite.secret, browser="", now=OPENING)


def test_two_phones_that_open_it_at_the_same_moment_get_one_token(store: Store, door: Door) -> None:
    with store.write() as session:
        invite = invite_device(
            session, door.facts, role=DeviceRole.STEWARD, name="东门", hours=2, key=door.keys.door, actor="staff:1",
            now=OPENING,
        )  # fmt: skip
    gate, tokens = Barrier(4), []

    def open_it() -> None:
        gate.wait()
        try:
            with store.write() as session:
                tokens.append(redeem_invite(session, invite.secret, browser="", now=OPENING).token)
        except SignInRequired:
            pass

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 1


def test_a_link_waits_a_day_and_no_longer_than_its_device(store: Store, door: Door) -> None:
    with store.write() as session:
        short, long = (
            invite_device(
                session, door.facts, role=DeviceRole.STEWARD, name="东门", hours=hours, key=door.keys.door,
                actor="staff:1", now=OPENING,
            )
            for hours in (2, None)
        )  # fmt: skip
        assert short.until == OPENING + timedelta(hours=2)
        assert long.until == OPENING + timedelta(hours=24)
        with pytest.raises(SignInRequired):
            redeem_invite(session, short.secret, browser="", now=OPENING + timedelta(hours=2, seconds=1))
        assert redeem_invite(session, long.secret, browser="", now=OPENING + timedelta(hours=24)).token


def test_a_device_needs_a_name_and_a_session_that_takes_place(
    store: Store, cast: Cast, month: Month, door: Door
) -> None:
    with store.write() as session:
        with pytest.raises(Invalid):
            add_device(session, door.facts, door.keys, name="  ")
        with pytest.raises(Conflict):
            add_device(session, door.facts, door.keys, now=door.facts.closes_at + timedelta(days=2))


def test_only_who_needs_a_pin_gets_one(store: Store, door: Door) -> None:
    with store.write() as session:
        pins = {role: add_device(session, door.facts, door.keys, role).pin for role in DeviceRole}
    assert pins[DeviceRole.STEWARD] == ""
    assert all(len(pins[role]) == 6 and pins[role].isdigit() for role in (DeviceRole.SUPERVISOR, DeviceRole.KIOSK))


def test_a_rolled_device_is_out_until_its_new_link_is_opened(
    store: Store, door: Door, steward: Gadget, call: Call
) -> None:
    with store.write() as session:
        invite = roll_device(session, door.facts.id, steward.device.id, key=door.keys.door, now=OPENING)
    assert call(steward, "people").status_code == 401
    again = call(invite.secret, "redeem", {})
    assert again.status_code == 200
    assert call(again.json["token"], "people").status_code == 200


def test_a_revoked_device_may_only_send_what_it_still_has(
    store: Store, door: Door, steward: Gadget, call: Call, clock: FakeClock
) -> None:
    with store.write() as session:
        assert revoke_device(session, door.facts.id, steward.device.id, actor="staff:1", now=clock.advance(minutes=5))
        assert not revoke_device(session, door.facts.id, steward.device.id, actor="staff:1", now=clock())
    assert call(steward, "people").status_code == 403
    assert call(steward, "counts").status_code == 403
    sent_at = clock.advance(minutes=10)
    early = scan("before-it", OPENING, who=f"p{door.people[0]}", was_offline=True)
    late = scan("after-it", sent_at, who=f"p{door.people[1]}", was_offline=True)
    receipts = call(steward, "scans", batch(early, late, sent_at=sent_at)).json["receipts"]
    assert [(each["outcome"], each["verdict"]) for each in receipts] == [
        ("stored", "accepted"), ("review", "device_revoked"),
    ]  # fmt: skip


def test_a_device_knows_no_other_session(
    store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, call: Call
) -> None:
    with store.write() as session:
        other = plan_session(session, month, cast.sister_town)
        stranger = add_device(session, other, door.keys, name="别处")
    assert call(steward, "scans", batch(scan("nonce-001", who=f"p{door.people[0]}"))).json["receipts"][0]["name"]
    assert call(stranger, "result?nonce=nonce-001").json == {"receipt": None}
    assert call(stranger, "people").json["people"] == []
    foreign = call(stranger, "scans", batch(scan("nonce-002", who=f"p{door.people[1]}"))).json["receipts"][0]
    assert (foreign["outcome"], foreign["verdict"], foreign["name"]) == ("refused", "unknown_person", "")


def test_without_a_good_token_nothing_is_said(client: Visitor, call: Call, door: Door) -> None:
    for path, body in (("status", {}), ("people", None), ("scans", {}), ("counts", None), ("undo", {}), ("redeem", {})):
        assert call("made-up", path, body).status_code == 401, path
        how = {"method": "GET"} if body is None else {"method": "POST", "json": body}
        assert client.open(f"/api/door/{path}", **how).status_code == 401, path


def test_leaving_gives_the_token_back(call: Call, steward: Gadget) -> None:
    assert call(steward, "leave", {}).json == {"done": True}
    assert call(steward, "people").status_code == 401


def test_a_program_rolls_its_own_token(call: Call, steward: Gadget) -> None:
    token = call(steward, "roll", {}).json["token"]
    assert call(steward, "people").status_code == 401
    assert call(token, "people").status_code == 200
