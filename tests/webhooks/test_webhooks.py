"""Webhooks: every event once, signed, to public addresses alone, for as long as the other side is away."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.activities import SessionFacts
from quizapp.checkins import Direction, Door, NewScan, record_scan, undo_check_in
from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.kit.vault import Vault
from quizapp.people import erase_person
from quizapp.webhooks.calling import find_address, post
from quizapp.webhooks.models import WebhookDelivery
from quizapp.webhooks.outbox import OVERLAP, lay_out, send_due
from quizapp.webhooks.rules import KEPT_TRYING, check_url, event_type, is_public, next_try, sign
from quizapp.webhooks.service import add_target, ping_target, send_again, switch_target
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import VAULT, Month, add_person, open_month, plan_session
from tests.webhooks.conftest import Listener


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def door(store: Store, cast: Cast, month: Month) -> tuple[SessionFacts, int]:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        return facts, add_person(session, month, cast.hongxing, "张桂兰").id


def _target(store: Store, cast: Cast, month: Month, url: str, *types: str, unit_id: int | None = None) -> tuple[int, str]:  # fmt: skip
    with store.write() as session:
        target, secret = add_target(
            session, campaign_id=month.id, unit_id=unit_id or cast.county.id, name="县平台", url=url, types=list(types),
            vault=VAULT, allow_private=True, actor="staff:1", now=OPENING,
        )  # fmt: skip
        return target.id, secret


def _scan(store: Store, facts: SessionFacts, person_id: int | None, nonce: str, now: Any = OPENING) -> int | None:
    with store.write() as session:
        scan = NewScan(nonce=nonce, person_id=person_id, door=Door.HELPER, scanned_at=now, direction=Direction.ENTRY)
        return record_scan(session, facts.id, scan, actor="staff:1", now=now).attendance_id


def _round(store: Store, now: Any = OPENING, *, vault: Vault = VAULT, allow_private: bool = True) -> int:
    with store.write() as session:
        lay_out(session, now=now)
    return send_due(store, vault, now=now, allow_private=allow_private)


def test_it_works(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener, clock: FakeClock
) -> None:
    facts, person_id = door
    _, secret = _target(store, cast, month, listener.url)
    attendance_id = _scan(store, facts, person_id, "nonce-001")
    _scan(store, facts, person_id, "nonce-002")
    _scan(store, facts, None, "nonce-003")
    assert attendance_id is not None
    with store.write() as session:
        undo_check_in(session, facts.id, attendance_id, reason="点错了", actor="staff:1", now=OPENING)
    assert _round(store) == 4
    assert [each["type"] for each in listener.events] == [
        "checkin.accepted", "checkin.repeated", "checkin.refused", "checkin.undone",
    ]  # fmt: skip
    assert {frozenset(each) for each in listener.events} == {frozenset(listener.events[0])}, "one schema"
    first = listener.events[0]
    assert first["session"]["code"] == facts.code
    assert first["person"] == {"id": person_id, "name": "张*兰", "unit": "红星村"}
    assert listener.events[3]["undoes"] == first["sequence"]
    assert listener.events[2]["person"] is None
    headers, body = listener.heard[0]
    seconds, _, signature = headers["X-Quizapp-Signature"].removeprefix("t=").partition(",v1=")
    assert int(seconds) == int(OPENING.timestamp())
    assert signature == hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
    assert headers["X-Quizapp-Delivery"] == first["id"]


def test_every_event_goes_out_once_however_often_the_job_runs(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener
) -> None:
    _target(store, cast, month, listener.url)
    for n in range(5):
        _scan(store, door[0], door[1], f"nonce-00{n}")
    assert [_round(store, OPENING + timedelta(minutes=minute)) for minute in range(4)] == [5, 0, 0, 0]
    assert len({each["id"] for each in listener.events}) == len(listener.events) == 5


def test_a_scan_that_became_visible_late_is_told_too(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener
) -> None:
    """Its transaction began before the last reading and ended after it."""
    _target(store, cast, month, listener.url)
    _scan(store, door[0], door[1], "nonce-001", OPENING + timedelta(minutes=5))
    assert _round(store, OPENING + timedelta(minutes=5)) == 1
    _scan(store, door[0], door[1], "nonce-002", OPENING + timedelta(minutes=1))
    assert _round(store, OPENING + timedelta(minutes=5) + OVERLAP / 2) == 1


def test_an_answer_that_is_no_success_is_tried_again_with_the_same_id_until_it_is_given_up(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener, clock: FakeClock
) -> None:
    target_id, _ = _target(store, cast, month, listener.url)
    _scan(store, door[0], door[1], "nonce-001")
    listener.status = 503
    assert _round(store) == 0
    assert _round(store) == 0, "not before it is due"
    assert len(listener.heard) == 1
    for _ in range(60):
        _round(store, clock.advance(minutes=30))
    with store.read() as session:
        kept = session.scalars(select(WebhookDelivery)).one()
        assert kept.failed_at is not None
        assert kept.last_status == 503
    assert len({each["id"] for each in listener.events}) == 1
    listener.status = 200
    with store.write() as session:
        assert send_again(session, target_id, now=clock()) == 1
    assert _round(store, clock()) == 1


def test_a_redirect_is_not_followed_and_no_success(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener
) -> None:
    _target(store, cast, month, listener.url)
    _scan(store, door[0], door[1], "nonce-001")
    listener.status = 307
    assert _round(store) == 0
    assert len(listener.heard) == 1


def test_only_what_was_asked_for_and_only_of_ones_units(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener
) -> None:
    _target(store, cast, month, listener.url, "checkin.refused")
    _target(store, cast, month, listener.url, unit_id=cast.sister_town.id)
    _scan(store, door[0], door[1], "nonce-001")
    _scan(store, door[0], None, "nonce-002")
    assert _round(store) == 1
    assert [each["type"] for each in listener.events] == ["checkin.refused"]


def test_nothing_of_before_and_nothing_while_it_is_off(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener, clock: FakeClock
) -> None:
    _scan(store, door[0], door[1], "nonce-000", OPENING - timedelta(minutes=1))
    target_id, _ = _target(store, cast, month, listener.url)
    with store.write() as session:
        switch_target(session, target_id, is_on=False, now=OPENING)
    _scan(store, door[0], door[1], "nonce-001", clock.advance(minutes=1))
    assert _round(store, clock()) == 0
    with store.write() as session:
        switch_target(session, target_id, is_on=True, now=clock.advance(minutes=1))
    _scan(store, door[0], door[1], "nonce-002", clock.advance(minutes=1))
    assert _round(store, clock()) == 1
    assert listener.events[0]["type"] == "checkin.repeated"


def test_an_erased_person_has_no_name_in_what_is_sent_later(
    store: Store, cast: Cast, month: Month, door: tuple[SessionFacts, int], listener: Listener
) -> None:
    _target(store, cast, month, listener.url)
    _scan(store, door[0], door[1], "nonce-001")
    with store.write() as session:
        lay_out(session, now=OPENING)
        erase_person(session, door[1], now=OPENING)
    assert send_due(store, VAULT, now=OPENING, allow_private=True) == 1
    assert listener.events[0]["person"]["name"] == ""


def test_a_private_address_is_not_called_unless_the_operator_allows_it(
    store: Store, cast: Cast, month: Month, listener: Listener
) -> None:
    target_id, _ = _target(store, cast, month, listener.url)
    with store.write() as session:
        ping_target(session, target_id, now=OPENING)
    assert _round(store, allow_private=False) == 0
    assert listener.heard == []
    with store.read() as session:
        assert session.scalars(select(WebhookDelivery)).one().last_error == "address not allowed"


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::a00:1", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "198.18.0.1", "240.0.0.1",
])  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2400:3200::1", "64:ff9b::101:101"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr("quizapp.webhooks.calling.socket.getaddrinfo", lambda *_args, **_more: answers)
    assert find_address("rebind.example", 443, allow_private=False) is None
    assert find_address("rebind.example", 443, allow_private=True) == "1.1.1.1"


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name may answer differently the second time: it is not asked a second time."""
    asked: list[str] = []
    called: list[Any] = []

    def resolve(host: str, *_args: object, **_more: object) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("1.1.1.1", 443) if len(asked) == 1 else ("10.0.0.1", 443))]

    def connect(address: tuple[str, int], *_args: object) -> None:
        called.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr("quizapp.webhooks.calling.socket.getaddrinfo", resolve)
    monkeypatch.setattr("quizapp.webhooks.calling.socket.create_connection", connect)
    assert post("https://rebind.example/", b"{}", {}, allow_private=False).status is None
    assert (asked, called) == (["rebind.example"], [("1.1.1.1", 443)])


@pytest.mark.parametrize("url", [
    "http://example.com/", "ftp://example.com/", "https://", "https://user:x@example.com/", "https://example.com/#x",
    "https://example.com:99999/", "javascript:alert(1)", "https://" + "a" * 600,
])  # fmt: skip
def test_addresses_that_cannot_be_registered(url: str) -> None:
    with pytest.raises(Invalid):
        check_url(url, allow_private=False)


def test_pauses_grow_and_end_after_a_day() -> None:
    now, tries = OPENING, 0
    pauses = []
    while True:
        tries += 1
        due_at = next_try(tries, OPENING, now)
        if due_at is None:
            break
        pauses.append(due_at - now)
        now = due_at
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert pauses == sorted(pauses)
    assert now <= OPENING + KEPT_TRYING
    assert 10 <= len(pauses) <= 20


def test_every_verdict_is_an_event() -> None:
    assert event_type("left") == "checkin.exit"
    assert event_type("wrong_code") == "checkin.refused"
    assert sign("s", b"{}", OPENING) != sign("s", b"{}", OPENING + timedelta(seconds=1))
