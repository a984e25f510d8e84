"""Planning on the console: one page from nothing to a code on the wall."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from quizapp.activities import Activity, ActivitySession, SessionFacts, joint_hosts_of, load_facts
from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.kit.evidence import describe, kind_labels
from tests.support.cast import Cast
from tests.support.month import Month, figure, plan_session
from tests.support.visitor import Visitor


@pytest.fixture
def alice(client: Visitor, cast: Cast, month: Month) -> Visitor:
    """The organizer's browser."""
    client.sign_in(cast.alice)
    return client


def _form(cast: Cast, **changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "nonce": "form-1", "session_nonce": "form-1s", "kind": "lecture", "title": "用电安全大讲堂", "delivery": "",
        "sector": "fire", "unit_id": cast.town.id, "day": "2026-06-18", "starts": "09:00", "ends": "10:30",
        "place": "镇文化站", "host_unit_id": cast.hongxing.id, "joint": "青山村、nanhe-town", "expected": "60",
        "allows_self_check_in": "y", "opens_before_min": "30", "closes_after_min": "45",
    }  # fmt: skip
    return values | changes


def test_one_page_makes_the_activity_and_its_session(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    answer = alice.post("/console/activities/new", data=_form(cast))
    with store.read() as session:
        made = session.scalars(select(ActivitySession)).one()
        facts = load_facts(session, made.id)
        joint = [unit.name for unit in joint_hosts_of(session, made.id)]
        noted = [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.position))]
    assert answer.location.endswith(f"/console/sessions/{made.id}")
    assert (facts.host_name, facts.expected, joint) == ("红星村", 60, ["青山村", "南河镇"])
    assert facts.starts_at.isoformat() == "2026-06-18T01:00:00+00:00"
    assert facts.opens_at.isoformat() == "2026-06-18T00:30:00+00:00"
    assert facts.tags == ("delivery:offline", "sector:fire")
    assert noted == ["activity.create", "session.create"]


def test_sending_the_page_twice_makes_one(alice: Visitor, store: Store, cast: Cast) -> None:
    for _ in range(2):
        assert alice.post("/console/activities/new", data=_form(cast)).status_code == 303
    with store.read() as session:
        assert len(session.scalars(select(Activity)).all()) == len(session.scalars(select(ActivitySession)).all()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请填写活动名称"),
        ({"joint": "没有村"}, "没有找到单位“没有村”"),
        ({"ends": "08:00"}, "结束时间不能早于开始时间"),
        ({"starts": "late"}, "活动名称"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_stored(
    alice: Visitor, store: Store, cast: Cast, changes: dict[str, object], words: str
) -> None:
    answer = alice.post("/console/activities/new", data=_form(cast, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    with store.read() as session:
        assert session.scalars(select(Activity)).all() == []


def test_a_unit_outside_of_ones_own_cannot_be_chosen(alice: Visitor, store: Store, cast: Cast) -> None:
    for name in ("unit_id", "host_unit_id"):
        assert alice.post("/console/activities/new", data=_form(cast, **{name: cast.sister_town.id})).status_code == 422
    with store.read() as session:
        assert session.scalars(select(Activity)).all() == []


def test_a_session_over_several_days_ends_on_its_last_day(alice: Visitor, store: Store, cast: Cast) -> None:
    alice.post("/console/activities/new", data=_form(cast, last_day="2026-06-20"))
    with store.read() as session:
        assert session.scalars(select(ActivitySession)).one().ends_at.isoformat() == "2026-06-20T02:30:00+00:00"


def test_editing_shows_and_stores_the_same_wall_clock(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    alice.post("/console/activities/new", data=_form(cast))
    with store.read() as session:
        made = session.scalars(select(ActivitySession)).one()
    page = alice.get(f"/console/sessions/{made.id}/edit").text
    assert 'value="09:00' in page
    assert "青山村\n南河镇" in page
    shown = dict(
        re.findall(
            r'name="(day|starts|ends|place|expected|opens_before_min|closes_after_min)"[^>]*value="([^"]*)"', page
        )
    )
    form = shown | {"joint": "青山村", "host_unit_id": cast.hongxing.id, "allows_self_check_in": "y"}
    assert alice.post(f"/console/sessions/{made.id}/edit", data=form).status_code == 303
    with store.read() as session:
        again = load_facts(session, made.id)
    assert (again.starts_at, again.ends_at, again.place) == (made.starts_at, made.ends_at, "镇文化站")


@pytest.fixture
def past(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A tour that has begun and where nobody takes heads."""
    with store.write() as session:
        return plan_session(session, month, cast.town, kind="themed_tour", title="危化园区专题行")


def test_a_session_without_heads_is_recorded_as_held_and_taken_back(
    alice: Visitor, store: Store, cast: Cast, month: Month, past: SessionFacts
) -> None:
    alice.post(f"/console/sessions/{past.id}/held", data={"signed_by": "李主任"})
    assert "李主任 证明" in alice.get(f"/console/sessions/{past.id}").text
    with store.read() as session:
        assert figure(session, month, cast.county, "session_held", "themed_tour") == 1
    alice.post(f"/console/sessions/{past.id}/held/withdraw", data={"reason": "没有去成"})
    with store.read() as session:
        assert figure(session, month, cast.county, "session_held", "themed_tour") == 0


def test_the_list_is_filtered_by_kind_and_week(
    alice: Visitor, store: Store, cast: Cast, month: Month, past: SessionFacts
) -> None:
    def shows(**query: str) -> bool:
        return "危化园区专题行" in alice.get("/console/activities", query_string=query).text

    assert shows()
    assert shows(kind="themed_tour", week="week:2026-06-17")
    assert not shows(kind="lecture")
    assert not shows(week="week:2026-06-10")


def test_the_list_holds_nothing_of_other_units(client: Visitor, cast: Cast, past: SessionFacts) -> None:
    for officer in (cast.sun, cast.hong):
        client.sign_in(officer)
        assert "危化园区专题行" not in client.get("/console/activities").text


def test_readers_of_the_ledger_are_told_what_stands_behind_a_session(
    alice: Visitor, store: Store, past: SessionFacts
) -> None:
    alice.post(f"/console/sessions/{past.id}/held", data={"signed_by": "李主任"})
    with store.read() as session:
        told = describe(session, [("session_holding", 1)])[("session_holding", 1)]
    assert (told.title, told.path) == ("危化园区专题行", f"/console/sessions/{past.id}")
    assert kind_labels()["themed_tour"] == "专题行"
