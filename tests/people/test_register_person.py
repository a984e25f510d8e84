"""Taking part with a name: who is the same person, who is another, and what is kept of a phone number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp import people
from quizapp.db import Store
from quizapp.errors import Invalid, Misconfigured
from quizapp.kit.vault import Vault
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.plain import OpenVault, plain_hits

Register = Callable[..., int]
PHONE, OTHER_PHONE = people.hash_device("one"), people.hash_device("two")


@pytest.fixture
def register(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> Register:
    def make(name: str = "李明", *, device: str | None = PHONE, **columns: Any) -> int:
        values = {"campaign_id": campaign_id, "unit_id": cast.hongxing.id, "name": name, "notice_version": 1}
        with store.write() as session:
            new = people.NewPerson(**(values | columns))
            return people.register_person(session, new, device_hash=device, vault=vault, now=OPENING).id

    return make


def test_it_works(store: Store, register: Register, campaign_id: int) -> None:
    person_id = register()
    with store.read() as session:
        person = people.current_person(session, PHONE, campaign_id)
        assert person is not None
        assert (person.id, person.name, person.initials, person.consented_at) == (person_id, "李明", "lm", OPENING)
        assert people.current_person(session, OTHER_PHONE, campaign_id) is None


def test_the_same_name_on_the_same_phone_is_the_same_person(register: Register) -> None:
    assert register("李明") == register(" 李\u200b明 ") == register("李 明")


def test_the_same_name_on_another_phone_is_another_person(register: Register) -> None:
    assert register(device=PHONE) != register(device=OTHER_PHONE)


def test_the_same_phone_number_makes_it_the_same_person_on_a_new_phone(register: Register) -> None:
    first = register(phone="138 1234-8000", device=PHONE)
    assert register(phone="+86 １３８１２３４８０００", device=OTHER_PHONE) == first


def test_a_family_shares_one_phone(store: Store, register: Register, campaign_id: int) -> None:
    ids = [register(name) for name in ("李明", "王芳", "李小雨", "李建国")]
    assert len(set(ids)) == 4
    with store.read() as session:
        assert {person.id for person in people.people_on_device(session, PHONE, campaign_id)} == set(ids)


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "···"])
def test_a_name_is_needed(register: Register, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        register(name)
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    "name", ["𠮷田䶮", "<script>alert(1)</script>", '=HYPERLINK("http://x")', "O'Brien", "阿卜杜拉·买买提"]
)
def test_unusual_names_are_kept_as_they_are(store: Store, register: Register, name: str) -> None:
    person_id = register(name)
    with store.read() as session:
        assert people.get_person(session, person_id).name == name


def test_direction_marks_do_not_reach_the_database(store: Store, register: Register) -> None:
    person_id = register("李\u202e明\u2066")
    with store.read() as session:
        assert people.get_person(session, person_id).name == "李明"


@pytest.mark.parametrize("phone", ["12345", "2381234800", "1381234800x", "138123480001"])
def test_impossible_phone_numbers_are_refused(register: Register, phone: str) -> None:
    with pytest.raises(Invalid) as caught:
        register(phone=phone)
    assert caught.value.field == "phone"


def test_phone_numbers_are_never_stored_in_clear(store: Store, register: Register, vault: Vault) -> None:
    person_id = register(phone="13812348000")
    assert plain_hits(store, "13812348000") == []
    with store.read() as session:
        assert people.reveal_phone(session, person_id, vault) == "13812348000"
        with pytest.raises(Misconfigured):
            people.reveal_phone(session, person_id, Vault(b"x" * 32))


def test_the_twin_whose_vault_does_not_seal_is_caught(
    store: Store, cast: Cast, campaign_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = people.NewPerson(campaign_id=campaign_id, unit_id=cast.hongxing.id, name="李明", phone="13812348000")
    with store.write() as session:
        people.register_person(session, new, device_hash=PHONE, vault=OpenVault(b"v" * 32), now=OPENING)
    hits = plain_hits(store, "13812348000")
    assert "person.phone_sealed" in hits
    assert store.is_sqlite is any(hit.startswith("quizapp.db") or hit.endswith((".db", "-wal")) for hit in hits)


def test_an_erased_person_is_gone_and_can_come_back_as_new(
    store: Store, register: Register, campaign_id: int, vault: Vault
) -> None:
    first = register(phone="13812348000")
    with store.write() as session:
        erased = people.erase_person(session, first, now=OPENING)
        assert (erased.name, erased.phone_sealed, erased.phone_index) == ("", None, None)
        assert people.current_person(session, PHONE, campaign_id) is None
        assert people.reveal_phone(session, first, vault) == ""
    assert register(phone="13812348000") != first


def test_leaving_a_phone_keeps_the_person(store: Store, register: Register, campaign_id: int) -> None:
    person_id = register()
    with store.write() as session:
        people.forget_device(session, PHONE, campaign_id)
    with store.read() as session:
        assert people.current_person(session, PHONE, campaign_id) is None
        assert people.get_person(session, person_id).name == "李明"
