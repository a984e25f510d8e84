"""What devices send: any order, any number of times, and nothing is turned away unfiled."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.activities import DoorSettings, change_door
from quizapp.audit.models import AuditEntry
from quizapp.checkins import Scan, reissue_code, set_gates
from quizapp.db import Store
from quizapp.devices import DoorUpload, count_outcomes, list_reviews
from quizapp.devices.rules import list_key, name_key
from tests.devices.conftest import Call, Door, Gadget, batch, scan
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.counting import statement_counter
from tests.support.month import Month, figure


def _heads(store: Store, month: Month, cast: Cast) -> int:
    with store.read() as session:
        return figure(session, month, cast.county, "attendance")


def _outcomes(answer: Any) -> list[tuple[str, str, str]]:
    return [(each["outcome"], each["verdict"], each["name"]) for each in answer.json["receipts"]]


def test_it_works(store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, call: Call) -> None:
    """By code, from the list, again, and a code of nobody."""
    answer = call(steward, "scans", batch(
        scan("nonce-001", code=door.codes[0], via="camera"), scan("nonce-002", who=f"p{door.people[1]}", via="search"),
        scan("nonce-003", code=door.codes[0]), scan("nonce-004", code="https://example.org/else"),
    ))  # fmt: skip
    assert _outcomes(answer) == [
        ("stored", "accepted", "张*兰"), ("stored", "accepted", "单*星"), ("stored", "already_in", "张*兰"),
        ("refused", "wrong_code", ""),
    ]  # fmt: skip
    assert _heads(store, month, cast) == 2


def test_a_code_is_read_however_it_was_typed(door: Door, steward: Gadget, call: Call) -> None:
    typed = " ".join(door.codes[0][place : place + 4].lower() for place in range(0, 24, 4))
    assert _outcomes(call(steward, "scans", batch(scan("nonce-001", code=typed))))[0][1] == "accepted"


def test_the_same_batch_in_every_order_gives_the_same_answers_and_counts_once(
    store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, call: Call, clock: FakeClock
) -> None:
    scans = [scan(f"nonce-00{place}", who=f"p{who}") for place, who in enumerate(door.people)]
    first: dict[str, Any] = {}
    for order in itertools.permutations(scans):
        sent_at = clock.advance(minutes=1)
        body = batch(*order, sent_at=sent_at)
        for receipt in call(steward, "scans", body).json["receipts"]:
            assert first.setdefault(receipt["nonce"], receipt) == receipt
    assert _heads(store, month, cast) == 3
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(DoorUpload)) == 3
        assert session.scalar(select(func.count()).select_from(Scan)) == 3


def test_two_devices_that_replay_one_queue_count_it_once(
    store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, supervisor: Gadget, call: Call
) -> None:
    """A phone's storage was copied to another phone."""
    body = batch(*(scan(f"nonce-00{place}", who=f"p{who}") for place, who in enumerate(door.people)))
    assert _outcomes(call(steward, "scans", body)) == _outcomes(call(supervisor, "scans", body))
    assert _heads(store, month, cast) == 3


def test_the_same_nonce_with_something_else_is_filed_beside_the_first(
    store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, call: Call
) -> None:
    call(steward, "scans", batch(scan("nonce-001", who=f"p{door.people[0]}")))
    other = batch(scan("nonce-001", who=f"p{door.people[1]}"))
    for _ in range(2):
        receipt = call(steward, "scans", other).json["receipts"][0]
        assert (receipt["nonce"], receipt["outcome"], receipt["verdict"]) == ("nonce-001", "review", "nonce_taken")
    assert _heads(store, month, cast) == 1
    with store.read() as session:
        assert len(list_reviews(session, door.facts.id, is_settled=False)) == 1


def test_a_refusal_at_the_door_is_final_but_who_was_let_in_waits_for_a_person(
    store: Store, door: Door, steward: Gadget, call: Call, clock: FakeClock
) -> None:
    clock.now = door.facts.closes_at + timedelta(minutes=1)
    told = scan("told-no-1", clock(), who=f"p{door.people[0]}")
    let_in = scan("let-in-01", clock(), who=f"p{door.people[1]}", was_offline=True)
    answer = call(steward, "scans", batch(told, let_in, sent_at=clock()))
    assert _outcomes(answer) == [("refused", "closed", "张*兰"), ("review", "closed", "单*星")]
    with store.read() as session:
        assert count_outcomes(session, door.facts.id) == {"refused": 1, "review": 1}


