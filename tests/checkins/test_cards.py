"""What check-in offers on the campaign page and on the console's first page."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from quizapp.activities import record_as_held
from quizapp.campaigns import Card, Group, Section, TodayCard, TodayView, get_campaign
from quizapp.checkins import Door, NewScan, campaign_cards, console_cards, record_scan
from quizapp.db import Store
from quizapp.kit.evidence import describe
from quizapp.people import Person
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, add_person, plan_session


def _offered(session: Session, month: Month, person: Person | None) -> dict[str, Card]:
    found = campaign_cards.cards(session, get_campaign(session, month.id), person, OPENING)
    return {card.title: card for card in found}


def _today(session: Session, month: Month, cast: Cast) -> list[TodayCard]:
    view = TodayView(
        campaign=get_campaign(session, month.id), actor=cast.alice.actor, paths=(cast.town.path,), now=OPENING
    )
    return console_cards.cards(session, view)


def test_a_villager_is_offered_sessions_of_his_village_and_of_those_around(
    store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        person = add_person(session, month, cast.hongxing)
        plan_session(session, month, cast.town, title="镇里")
        plan_session(session, month, cast.qingshan, title="邻村", allows_self_check_in=False)
        plan_session(session, month, cast.sister_town, title="邻镇", allows_self_check_in=False)
        plan_session(session, month, cast.hongxing, title="后天", starts_at=OPENING + timedelta(days=2), ends_at=None)
        found = _offered(session, month, person)
    assert {title: card.group for title, card in found.items()} == {
        "镇里": Group.NOW, "邻村": Group.NOW, "后天": Group.LATER,
    }  # fmt: skip


def test_whatever_is_offered_to_a_stranger_stays_offered_once_he_has_registered(
    store: Store, cast: Cast, month: Month
) -> None:
    later = {"starts_at": OPENING + timedelta(days=2), "ends_at": None}
    with store.write() as session:
        person = add_person(session, month, cast.factory)
        plan_session(session, month, cast.sister_town, title="邻镇的开放日", **later)
        plan_session(session, month, cast.county, title="县里", allows_self_check_in=False, **later)
        plan_session(session, month, cast.sister_town, title="内部", allows_self_check_in=False, **later)
        for number in range(9):  # more than are shown of one's own units
            plan_session(session, month, cast.factory, title=f"班组 {number}", allows_self_check_in=False)
        before, after = (_offered(session, month, whoever) for whoever in (None, person))
    assert set(before) == {"邻镇的开放日", "县里"}
    assert set(before) < set(after)
    assert "内部" not in after


def test_what_one_came_to_is_done(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        person = add_person(session, month, cast.hongxing)
        facts = plan_session(session, month, cast.hongxing, title="演练")
        scan = NewScan(nonce="n", person_id=person.id, door=Door.SCAN, scanned_at=OPENING)
        record_scan(session, facts.id, scan, actor="person:1", now=OPENING)
        card = _offered(session, month, person)["演练"]
        told = describe(session, [("attendance", 1)])[("attendance", 1)]
    assert (card.group, card.url) == (Group.DONE, f"/s/{facts.code}")
    assert told.title == "演练"


def test_live_sessions_show_how_many_came(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        plan_session(session, month, cast.hongxing, title="演练", expected=40)
        (card,) = _today(session, month, cast)
    assert (card.section, card.title, str(card.text)) == (Section.LIVE, "演练", "已到 0 / 应到 40")


def test_finished_sessions_that_do_not_count_want_eyes(store: Store, cast: Cast, month: Month) -> None:
    long_ago = {"starts_at": OPENING - timedelta(days=3), "ends_at": OPENING - timedelta(days=3) + timedelta(hours=1)}
    with store.write() as session:
        empty = plan_session(session, month, cast.town, title="没人签到", **long_ago)
        held = plan_session(session, month, cast.town, title="已登记", **long_ago)
        record_as_held(session, held.id, signed_by="李", actor="staff:1", now=OPENING)
        (card,) = _today(session, month, cast)
    assert card.section is Section.EYES
    assert card.url == f"/console/sessions/{empty.id}"
