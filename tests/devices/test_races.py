"""Devices at several gates at one moment."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.checkins import Scan
from quizapp.db import Store
from quizapp.devices import Clock, DoorUpload, Receipt, SentScan, api, receive
from quizapp.kit import pinyin
from quizapp.people import Roster, RosterEntry
from tests.devices.conftest import Call, Door, Gadget, add_device, batch, scan
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, figure

pytestmark = pytest.mark.processes

GATES = 6


def _at_once(work: list[Any]) -> None:
    threads = [Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_one_person_at_several_gates_is_one_head_and_every_scan_is_kept(
    store: Store, cast: Cast, month: Month, door: Door
) -> None:
    with store.write() as session:
        devices = [add_device(session, door.facts, door.keys, name=f"门 {n}").device for n in range(GATES)]
    gate, receipts = Barrier(GATES), list[Receipt]()

    def send(place: int) -> None:
        sent = SentScan(nonce=f"gate-{place}-nonce", who=f"p{door.people[0]}", scanned_at=OPENING)
        gate.wait()
        with store.write() as session:
            receipts.append(
                receive(session, devices[place], sent, clock=Clock(sent_at=OPENING, now=OPENING), keys=door.keys)
            )

    _at_once([lambda place=place: send(place) for place in range(GATES)])
    assert sorted(each.verdict for each in receipts) == ["accepted", *["already_in"] * (GATES - 1)]
    with store.read() as session:
        assert figure(session, month, cast.county, "attendance") == 1
        assert session.scalar(select(func.count()).select_from(Scan)) == GATES


def test_one_scan_that_arrives_several_times_at_once_is_filed_once(
    store: Store, cast: Cast, month: Month, door: Door
) -> None:
    with store.write() as session:
        devices = [add_device(session, door.facts, door.keys, name=f"门 {n}").device for n in range(GATES)]
    gate, receipts = Barrier(GATES), list[Receipt]()
    sent = SentScan(nonce="one-and-the-same", who=f"p{door.people[0]}", scanned_at=OPENING)

    def send(place: int) -> None:
        gate.wait()
        with store.write() as session:
            receipts.append(
                receive(session, devices[place], sent, clock=Clock(sent_at=OPENING, now=OPENING), keys=door.keys)
            )

    _at_once([lambda place=place: send(place) for place in range(GATES)])
    assert {(each.outcome, each.verdict, each.name) for each in receipts} == {("stored", "accepted", "张*兰")}
    with store.read() as session:
        assert figure(session, month, cast.county, "attendance") == 1
        assert session.scalar(select(func.count()).select_from(DoorUpload)) == 1


@pytest.mark.parametrize("said_again", ["张桂兰", "somebody else"])
def test_a_scan_whose_twin_was_filed_after_the_look_is_taken_back_and_answered_from_the_twin(
    store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, call: Call, monkeypatch: pytest.MonkeyPatch,
    said_again: str,
) -> None:  # fmt: skip
    """The look for earlier uploads sees nothing, as it would a moment before the twin is committed."""
    first = scan("nonce-001", code=door.codes[0])
    again = first if said_again == "张桂兰" else scan("nonce-001", code=door.codes[1])
    told = call(steward, "scans", batch(first)).json["receipts"][0]
    monkeypatch.setattr(api, "known_nonces", lambda *_args: frozenset())
    receipt = call(steward, "scans", batch(again)).json["receipts"][0]
    if again is first:
        assert receipt == told
    else:
        assert (receipt["outcome"], receipt["verdict"]) == ("review", "nonce_taken")
    with store.read() as session:
        assert figure(session, month, cast.county, "attendance") == 1
        assert session.scalar(select(func.count()).select_from(Scan)) == 1


def test_a_free_roster_line_ticked_by_two_devices_makes_one_person(
    store: Store, cast: Cast, month: Month, door: Door
) -> None:
    with store.write() as session:
        entry_id = add_roster_line(session, month.id, cast.hongxing.id, "新来的")
        devices = [add_device(session, door.facts, door.keys, name=f"门 {n}").device for n in range(GATES)]
    gate, receipts = Barrier(GATES), list[Receipt]()

    def send(place: int) -> None:
        sent = SentScan(nonce=f"line-{place}-nonce", who=f"r{entry_id}", scanned_at=OPENING)
        gate.wait()
        with store.write() as session:
            receipts.append(
                receive(session, devices[place], sent, clock=Clock(sent_at=OPENING, now=OPENING), keys=door.keys)
            )

    _at_once([lambda place=place: send(place) for place in range(GATES)])
    assert sorted(each.verdict for each in receipts) == ["accepted", *["already_in"] * (GATES - 1)]
    with store.read() as session:
        assert figure(session, month, cast.county, "attendance") == 1


def add_roster_line(session: Any, campaign_id: int, unit_id: int, name: str) -> int:
    """Somebody who is expected and never took part."""
    roster = Roster(campaign_id=campaign_id, unit_id=unit_id, title="花名册", created_at=OPENING)
    session.add(roster)
    session.flush()
    entry = RosterEntry(
        roster_id=roster.id, unit_id=unit_id, name=name, name_key=name, pinyin=pinyin.full(name),
        initials=pinyin.initials(name), identity=name, position=0,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return int(entry.id)
