"""People in the console: masked until somebody says why, erased without moving a figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.checkins import Door, NewScan, record_scan
from quizapp.db import Store
from quizapp.kit.vault import Vault
from quizapp.ledger import Scope, distinct_people, sums
from quizapp.people import (
    NewPerson,
    Person,
    RosterEntry,
    RosterLine,
    import_lines,
    open_roster,
    register_person,
    views_person,
)
from quizapp.settings import Settings
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.hostile import HOSTILE_NAMES
from tests.support.month import Month, open_month, plan_session
from tests.support.visitor import Visitor

PHONE = "13812348000"


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def wang(store: Store, cast: Cast, month: Month, settings: Settings) -> Person:
    """王桂兰 of 红星村, who is on the roster and left her phone number."""
    vault = Vault(settings.key_for("vault"))
    with store.write() as session:
        roster = open_roster(session, campaign_id=month.id, unit_id=cast.hongxing.id, title="村民", now=OPENING)
        import_lines(session, roster, [RosterLine(unit_id=cast.hongxing.id, name="王桂兰")], vault=vault)
        new = NewPerson(campaign_id=month.id, unit_id=cast.hongxing.id, name="王桂兰", phone=PHONE, notice_version=1)
        return register_person(session, new, device_hash=None, vault=vault, now=OPENING)


def test_it_works(client: Visitor, cast: Cast, wang: Person) -> None:
    client.sign_in(cast.alice)
    page = client.get("/console/people").text
    assert "王*兰" in page
    assert "王桂兰" not in page
    assert "红星村" in page


def test_the_list_is_searched_by_name_pinyin_and_unit(client: Visitor, cast: Cast, wang: Person) -> None:
    client.sign_in(cast.alice)
    link = f"/console/people/{wang.id}"
    for words in ("桂兰", "wgl", "wangguilan"):
        assert link in client.get(f"/console/people?q={words}").text
    assert link not in client.get("/console/people?q=zhang").text
    assert link in client.get(f"/console/people?unit={cast.hongxing.id}").text
    assert link not in client.get(f"/console/people?unit={cast.qingshan.id}").text
    assert client.get(f"/console/people?unit={cast.stranger_town.id}").status_code == 404


def test_each_unit_sees_its_own_people(client: Visitor, cast: Cast, wang: Person) -> None:
    for officer, sees in ((cast.chen, True), (cast.hong, True), (cast.qing, False), (cast.sun, False)):
        client.sign_in(officer)
        assert (f"/console/people/{wang.id}" in client.get("/console/people").text) is sees
        assert client.get(f"/console/people/{wang.id}").status_code == (200 if sees else 404)


def told_unmasked(client: Visitor, person_id: int) -> set[str]:
    """What of name and phone stands in clear on the pages that show this person."""
    pages = [client.get(address).text for address in ("/console/people", f"/console/people/{person_id}")]
    return {secret for secret in ("王桂兰", PHONE) for page in pages if secret in page}


@pytest.mark.parametrize(("mask", "secret"), [("mask_phone", PHONE), ("mask_name", "王桂兰")])
def test_the_twin_that_does_not_mask_is_caught(
    client: Visitor, cast: Cast, wang: Person, monkeypatch: pytest.MonkeyPatch, mask: str, secret: str
) -> None:
    monkeypatch.setattr(views_person, mask, str)
    client.sign_in(cast.vera)
    assert told_unmasked(client, wang.id) == {secret}


def test_a_viewer_sees_masks_only(client: Visitor, cast: Cast, wang: Person) -> None:
    client.sign_in(cast.vera)
    assert told_unmasked(client, wang.id) == set()
    assert "138****8000" in client.get(f"/console/people/{wang.id}").text
    assert client.post(f"/console/people/{wang.id}/reveal", data={"reason": "x"}).status_code == 403
    assert client.post(f"/console/people/{wang.id}/erase", data={"reason": "x", "sure": "y"}).status_code == 403


def test_only_who_may_import_is_offered_to(client: Visitor, cast: Cast, wang: Person) -> None:
    pages = ("/console/people", "/console/people/rosters", "/console/people/rosters/1")
    for officer, is_offered in ((cast.alice, True), (cast.vera, False)):
        client.sign_in(officer)
        assert [("rosters/import" in client.get(page).text) for page in pages] == [is_offered] * 3


def test_a_phone_is_shown_for_a_reason_that_is_written_down(
    client: Visitor, store: Store, cast: Cast, wang: Person
) -> None:
    client.sign_in(cast.alice)
    address = f"/console/people/{wang.id}"
    refused = client.post(f"{address}/reveal", data={"reason": " "})
    assert refused.status_code == 422
    assert PHONE not in refused.text
    assert PHONE in client.post(f"{address}/reveal", data={"reason": "通知领奖"}).text
    assert PHONE not in client.get(address).text
    with store.read() as session:
        [entry] = session.scalars(select(AuditEntry)).all()
        assert (entry.action, entry.actor_name, entry.object_id) == ("person.reveal_phone", "Alice", str(wang.id))
        assert "通知领奖" in (entry.personal or "")
        assert PHONE not in f"{entry.detail}{entry.personal}"


def left_of(store: Store, person_id: int) -> set[str]:
    """What still tells who an erased person was."""
    told = ("name", "name_key", "pinyin", "initials", "phone_sealed", "phone_index", "roster_entry_id")
    with store.read() as session:
        person = session.get_one(Person, person_id)
        left = {name for name in told if getattr(person, name)}
        words = session.scalars(select(AuditEntry.personal).where(AuditEntry.object_id == str(person_id)))
        return left | {"log" for each in words if each is not None}


def _hide(session: Session, person_id: int, *, now: datetime, roster_too: bool) -> None:
    session.execute(update(Person).where(Person.id == person_id).values(erased_at=now))


def _forget_nothing(_session: Session, *, object_type: str, object_id: str) -> int:
    return 0


@pytest.mark.parametrize(
    ("guard", "twin", "left"),
    [("erase_person", _hide, {"name", "phone_sealed", "phone_index"}), ("erase_personal", _forget_nothing, {"log"})],
)
def test_the_twin_that_hides_instead_of_erasing_is_caught(
    client: Visitor, store: Store, cast: Cast, wang: Person, monkeypatch: pytest.MonkeyPatch,
    guard: str, twin: Callable[..., object], left: set[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(views_person, guard, twin)
    client.sign_in(cast.alice)
    client.post(f"/console/people/{wang.id}/reveal", data={"reason": "通知领奖"})
    assert client.post(f"/console/people/{wang.id}/erase", data={"reason": "本人要求", "sure": "y"}).status_code == 303
    assert client.get(f"/console/people/{wang.id}").status_code == 404, "by the page alone nobody would notice"
    assert left_of(store, wang.id) >= left


def test_erasing_moves_no_figure_and_clears_the_log(
    client: Visitor, store: Store, cast: Cast, month: Month, wang: Person, clock: FakeClock
) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.hongxing)
        scan = NewScan(person_id=wang.id, nonce="n", door=Door.HELPER, scanned_at=clock())
        record_scan(session, facts.id, scan, actor="staff:1", now=clock())
    scope = Scope(campaign_id=month.id, unit_path=cast.county.path)
    with store.read() as session:
        before = sums(session, scope), distinct_people(session, scope, kinds=["lecture"])
    client.sign_in(cast.alice)
    address = f"/console/people/{wang.id}"
    client.post(f"{address}/reveal", data={"reason": "通知领奖"})
    assert client.post(f"{address}/erase", data={"reason": "本人要求"}).status_code == 422
    assert client.post(f"{address}/erase", data={"reason": "本人要求", "sure": "y"}).status_code == 303
    assert client.get(address).status_code == 404
    assert left_of(store, wang.id) == set()
    with store.read() as session:
        assert (sums(session, scope), distinct_people(session, scope, kinds=["lecture"])) == before
        assert session.scalars(select(RosterEntry.name)).all() == ["王桂兰"]


def test_the_roster_forgets_only_when_staff_says_so(client: Visitor, store: Store, cast: Cast, wang: Person) -> None:
    client.sign_in(cast.alice)
    client.post(f"/console/people/{wang.id}/erase", data={"reason": "本人要求", "sure": "y", "roster_too": "y"})
    with store.read() as session:
        assert session.scalars(select(RosterEntry.name)).all() == []


def test_rosters_say_who_has_taken_part(client: Visitor, cast: Cast, wang: Person) -> None:
    client.sign_in(cast.alice)
    assert "村民" in client.get("/console/people/rosters").text
    page = client.get("/console/people/rosters/1").text
    assert "已参加" in page
    assert "王桂兰" not in page


def test_many_people_are_paged(client: Visitor, store: Store, cast: Cast, month: Month, settings: Settings) -> None:
    vault = Vault(settings.key_for("vault"))
    with store.write() as session:
        for number in range(60):
            new = NewPerson(campaign_id=month.id, unit_id=cast.hongxing.id, name=f"人{number}")
            register_person(session, new, device_hash=None, vault=vault, now=OPENING)
    client.sign_in(cast.alice)
    first, second = (client.get(f"/console/people?page={page}").text for page in (1, 2))
    assert (first.count("/console/people/"), second.count("<tr>")) >= (50, 11)
    assert "共 60 条" in first


@pytest.mark.parametrize(("typed", "stored"), HOSTILE_NAMES)
def test_hostile_names_are_shown_as_text(
    client: Visitor, store: Store, cast: Cast, month: Month, settings: Settings, typed: str, stored: str
) -> None:
    with store.write() as session:
        new = NewPerson(campaign_id=month.id, unit_id=cast.hongxing.id, name=typed)
        person = register_person(session, new, device_hash=None, vault=Vault(settings.key_for("vault")), now=OPENING)
    assert person.name == stored
    client.sign_in(cast.alice)
    for address in ("/console/people", f"/console/people/{person.id}", f"/console/people/{person.id}/erase"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\u202e" not in page