def test_a_refusal_that_never_arrived_becomes_a_question_when_the_device_let_the_person_in(
    store: Store, door: Door, steward: Gadget, call: Call, clock: FakeClock
) -> None:
    """The server said no, the phone heard nothing and let the person pass: both are kept, a person decides."""
    clock.now = door.facts.closes_at + timedelta(minutes=1)
    one = scan("lost-answer", clock(), who=f"p{door.people[0]}")
    assert _outcomes(call(steward, "scans", batch(one, sent_at=clock())))[0][0] == "refused"
    again = batch(one | {"was_offline": True}, sent_at=clock.advance(minutes=3))
    assert _outcomes(call(steward, "scans", again))[0][:2] == ("review", "closed")
    assert _outcomes(call(steward, "scans", again))[0][:2] == ("review", "closed")


def test_an_answer_that_never_arrived_is_asked_for_by_its_nonce(door: Door, steward: Gadget, call: Call) -> None:
    assert call(steward, "result?nonce=nonce-001").json == {"receipt": None}
    sent = call(steward, "scans", batch(scan("nonce-001", who=f"p{door.people[0]}"))).json["receipts"][0]
    assert call(steward, "result?nonce=nonce-001").json == {"receipt": sent}


def test_an_offline_scan_is_stored_at_its_own_time_by_the_servers_clock(
    store: Store, door: Door, steward: Gadget, call: Call, clock: FakeClock
) -> None:
    """The phone is three hours behind and sends forty minutes later."""
    behind = timedelta(hours=3)
    sent_at = clock.advance(minutes=40)
    late = scan("nonce-001", OPENING + timedelta(minutes=5) - behind, code=door.codes[0], was_offline=True)
    receipt = call(steward, "scans", batch(late, sent_at=sent_at - behind)).json["receipts"][0]
    assert receipt["arrived_at"] == (OPENING + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    with store.read() as session:
        kept = session.scalars(select(Scan)).one()
        assert (kept.clock_offset_s, kept.is_late) == (-10_800, True)


def test_a_name_that_nobody_found_is_filed_for_a_person(store: Store, door: Door, steward: Gadget, call: Call) -> None:
    answer = call(steward, "scans", batch(scan("nonce-001", said_name="李新来", via="written", was_offline=True)))
    assert _outcomes(answer) == [("review", "written_down", "")]
    with store.read() as session:
        assert [each.said_name for each in list_reviews(session, door.facts.id, is_settled=False)] == ["李新来"]


def test_a_revoked_code_lets_nobody_in(store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, call: Call) -> None:  # fmt: skip
    with store.write() as session:
        fresh = reissue_code(
            session, door.people[0], reason="照片外传", key=door.keys.codes, actor="staff:1", now=OPENING
        )
    answer = call(steward, "scans", batch(scan("nonce-001", code=door.codes[0]), scan("nonce-002", code=fresh)))
    assert [each[:2] for each in _outcomes(answer)] == [("refused", "revoked_code"), ("stored", "accepted")]
    assert _heads(store, month, cast) == 1


def test_a_late_entry_needs_a_supervisor_and_the_pin(
    store: Store,
    cast: Cast,
    month: Month,
    door: Door,
    steward: Gadget,
    supervisor: Gadget,
    call: Call,
    clock: FakeClock,
) -> None:
    clock.now = door.facts.closes_at + timedelta(minutes=5)
    why = {"who": f"p{door.people[0]}", "reason": "排队时间长"}
    for gadget, nonce in ((steward, "steward-1"), (supervisor, "no-pin-1")):
        assert _outcomes(call(gadget, "scans", batch(scan(nonce, clock(), **why), sent_at=clock())))[0][1] == "closed"
    assert call(steward, "unlock", {"pin": supervisor.pin}).status_code == 403
    wrong = f"{(int(supervisor.pin) + 1) % 1_000_000:06d}"
    assert call(supervisor, "unlock", {"pin": wrong}).status_code == 403
    grant = call(supervisor, "unlock", {"pin": supervisor.pin}).json["grant"]
    entered = batch(scan("with-pin-1", clock(), grant=grant, **why), sent_at=clock())
    for _ in range(2):  # the answer was lost, the phone sends it again
        assert _outcomes(call(supervisor, "scans", entered))[0][:2] == ("stored", "accepted")
    with store.read() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "device.late_entry")).all()
    assert ["with-pin-1" in each.detail for each in noted] == [True], "noted once"
    stolen = batch(scan("stolen-01", clock(), grant=grant, who=f"p{door.people[1]}", reason="借用"), sent_at=clock())
    assert _outcomes(call(steward, "scans", stolen))[0][1] == "closed"
    clock.advance(minutes=11)
    stale = batch(scan("too-late-1", clock(), grant=grant, who=f"p{door.people[1]}", reason="晚到"), sent_at=clock())
    assert _outcomes(call(supervisor, "scans", stale))[0][1] == "closed"
    assert _heads(store, month, cast) == 1


