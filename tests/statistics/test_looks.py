"""Looks at figures: what the unit is told, what it says, and what the level above sees of it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from quizapp.campaigns import Campaign, get_campaign
from quizapp.db import Store
from quizapp.kit.periods import parse_period
from quizapp.ledger import Measure
from quizapp.statistics import Form, build_report
from quizapp.statistics.looks import looks_below
from quizapp.units import get_unit
from tests.statistics.conftest import FORM, NOW, Credit
from tests.support.cast import Cast
from tests.support.counting import statement_counter
from tests.support.factories import insert_unit
from tests.support.visitor import Visitor

KINDS = ("lecture", "group_viewing", "consultation", "knowledge_contest")


@pytest.fixture
def address(campaign: Campaign) -> str:
    return f"/console/statistics/{campaign.id}/%d/{FORM}/cumulative/looks"


def _form_of(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(rule|key|seen)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in fields}


def test_a_look_is_explained_by_the_unit_and_seen_above(
    cast: Cast, client: Visitor, campaign: Campaign, address: str
) -> None:
    client.sign_in(cast.hong)
    cell = f"/console/statistics/{campaign.id}/{cast.hongxing.id}/{FORM}/cumulative/cells/slogans_posters/type"
    client.post(cell, data={"value": "800", "reason": "数过"})
    mine = address % cast.hongxing.id
    page = client.get(mine).text
    assert "整百的数字" in page
    said = _form_of(page)
    assert said == {"rule": "round", "key": "slogans_posters", "seen": "slogans_posters=800"}
    assert client.post(mine, data=said | {"explanation": " "}).status_code == 422
    assert client.post(mine, data=said | {"explanation": "正好", "seen": "slogans_posters=900"}).status_code == 409
    assert client.post(mine, data=said | {"explanation": "按领料单，正好八百张"}).status_code == 303
    client.sign_in(cast.alice)
    above = client.get(address % cast.town.id).text
    assert "按领料单，正好八百张" in above
    assert "已说明" in above
    assert 'name="explanation"' not in above
    assert client.post(mine, data=said | {"explanation": "我也这么说"}).status_code == 303  # the town may edit below
    client.post(cell, data={"value": "900", "reason": "又数了一遍"})
    moved = client.get(address % cast.town.id).text
    assert "说明之后数字又有变化" in moved
    assert "已说明" not in moved


def test_same_figures_as_a_sister_name_her_to_the_level_above_alone(
    cast: Cast, client: Visitor, address: str, credit: Credit
) -> None:
    for unit in (cast.hongxing, cast.qingshan):
        for number, kind in enumerate(KINDS, 11):
            credit(kind=kind, unit_id=unit.id, quantity=number)
    client.sign_in(cast.hong)
    mine = client.get(address % cast.hongxing.id).text
    assert "与同级的另一个单位完全相同" in mine
    assert "青山村" not in mine
    client.sign_in(cast.alice)
    assert "与青山村完全相同" in client.get(address % cast.town.id).text


def test_it_never_stands_in_the_way_of_the_form(cast: Cast, client: Visitor, address: str, credit: Credit) -> None:
    credit(quantity=9_000)
    client.sign_in(cast.alice)
    sheet = (address % cast.town.id).removesuffix("/looks")
    assert "合理性核对" in client.get(sheet).text
    assert client.get(f"{sheet}/export.csv").status_code == 200


def test_the_number_of_statements_does_not_depend_on_units(
    store: Store, cast: Cast, campaign: Campaign, form: Form, credit: Credit
) -> None:
    counts = []
    for count in (3, 40):
        with store.write() as session:
            places = [insert_unit(session, NOW, code=f"k{count}-{n}", parent=cast.town) for n in range(count)]
        for place in places:
            credit(unit_id=place.id, quantity=20, measure=Measure.ATTENDANCE)
        with store.read() as session:
            found, unit = get_campaign(session, campaign.id), get_unit(session, cast.town.id)
            report = build_report(session, form, found, unit, parse_period("week:2026-06-17"), now=NOW)
            with statement_counter(store) as sent:
                looks_below(session, report, now=NOW)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 40, counts
