"""The poster's page on a phone, without script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from quizapp.activities import SessionFacts, cancel_session
from quizapp.db import Store
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.web.participant import COOKIE, read_device_cookie
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.month import VAULT, Month, figure, plan_session
from tests.support.visitor import Visitor


@pytest.fixture
def facts(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A drill of 红星村 that is open now."""
    with store.write() as session:
        return plan_session(session, month, cast.hongxing, kind="escape_drill", title="避险逃生演练", place="文化广场")


def _become_known(
    store: Store, client: Visitor, month: Month, cast: Cast, clock: FakeClock, name: str = "张三"
) -> None:
    """The phone speaks for a villager, as after the identity page."""
    client.get("/s/NOPE")  # gets its device key
    settings = client.application.extensions["quizapp"].settings
    cookie = client.get_cookie(settings.cookie_name(COOKIE))
    assert cookie is not None
    device = read_device_cookie(cookie.value, settings)
    assert device is not None
    new = NewPerson(campaign_id=month.id, unit_id=cast.hongxing.id, name=name, notice_version=1)
    with store.write() as session:
        register_person(session, new, device_hash=hash_device(device.key), vault=VAULT, now=clock())


def _nonce(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_a_returning_phone_needs_two_taps(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    page = client.get(f"/s/{facts.code}")
    answer = client.post(f"/s/{facts.code}", data={"nonce": _nonce(page.text)}, follow_redirects=True)
    assert 'data-verdict="done"' in answer.text
    assert all(word in answer.text for word in ("签到成功", "张三", "红星村", "2026-06-16 10:00"))
    with store.read() as session:
        assert figure(session, month, cast.hongxing, "attendance", "escape_drill") == 1


def test_a_new_phone_says_its_name_first_and_comes_back(client: Visitor, facts: SessionFacts) -> None:
    page = client.get(f"/s/{facts.code}").text
    assert f"/c/dm2026/me?next=/s/{facts.code}" in page
    answer = client.post(f"/s/{facts.code}")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/c/dm2026/me?next=/s/{facts.code}")


def test_a_second_tap_shows_the_first_time(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    client.post(f"/s/{facts.code}", data={"nonce": "first"})
    clock.advance(minutes=20)
    again = client.post(f"/s/{facts.code}", data={"nonce": "second"}, follow_redirects=True).text
    assert 'data-verdict="again"' in again
    assert "2026-06-16 10:00" in again
    assert "2026-06-16 10:20" not in again


def test_reloading_the_answer_shows_it_again(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    where = client.post(f"/s/{facts.code}", data={"nonce": "first"}).location
    for _ in range(2):
        assert 'data-verdict="done"' in client.get(where).text


def test_an_answer_is_not_shown_to_another_phone(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    where = client.post(f"/s/{facts.code}", data={"nonce": "first"}).location
    stranger = client.application.test_client()
    assert stranger.get(where).status_code == 303


def test_who_is_in_sees_it_on_the_page_and_no_button(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    client.post(f"/s/{facts.code}", data={"nonce": "first"})
    page = client.get(f"/s/{facts.code}").text
    assert "您已签到：2026-06-16 10:00" in page
    assert 'name="nonce"' not in page


def test_too_early_says_when_it_opens(client: Visitor, clock: FakeClock, facts: SessionFacts) -> None:
    clock.advance(hours=-2)
    assert "2026-06-16 09:00 开放签到" in client.get(f"/s/{facts.code}").text


def test_too_late_says_what_to_do(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    nonce = _nonce(client.get(f"/s/{facts.code}").text)
    clock.advance(hours=3)
    assert "请找工作人员补签" in client.get(f"/s/{facts.code}").text
    refused = client.post(f"/s/{facts.code}", data={"nonce": nonce}, follow_redirects=True).text
    assert 'data-verdict="refused"' in refused
    assert "请找工作人员补签" in refused


def test_a_cancelled_session_says_so(client: Visitor, store: Store, facts: SessionFacts, clock: FakeClock) -> None:
    with store.write() as session:
        cancel_session(session, facts.id, reason="暴雨", actor="staff:1", now=clock())
    assert "这一场已经取消" in client.get(f"/s/{facts.code}").text


def test_where_helpers_check_in_the_phone_is_sent_to_them(
    client: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        helped = plan_session(session, month, cast.hongxing, allows_self_check_in=False)
    page = client.get(f"/s/{helped.code}").text
    assert "请到签到处报姓名" in page
    assert "填写姓名，签到" not in page


def test_a_page_kept_open_while_the_phone_changed_hands_still_checks_in(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    client.post(f"/s/{facts.code}", data={"nonce": "shared"})
    clock.advance(minutes=1)
    _become_known(store, client, month, cast, clock, "李四")
    answer = client.post(f"/s/{facts.code}", data={"nonce": "shared"}, follow_redirects=True).text
    assert 'data-verdict="done"' in answer
    assert "李四" in answer


def test_the_code_can_be_typed_by_hand(client: Visitor, facts: SessionFacts) -> None:
    typed = f" {facts.code[:3].lower()} {facts.code[3:].lower()}"
    answer = client.get("/s", query_string={"code": typed})
    assert answer.location.endswith(f"/s/{facts.code}")


def test_a_wrong_code_is_told_kindly(client: Visitor, facts: SessionFacts) -> None:
    answer = client.get("/s", query_string={"code": "WRONG1"})
    assert answer.status_code == 404
    assert "没有这个口令" in answer.text


def test_a_hostile_name_is_shown_as_text(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock, "<b>𠮷</b>")
    answer = client.post(f"/s/{facts.code}", data={"nonce": "first"}, follow_redirects=True).text
    assert "&lt;b&gt;𠮷&lt;/b&gt;" in answer
    assert "<b>𠮷" not in answer


def test_a_check_in_from_the_phone_costs_eight_statements_at_most(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts
) -> None:
    _become_known(store, client, month, cast, clock)
    with statement_counter(store) as first:
        client.post(f"/s/{facts.code}", data={"nonce": "first"})
    assert len(first) <= 8, str(first)
    _become_known(store, client, month, cast, clock, "李四")
    clock.advance(minutes=1)
    _become_known(store, client, month, cast, clock, "王五")
    with statement_counter(store) as later:
        client.post(f"/s/{facts.code}", data={"nonce": "later"})
    assert len(later) <= 6, str(later)


def test_the_window_is_the_servers(client: Visitor, clock: FakeClock, facts: SessionFacts) -> None:
    clock.now = facts.closes_at
    assert "可以签到" in client.get(f"/s/{facts.code}").text
    clock.now = facts.closes_at + timedelta(seconds=1)
    assert "签到已结束" in client.get(f"/s/{facts.code}").text