def test_a_pin_is_not_to_be_guessed(supervisor: Gadget, call: Call) -> None:
    wrong = [f"{(int(supervisor.pin) + step) % 1_000_000:06d}" for step in range(1, 8)]
    statuses = [call(supervisor, "unlock", {"pin": pin}).status_code for pin in wrong]
    assert statuses == [403] * 5 + [429] * 2
    assert call(supervisor, "unlock", {"pin": supervisor.pin}).status_code == 429


def test_undo_needs_a_supervisor_and_the_pin_and_counts_no_more(
    store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, supervisor: Gadget, call: Call
) -> None:
    call(steward, "scans", batch(scan("nonce-001", who=f"p{door.people[0]}")))
    body = {"nonce": "nonce-001", "reason": "点错了", "grant": ""}
    assert call(steward, "undo", body).status_code == 403
    assert call(supervisor, "undo", body).status_code == 403
    grant = call(supervisor, "unlock", {"pin": supervisor.pin}).json["grant"]
    assert call(supervisor, "undo", body | {"grant": grant}).json == {"undone": True}
    assert call(supervisor, "undo", body | {"grant": grant}).json == {"undone": False}
    assert call(supervisor, "undo", body | {"grant": grant, "nonce": "nobody-01"}).status_code == 404
    assert _heads(store, month, cast) == 0


def test_the_list_holds_no_name_in_full_and_no_phone(door: Door, steward: Gadget, kiosk: Gadget, call: Call) -> None:
    answer = call(steward, "people")
    assert all(name not in answer.text for name in ("张桂兰", "单红星", "欧阳小明", *door.codes))
    assert {each["name"] for each in answer.json["people"]} == {"张*兰", "单*星", "欧**明"}
    assert set(answer.json["people"][0]) == {"who", "name", "unit", "initials", "keys", "is_in"}
    assert call(kiosk, "people").status_code == 403
    assert call(kiosk, "search?q=z").status_code == 403


