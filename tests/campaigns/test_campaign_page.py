"""The campaign page: what there is, said the same to everybody, found from the front door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from quizapp.campaigns import Campaign, Group, NewCampaign, collect_cards, get_campaign, open_campaign
from quizapp.db import Store
from quizapp.people import Person
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.month import Month, plan_session
from tests.support.visitor import Visitor


def test_it_works(client: Visitor, month: Month) -> None:
    assert client.get("/").location == "/c/dm2026"
    page = client.get("/c/dm2026").text
    assert "东明县安全生产月" in page
    assert "人人讲安全、个个会应急" in page
    assert "6月1日 – 6月30日" in page
    assert "第 25 个全国安全生产月" in page
    assert "今天没有安排" in page


def test_the_front_door_without_a_campaign_is_friendly(client: Visitor) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "活动还没有开始" in answer.text


def test_several_campaigns_are_listed(
    client: Visitor, month: Month, store: Store, cast: Cast, clock: FakeClock
) -> None:
    new = NewCampaign(
        root_unit_id=cast.stranger_county.id, code="xl2026", title="西岭县安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    with store.write() as session:
        open_campaign(session, new, now=clock())
    page = client.get("/").text
    assert "/c/dm2026" in page
    assert "/c/xl2026" in page


def test_what_can_be_done_comes_from_the_features(client: Visitor, month: Month, store: Store, cast: Cast) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.hongxing, title="用电安全大讲堂")
    page = client.get("/c/dm2026").text
    assert "用电安全大讲堂" in page
    assert f'href="/s/{facts.code}' in page


def test_cards_stand_in_groups(month: Month, store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        plan_session(session, month, cast.hongxing, title="今天的讲座")
        plan_session(
            session, month, cast.hongxing, title="后天的演练", starts_at=datetime(2026, 6, 18, 2, tzinfo=UTC),
            ends_at=datetime(2026, 6, 18, 4, tzinfo=UTC),
        )  # fmt: skip
    with store.read() as session:
        groups = collect_cards(session, get_campaign(session, month.id), None, clock())
    assert [card.title for card in groups[Group.NOW]] == ["今天的讲座"]
    assert [card.title for card in groups[Group.LATER]] == ["后天的演练"]


def test_the_page_costs_the_same_for_twenty_sessions(
    client: Visitor, month: Month, store: Store, cast: Cast, register: Callable[..., Person]
) -> None:
    register()
    with store.write() as session:
        plan_session(session, month, cast.hongxing)
    with statement_counter(store) as one:
        client.get("/c/dm2026")
    with store.write() as session:
        for number in range(19):
            plan_session(session, month, cast.hongxing, title=f"第 {number} 场")
    with statement_counter(store) as many:
        client.get("/c/dm2026")
    assert len(many) == len(one), f"{one}\n---\n{many}"


def test_an_unpublished_campaign_is_nowhere(client: Visitor, month: Month, store: Store) -> None:
    with store.write() as session:
        session.execute(update(Campaign).values(is_published=False))
    for path in ("", "/me", "/privacy", "/record", "/feedback"):
        assert client.get(f"/c/dm2026{path}").status_code == 404
    assert "活动还没有开始" in client.get("/").text


@pytest.mark.parametrize(
    ("day", "words"),
    [(datetime(2026, 5, 30, tzinfo=UTC), "即将开始"), (datetime(2026, 7, 2, tzinfo=UTC), "活动已经结束")],
)
def test_before_and_after_the_month(client: Visitor, month: Month, clock: FakeClock, day: datetime, words: str) -> None:
    clock.now = day
    assert words in client.get("/c/dm2026").text


def test_the_notice_says_what_the_law_asks(client: Visitor, month: Month) -> None:
    page = client.get("/c/dm2026/privacy").text
    for words in ("谁在处理", "为了什么", "收集什么", "180 天", "您的权利", "未满 14 周岁", "联系我们", "东明县"):
        assert words in page
    assert client.get("/privacy").location == "/c/dm2026/privacy"


def test_pages_are_small(client: Visitor, month: Month) -> None:
    for path in ("", "/me", "/privacy"):
        assert len(client.get(f"/c/dm2026{path}").data) < 30_000
