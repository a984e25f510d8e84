"""Registering on a phone: once, by a name and a unit, for a whole family if need be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.db import Store
from quizapp.kit.text import mask_phone
from quizapp.kit.vault import Vault
from quizapp.people import Person, reveal_phone
from quizapp.settings import Settings
from quizapp.units import Unit
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.factories import insert_unit
from tests.support.hostile import HOSTILE_NAMES
from tests.support.month import Month
from tests.support.visitor import Visitor

Register = Callable[..., Person]
ME = "/c/dm2026/me"


def count_people(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(Person.id))) or 0


def test_it_works(client: Visitor, month: Month, cast: Cast, register: Register) -> None:
    assert 'name="unit"' in client.get(ME).text
    person = register("王桂兰", "hongxing")
    assert (person.name, person.unit_id, person.origin) == ("王桂兰", cast.hongxing.id, "phone")
    assert person.notice_version == 1
    assert person.consented_at is not None
    page = client.get("/c/dm2026").text
    assert "您好，王桂兰" in page
    assert "红星村" in page


def test_without_consent_nothing_is_stored(client: Visitor, month: Month, store: Store) -> None:
    answer = client.post(ME, data={"name": "王桂兰", "unit": "hongxing", "do": "save"})
    assert answer.status_code == 422
    assert "同意后勾选" in answer.text
    assert "王桂兰" in answer.text  # what was typed is still there
    assert count_people(store) == 0


@pytest.mark.parametrize("unit", ["", "nowhere", "xiling-town"])
def test_a_unit_of_this_campaign_is_needed(client: Visitor, month: Month, store: Store, unit: str) -> None:
    answer = client.post(ME, data={"name": "王桂兰", "unit": unit, "consent": "y", "do": "save"})
    assert answer.status_code == 422
    assert "请选择您所在的单位" in answer.text
    assert count_people(store) == 0


def test_a_double_tap_registers_once(register: Register, store: Store) -> None:
    first, second = register(), register()
    assert first.id == second.id
    assert count_people(store) == 1


def test_a_poster_fixes_the_unit(client: Visitor, month: Month) -> None:
    page = client.get(f"{ME}?unit=hongxing").text
    assert '<input type="hidden" name="unit" value="hongxing">' in page
    assert "data-unit-picker" not in page
    assert "data-unit-picker" in client.get(f"{ME}?unit=xiling-town").text  # another campaign's poster fixes nothing


def test_a_family_shares_a_phone(client: Visitor, register: Register, clock: FakeClock) -> None:
    grandmother = register("王桂兰", "hongxing")
    clock.advance(seconds=20)
    register("李小明", "qingshan")
    assert "您好，李小明" in client.get("/c/dm2026").text
    assert "王桂兰" in client.get(ME).text
    clock.advance(seconds=20)
    client.post(f"{ME}/switch", data={"person": grandmother.id})
    assert "您好，王桂兰" in client.get("/c/dm2026").text


def test_nobody_becomes_a_person_of_another_phone(app: Flask, client: Visitor, register: Register) -> None:
    stranger = app.test_client()
    assert isinstance(stranger, Visitor)
    victim = register("王桂兰")
    answer = stranger.post(f"{ME}/switch", data={"person": victim.id})
    assert answer.status_code == 404
    assert "王桂兰" not in stranger.get("/c/dm2026").text


def test_leaving_forgets_the_phone_and_keeps_the_records(client: Visitor, register: Register, store: Store) -> None:
    register()
    client.post(f"{ME}/leave")
    assert "先登记姓名和单位" in client.get("/c/dm2026").text
    assert count_people(store) == 1


def test_it_goes_on_to_where_one_came_from_but_never_to_another_site(client: Visitor, month: Month) -> None:
    good = {"name": "王桂兰", "unit": "hongxing", "consent": "y", "do": "save"}
    assert client.post(ME, data=good | {"next": "/q/ABC234"}).location == "/q/ABC234"
    assert client.post(ME, data=good | {"next": "//evil.example/"}).location == "/c/dm2026"
    assert client.post(ME, data=good | {"next": "https://evil.example/"}).location == "/c/dm2026"


def test_errors_are_summed_up_in_a_few_words(client: Visitor, month: Month) -> None:
    page = client.post(ME, data={"name": "王桂兰", "do": "save"}).text
    summary = page[
        page.index('<div class="error-summary"') : page.index("<form", page.index('<div class="error-summary"'))
    ]
    assert "所在单位：请选择您所在的单位" in summary
    assert "我已看过" not in summary
    assert "请先看说明" in summary


def test_a_phone_is_asked_for_only_where_a_contest_needs_it(client: Visitor, month: Month, register: Register) -> None:
    assert "手机号" not in client.get(ME).text
    register()
    page = client.get(f"{ME}?ask=phone&next=/q/ABC234").text
    assert 'name="phone"' in page
    assert 'value="王桂兰"' in page
    assert "不是这个单位" in page


def test_a_phone_given_later_joins_the_same_person(
    client: Visitor, register: Register, store: Store, settings: Settings
) -> None:
    before = register()
    after = register(ask="phone", phone="138 1234 8000")
    assert before.id == after.id
    with store.read() as session:
        assert reveal_phone(session, after.id, Vault(settings.key_for("vault"))) == "13812348000"
    pages = [
        client.get(address).text for address in ("/c/dm2026", ME, "/c/dm2026/record", "/c/dm2026/record/export.json")
    ]
    assert not any("13812348000" in page for page in pages)
    assert mask_phone("13812348000") in pages[-1]


def test_a_wrong_phone_is_explained(client: Visitor, month: Month, store: Store) -> None:
    data = {"name": "王桂兰", "unit": "hongxing", "consent": "y", "do": "save", "ask": "phone", "phone": "123"}
    answer = client.post(ME, data=data)
    assert answer.status_code == 422
    assert "11 位手机号" in answer.text
    assert count_people(store) == 0


@pytest.mark.parametrize(("typed", "stored"), HOSTILE_NAMES)
def test_hostile_names_are_kept_and_shown_as_text(client: Visitor, register: Register, typed: str, stored: str) -> None:
    assert register(typed).name == stored
    for address in ("/c/dm2026", ME, "/c/dm2026/record"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\u202e" not in page
        assert "\u200b" not in page


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u202e", "\x00"])
def test_a_name_of_nothing_is_refused(client: Visitor, month: Month, store: Store, typed: str) -> None:
    answer = client.post(ME, data={"name": typed, "unit": "hongxing", "consent": "y", "do": "save"})
    assert answer.status_code == 422
    assert count_people(store) == 0


def test_a_large_tree_is_searched_instead_of_sent(
    client: Visitor, month: Month, store: Store, cast: Cast, clock: FakeClock
) -> None:
    with store.write() as session:
        for number in range(310):
            insert_unit(session, clock(), name=f"{number}号村", code=f"v{number}", parent=cast.town)
        insert_unit(session, clock(), name="柳河村", code="liuhe", parent=cast.town, pinyin="liuhecun", initials="lhc")
    page = client.get(ME).text
    assert len(page.encode()) < 20_000
    assert "data-unit-picker" not in page
    found = client.post(ME, data={"name": "王桂兰", "words": "lhc", "do": "find"})
    assert found.status_code == 200
    assert "柳河村" in found.text
    assert 'value="王桂兰"' in found.text
    assert "没有找到" in client.post(ME, data={"words": "没有这个村", "do": "find"}).text
    done = client.post(ME, data={"name": "王桂兰", "unit": "liuhe", "consent": "y", "do": "save"})
    assert done.status_code == 303


def test_closed_units_are_not_offered(client: Visitor, month: Month, store: Store, cast: Cast) -> None:
    with store.write() as session:
        session.get_one(Unit, cast.qingshan.id).is_active = False
    assert "青山村" not in client.get(ME).text
    answer = client.post(ME, data={"name": "王桂兰", "unit": "qingshan", "consent": "y", "do": "save"})
    assert answer.status_code == 422