def test_an_unchanged_list_and_unchanged_numbers_cost_no_body(door: Door, steward: Gadget, call: Call) -> None:
    for path in ("people", "counts"):
        first = call(steward, path)
        again = call(steward, path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        call(steward, "scans", batch(scan(f"nonce-{path}", who=f"p{door.people[path == 'counts']}")))
        assert call(steward, path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_people_are_found_by_initials(door: Door, steward: Gadget, call: Call) -> None:
    assert [each["name"] for each in call(steward, "search?q=shx").json["people"]] == ["单*星"]
    assert [each["name"] for each in call(steward, "search?q=欧阳").json["people"]] == ["欧**明"]


def test_a_kiosk_finds_by_the_whole_name_alone(door: Door, kiosk: Gadget, call: Call) -> None:
    assert call(kiosk, "visitor", {"name": "张桂"}).json["people"] == []
    found = call(kiosk, "visitor", {"name": "张 桂兰"}).json["people"]
    assert [(each["name"], each["initials"], each["keys"]) for each in found] == [("张*兰", "", [])]
    assert call(kiosk, "visitor", {"phone_tail": "12"}).status_code == 422
    answer = call(kiosk, "scans", batch(scan("nonce-001", who=found[0]["who"])))
    assert _outcomes(answer) == [("stored", "accepted", "张*兰")]


def test_a_scan_says_exactly_one_thing(door: Door, steward: Gadget, call: Call) -> None:
    for said in ({}, {"who": "p1", "code": "x"}):
        assert call(steward, "scans", batch(scan("nonce-001", **said))).status_code == 422
    assert (
        call(steward, "scans", batch(scan("nonce-001", who="p1") | {"scanned_at": "2026-06-16T10:00"})).status_code
        == 422
    )


@pytest.mark.parametrize("said", [
    {"gate_id": 987654321}, {"scanned_at": "0001-01-01T00:00:00+14:00"}, {"scanned_at": "9999-12-31T23:59:59-12:00"},
    {"scanned_at": "1970-01-01T00:00:00Z"}, {"who": "p999999999999999999"}, {"who": "'; drop"}, {"code": "\x00\u202e" * 20},
    {"said_name": "\x00\x07"}, {"reason": "\x00", "grant": "9" * 60}, {"grant": "99999999999999.aa", "reason": "x"},
    {"code": "https://quiz.example/" + "x" * 250}, {"nonce": "Z" * 64},
])  # fmt: skip
def test_whatever_a_device_says_is_filed(
    store: Store, door: Door, steward: Gadget, call: Call, said: dict[str, Any]
) -> None:
    """One bad scan must not keep the others on the phone for ever."""
    whom = {} if {"who", "code", "said_name"} & set(said) else {"who": f"p{door.people[0]}"}
    odd = {**scan("nonce-odd", **whom, was_offline=True), **said}
    good = scan("nonce-good", who=f"p{door.people[1]}")
    answer = call(steward, "scans", batch(odd, good))
    assert answer.status_code == 200
    assert [each["nonce"] for each in answer.json["receipts"]] == [odd["nonce"], "nonce-good"]
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(DoorUpload)) == 2
    assert call(steward, "scans", batch(odd, good)).json["receipts"] == answer.json["receipts"]


def test_a_gate_is_kept_and_counted(store: Store, door: Door, steward: Gadget, call: Call) -> None:
    with store.write() as session:
        gates = set_gates(session, door.facts.id, ["东门", "西门"], now=OPENING)
    for place, gate in enumerate([gates[0], gates[1]]):
        call(steward, "scans", batch(scan(f"nonce-00{place}", who=f"p{door.people[0]}", gate_id=gate.id)))
    figures = call(steward, "counts").json
    assert (figures["heads"], figures["by_gate"]) == (1, {"东门": 1, "西门": 1})


def test_going_out_is_recorded_where_it_is_taken(store: Store, door: Door, steward: Gadget, call: Call) -> None:
    exit_ = scan("nonce-000", who=f"p{door.people[0]}", direction="exit")
    assert _outcomes(call(steward, "scans", batch(exit_)))[0][:2] == ("refused", "exits_not_taken")
    with store.write() as session:
        change_door(session, door.facts.id, DoorSettings(takes_exits=True))
    ways = ("entry", "exit", "entry")
    told = [
        _outcomes(call(steward, "scans", batch(scan(f"nonce-way-{n}", who=f"p{door.people[0]}", direction=way))))[0]
        for n, way in enumerate(ways)
    ]
    assert [each[:2] for each in told] == [("stored", "accepted"), ("stored", "left"), ("stored", "reentered")]
    figures = call(steward, "counts").json
    assert (figures["heads"], figures["inside"]) == (1, 1)


def test_a_scan_costs_few_statements(store: Store, door: Door, steward: Gadget, call: Call) -> None:
    call(steward, "scans", batch(scan("warm-up-1", who=f"p{door.people[1]}")))
    with statement_counter(store) as statements:
        call(steward, "scans", batch(scan("nonce-001", code=door.codes[0])))
    assert len(statements) <= 8, str(statements)


def test_the_lists_hashes_are_what_devices_compute() -> None:
    """The same vector stands in frontend/tests/device.test.ts."""
    assert list_key(name_key(" 张 桂兰"), "0123456789abcdef") == "2397d7b58ee267b5"
