"""Rosters: importing twice adds nothing; people are matched only without doubt."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from quizapp import people
from quizapp.db import Store
from quizapp.errors import NotFound
from quizapp.kit.vault import Vault
from tests.support.cast import Cast
from tests.support.clock import OPENING


@pytest.fixture
def roster_id(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> int:
    lines = [
        people.RosterLine(unit_id=cast.factory.id, name="李明", phone="13812348000", department="一车间"),
        people.RosterLine(unit_id=cast.factory.id, name="王芳"),
        people.RosterLine(unit_id=cast.factory.id, name="张伟", employee_no="7"),
        people.RosterLine(unit_id=cast.factory.id, name="张伟", employee_no="8"),
    ]
    with store.write() as session:
        roster = people.open_roster(
            session, campaign_id=campaign_id, unit_id=cast.factory.id, title="全员", now=OPENING
        )
        done = people.import_lines(session, roster, lines, vault=vault)
        assert (done.added, done.already_there) == (4, 0)
        again = people.import_lines(session, roster, lines, vault=vault)
        assert (again.added, again.already_there) == (0, 4)
        return roster.id


def _register(
    store: Store, campaign_id: int, unit_id: int, vault: Vault, name: str, phone: str | None = None
) -> people.Person:
    new = people.NewPerson(campaign_id=campaign_id, unit_id=unit_id, name=name, phone=phone)
    with store.write() as session:
        return people.register_person(
            session, new, device_hash=people.hash_device(f"{name}{phone}"), vault=vault, now=OPENING
        )


def test_the_only_line_of_that_name_is_matched(
    store: Store, cast: Cast, campaign_id: int, vault: Vault, roster_id: int
) -> None:
    assert _register(store, campaign_id, cast.factory.id, vault, "王芳").roster_entry_id is not None


def test_a_line_is_matched_once(store: Store, cast: Cast, campaign_id: int, vault: Vault, roster_id: int) -> None:
    first = _register(store, campaign_id, cast.factory.id, vault, "王芳")
    with store.write() as session:
        new = people.NewPerson(campaign_id=campaign_id, unit_id=cast.factory.id, name="王芳")
        second = people.register_person(session, new, device_hash=people.hash_device("x"), vault=vault, now=OPENING)
    assert first.roster_entry_id is not None
    assert second.roster_entry_id is None


def test_two_lines_of_one_name_match_nobody(
    store: Store, cast: Cast, campaign_id: int, vault: Vault, roster_id: int
) -> None:
    assert _register(store, campaign_id, cast.factory.id, vault, "张伟").roster_entry_id is None


def test_another_phone_number_is_another_person(
    store: Store, cast: Cast, campaign_id: int, vault: Vault, roster_id: int
) -> None:
    assert _register(store, campaign_id, cast.factory.id, vault, "李明", "13900001111").roster_entry_id is None
    assert _register(store, campaign_id, cast.factory.id, vault, "李明", "13812348000").roster_entry_id is not None


def test_people_of_other_units_are_not_matched(
    store: Store, cast: Cast, campaign_id: int, vault: Vault, roster_id: int
) -> None:
    assert _register(store, campaign_id, cast.hongxing.id, vault, "王芳").roster_entry_id is None


@pytest.mark.parametrize("words", ["李", "李明", "liming", "lm"])
def test_the_desk_finds_people_and_free_lines(
    store: Store, cast: Cast, campaign_id: int, roster_id: int, words: str
) -> None:
    with store.read() as session:
        found = people.search_people(session, campaign_id=campaign_id, paths=[cast.town.path], words=words)
        elsewhere = people.search_people(session, campaign_id=campaign_id, paths=[cast.sister_town.path], words=words)
    assert [(each.name, each.unit_name, each.detail) for each in found] == [("李明", "东明化工厂", "一车间")]
    assert elsewhere == []


def test_a_line_becomes_a_person_once(store: Store, cast: Cast, campaign_id: int, vault: Vault, roster_id: int) -> None:
    with store.write() as session:
        entry_id = session.execute(text("SELECT id FROM roster_entry WHERE name = '李明'")).scalar_one()
        first = people.person_for_roster_entry(session, campaign_id, entry_id, now=OPENING)
        again = people.person_for_roster_entry(session, campaign_id, entry_id, now=OPENING)
        assert first.id == again.id
        assert people.reveal_phone(session, first.id, vault) == "13812348000"
        with pytest.raises(NotFound):
            people.person_for_roster_entry(session, campaign_id + 1, entry_id, now=OPENING)
