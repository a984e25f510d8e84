"""What waits for a person: entered at the time of the scan, or put aside; decided once, nothing deleted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.checkins import views_shared
from quizapp.db import Store
from quizapp.devices import DoorUpload, list_reviews
from quizapp.devices.jobs import purge_written_names
from quizapp.devices.person_data import describe
from quizapp.devices.views_token import CODES_KEY
from quizapp.kit.vault import Vault
from quizapp.people import NewPerson, erase_person, register_person
from tests.devices.conftest import Call, Door, Gadget, batch, scan
from tests.support.cast import Cast, Officer
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, figure
from tests.support.visitor import Visitor


@pytest.fixture
def waiting(store: Store, door: Door, steward: Gadget, call: Call, clock: FakeClock) -> list[int]:
    """Two lines: somebody known who came after closing, and a name nobody found."""
    clock.now = door.facts.closes_at + timedelta(minutes=20)
    late = scan("late-scan-1", door.facts.closes_at + timedelta(minutes=1), who=f"p{door.people[0]}", was_offline=True)
    named = scan("written-01", OPENING, said_name="欧阳晓明", via="written", was_offline=True)
    call(steward, "scans", batch(late, named, sent_at=clock()))
    with store.read() as session:
        return [each.id for each in list_reviews(session, door.facts.id, is_settled=False)]


def _heads(store: Store, month: Month, cast: Cast) -> int:
    with store.read() as session:
        return figure(session, month, cast.county, "attendance")


def test_it_works(
    client: Visitor, store: Store, cast: Cast, month: Month, door: Door, waiting: list[int], clock: FakeClock
) -> None:
    client.sign_in(cast.bob)
    base = f"/console/sessions/{door.facts.id}/reviews"
    named, late = waiting
    page = client.get(f"{base}?line={named}&q=oyxm").text
    assert "欧阳晓明" in page
    assert f'value="p{door.people[2]}"' in page
    client.post(f"{base}/{named}/enter", data={"who": f"p{door.people[2]}", "reason": "本人确认，写错一个字"})
    client.post(f"{base}/{late}/enter", data={"reason": "排队晚了一分钟"})
    assert _heads(store, month, cast) == 2
    with store.read() as session:
        settled = list_reviews(session, door.facts.id, is_settled=True)
        assert {each.settlement for each in settled} == {"entered"}
        assert list_reviews(session, door.facts.id, is_settled=False) == []


def test_what_was_decided_is_not_decided_again(
    client: Visitor, store: Store, cast: Cast, month: Month, door: Door, waiting: list[int]
) -> None:
    client.sign_in(cast.bob)
    base = f"/console/sessions/{door.facts.id}/reviews/{waiting[1]}"
    client.post(f"{base}/dismiss", data={"reason": "重复"})
    client.post(f"{base}/enter", data={"reason": "想想还是算"})
    assert "已经核对过" in client.get(f"/console/sessions/{door.facts.id}/reviews").text
    assert _heads(store, month, cast) == 0
    with store.read() as session:
        assert [each.settlement for each in list_reviews(session, door.facts.id, is_settled=True)] == ["dismissed"]


def test_it_takes_a_reason_and_somebody(client: Visitor, store: Store, cast: Cast, month: Month, door: Door, waiting: list[int]) -> None:  # fmt: skip
    client.sign_in(cast.bob)
    base = f"/console/sessions/{door.facts.id}/reviews"
    for line, data in ((waiting[1], {"reason": "  "}), (waiting[0], {"reason": "在场"}), (waiting[0], {"reason": "在场", "who": "p999999"})):  # fmt: skip
        client.post(f"{base}/{line}/enter", data=data)
    assert _heads(store, month, cast) == 0
    with store.read() as session:
        assert len(list_reviews(session, door.facts.id, is_settled=False)) == 2


def test_a_device_that_sends_again_hears_the_same_after_it_was_settled(
    client: Visitor, store: Store, cast: Cast, month: Month, door: Door, steward: Gadget, call: Call, waiting: list[int], clock: FakeClock,
) -> None:  # fmt: skip
    client.sign_in(cast.bob)
    client.post(f"/console/sessions/{door.facts.id}/reviews/{waiting[1]}/enter", data={"reason": "排队"})
    late = scan("late-scan-1", door.facts.closes_at + timedelta(minutes=1), who=f"p{door.people[0]}", was_offline=True)
    receipt = call(steward, "scans", batch(late, sent_at=clock())).json["receipts"][0]
    assert (receipt["outcome"], receipt["verdict"]) == ("review", "closed")
    assert _heads(store, month, cast) == 1


@pytest.mark.parametrize(("who", "titles"), [("alice", 2), ("bob", 1), ("vera", 0)])
def test_the_session_page_leads_there_who_may_go(
    store: Store, cast: Cast, door: Door, waiting: list[int], client: Visitor, who: str, titles: int
) -> None:
    officer: Officer = getattr(cast, who)
    client.sign_in(officer)
    page = client.get(f"/console/sessions/{door.facts.id}").text
    assert page.count(f'href="/console/sessions/{door.facts.id}/devices"') == (titles == 2)
    assert page.count(f'href="/console/sessions/{door.facts.id}/reviews"') == (titles >= 1)


def test_written_names_go_with_the_person_and_after_the_retention(
    store: Store, cast: Cast, month: Month, door: Door, waiting: list[int], client: Visitor, clock: FakeClock
) -> None:
    client.sign_in(cast.bob)
    client.post(
        f"/console/sessions/{door.facts.id}/reviews/{waiting[0]}/enter",
        data={"who": f"p{door.people[2]}", "reason": "本人"},
    )
    with store.write() as session:
        assert len(describe(session, door.people[2])) == 1
        erase_person(session, door.people[2], now=clock())
        assert session.get_one(DoorUpload, waiting[0], populate_existing=True).said_name == ""
        session.get_one(DoorUpload, waiting[1]).said_name = "还在"
        session.flush()
        assert purge_written_names(session, now=clock()) == 0
        assert purge_written_names(session, now=OPENING.replace(year=date(2027, 6, 1).year)) == 1


def test_a_kiosk_finds_by_the_end_of_a_phone_number(
    store: Store, cast: Cast, month: Month, door: Door, kiosk: Gadget, call: Call, app: object
) -> None:
    vault: Vault = app.extensions["quizapp"].vault  # type: ignore[attr-defined]
    with store.write() as session:
        for name, phone in (("王五", "13812345678"), ("赵六", "13900005678")):
            new = NewPerson(campaign_id=month.id, unit_id=cast.hongxing.id, name=name, phone=phone, origin="helper")
            register_person(session, new, device_hash=None, vault=vault, now=OPENING)
    names = [each["name"] for each in call(kiosk, "visitor", {"phone_tail": "5678"}).json["people"]]
    assert names == ["王*", "赵*"]
    both = call(kiosk, "visitor", {"name": "赵六", "phone_tail": "5678"})
    assert [each["name"] for each in both.json["people"]] == ["赵*"]
    assert "1390000" not in both.text


def test_devices_and_check_in_sign_personal_codes_with_one_key() -> None:
    assert CODES_KEY == views_shared.CODES_KEY


def test_every_upload_that_waits_is_in_the_list(store: Store, door: Door, waiting: list[int]) -> None:
    with store.read() as session:
        kept = session.scalars(select(DoorUpload.id).where(DoorUpload.outcome == "review")).all()
    assert sorted(kept) == sorted(waiting)
