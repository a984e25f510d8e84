"""Planning activities and their sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.activities import (
    ActivityPlan,
    SessionPlan,
    activity_kinds,
    add_session,
    cancel_activity,
    cancel_session,
    edit_activity,
    edit_session,
    get_activity,
    joint_hosts_of,
    list_sessions,
    load_facts,
    load_facts_by_code,
    open_sessions,
    plan_activity,
    record_as_held,
    sessions_for_everybody,
)
from quizapp.activities import kinds as kinds_module
from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import Month, figure, plan_session


def _plan(cast: Cast, **changes: object) -> ActivityPlan:
    values: dict[str, object] = {"unit_id": cast.town.id, "kind": "lecture", "title": "用电安全大讲堂"}
    return ActivityPlan(**(values | changes))  # type: ignore[arg-type]


def test_it_works(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind="escape_drill", sector="fire", tags=("five_entries",))
    assert facts.title == "用电安全大讲堂"
    assert facts.tags == ("delivery:offline", "sector:fire", "five_entries")
    assert (facts.host_name, facts.kind_label) == ("东明镇", "灾害避险逃生演练")
    assert facts.opens_at == OPENING - timedelta(minutes=60)


def test_a_form_sent_twice_makes_one_activity_and_one_session(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        made = [
            plan_activity(session, month.id, _plan(cast), nonce="n1", actor="staff:1", now=OPENING) for _ in range(2)
        ]
        plan = SessionPlan(host_unit_id=cast.town.id, starts_at=OPENING)
        held = [add_session(session, made[0].id, plan, nonce="n2", now=OPENING) for _ in range(2)]
    assert made[0].id == made[1].id
    assert held[0].id == held[1].id


def test_a_code_is_found_however_it_was_typed(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        code = plan_session(session, month, cast.town).code
        assert load_facts_by_code(session, f" {code[:3].lower()}-{code[3:].lower()} ").code == code


def test_an_unknown_code_is_not_found(store: Store, month: Month) -> None:
    with store.read() as session, pytest.raises(NotFound):
        load_facts_by_code(session, "NOPE")


def test_the_length_is_that_of_the_kind_unless_told(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind="micro_class", ends_at=None)
    assert facts.ends_at - facts.starts_at == timedelta(minutes=activity_kinds()["micro_class"].minutes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"title": " \u200b "}, "title"),
        ({"sector": "moon"}, "sector"),
        ({"tags": ("x",)}, "tags"),
    ],
)
def test_unknown_words_are_refused_with_their_field(
    store: Store, cast: Cast, month: Month, changes: dict[str, object], field: str
) -> None:
    with store.write() as session, pytest.raises(Invalid) as refused:
        plan_activity(session, month.id, _plan(cast, **changes), nonce="n", actor="staff:1", now=OPENING)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": OPENING - timedelta(minutes=1)}, "ends_at"),
        ({"ends_at": OPENING + timedelta(days=32)}, "ends_at"),
        ({"expected": -1}, "expected"),
        ({"opens_before_min": -5}, "opens_before_min"),
    ],
)
def test_impossible_sessions_are_refused(
    store: Store, cast: Cast, month: Month, changes: dict[str, object], field: str
) -> None:
    with store.write() as session, pytest.raises(Invalid) as refused:
        plan_session(session, month, cast.town, **changes)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_host_outside_of_the_campaign_is_refused(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session, pytest.raises(Invalid):
        plan_session(session, month, cast.stranger_town)


def test_a_joint_host_outside_of_the_campaign_is_refused(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session, pytest.raises(Invalid):
        plan_session(session, month, cast.town, joint=(cast.stranger_town,))


def test_the_host_is_never_its_own_joint_host(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, joint=(cast.town, cast.hongxing, cast.hongxing))
        assert [unit.id for unit in joint_hosts_of(session, facts.id)] == [cast.hongxing.id]


def test_a_planned_session_does_not_count(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        plan_session(session, month, cast.town)
        assert figure(session, month, cast.county, "session_held") == 0


def test_the_kind_stays_once_a_session_counts(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        record_as_held(session, facts.id, signed_by="李主任", actor="staff:1", now=OPENING)
        with pytest.raises(Conflict):
            edit_activity(session, facts.activity_id, _plan(cast, kind="open_talk"))


def test_the_title_can_change_while_a_session_counts(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        record_as_held(session, facts.id, signed_by="李主任", actor="staff:1", now=OPENING)
        edit_activity(session, facts.activity_id, _plan(cast, title="用电用气安全大讲堂"))
        assert get_activity(session, facts.activity_id).title == "用电用气安全大讲堂"


def test_a_cancelled_session_cannot_be_changed(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        cancel_session(session, facts.id, reason="暴雨", actor="staff:1", now=OPENING)
        plan = SessionPlan(host_unit_id=cast.town.id, starts_at=OPENING)
        with pytest.raises(Conflict):
            edit_session(session, facts.id, plan, actor="staff:1", now=OPENING)


def test_cancelling_needs_a_reason(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        with pytest.raises(Invalid):
            cancel_session(session, facts.id, reason="  ", actor="staff:1", now=OPENING)


def test_cancelling_an_activity_cancels_its_sessions(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        cancel_activity(session, facts.activity_id, reason="暴雨", actor="staff:1", now=OPENING)
        assert load_facts(session, facts.id).cancelled_at == OPENING
        plan = SessionPlan(host_unit_id=cast.town.id, starts_at=OPENING)
        with pytest.raises(Conflict):
            add_session(session, facts.activity_id, plan, nonce="late", now=OPENING)


def test_a_list_holds_hosted_and_jointly_hosted_sessions(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        own = plan_session(session, month, cast.hongxing)
        joint = plan_session(session, month, cast.sister_town, joint=(cast.hongxing,))
        plan_session(session, month, cast.qingshan)
        found = list_sessions(session, month.id, paths=[cast.hongxing.path])
    assert {each.facts.id for each in found} == {own.id, joint.id}


def test_a_list_costs_two_statements_however_long_it_is(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        for _ in range(5):
            plan_session(session, month, cast.hongxing)
    with store.read() as session, statement_counter(store) as sent:
        assert len(list_sessions(session, month.id, paths=[cast.county.path])) == 5
    assert len(sent) == 2, str(sent)


def test_open_sessions_are_those_of_the_own_subtree_and_of_those_above_and_beside(
    store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        above = plan_session(session, month, cast.county)
        below = plan_session(session, month, cast.hongxing)
        beside = plan_session(session, month, cast.sister_town)
        plan_session(
            session, month, cast.town, starts_at=OPENING - timedelta(days=2), ends_at=OPENING - timedelta(days=1)
        )
        found = open_sessions(session, month.id, cast.town.path, now=OPENING)
        of_the_village = open_sessions(session, month.id, cast.hongxing.path, now=OPENING)
    assert {each.id for each in found} == {above.id, below.id, beside.id}
    assert {each.id for each in of_the_village} == {above.id, below.id}


def test_sessions_for_everybody_need_no_helper_or_are_the_campaigns_own(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        anywhere = plan_session(session, month, cast.sister_town)
        own = plan_session(session, month, cast.county, allows_self_check_in=False)
        plan_session(session, month, cast.hongxing, allows_self_check_in=False)
        found = sessions_for_everybody(session, get_campaign(session, month.id), now=OPENING)
    assert {each.id for each in found} == {anywhere.id, own.id}


def test_every_kind_belongs_to_a_group_and_says_how_it_is_held() -> None:
    for kind in activity_kinds().values():
        assert kind.group in kinds_module.activity_groups(), kind.key
        assert kind.word in {"场", "次"}, kind.key
        assert kind.delivery in {"offline", "online"}, kind.key
        assert kind.drill in {"", "comprehensive", "escape", "rescue", "evacuation", "tabletop", "special"}, kind.key
        assert (kind.group == "drill") == bool(kind.drill), kind.key


def test_every_group_has_a_kind() -> None:
    assert {kind.group for kind in activity_kinds().values()} == set(kinds_module.activity_groups())
