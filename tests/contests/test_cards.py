"""Contests on the campaign's page and on the console's first page; what stands behind a ledger entry."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from quizapp.campaigns import Group, Section, TodayView, get_campaign
from quizapp.contests import Attempt, campaign_cards, console_cards, pause_contest
from quizapp.kit.evidence import describe
from quizapp.people import get_person
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_submit_attempt import right_answers
from tests.support.counting import statement_counter


def card(scene: Scene) -> tuple[Group, str, str]:
    with scene.store.read() as session:
        campaign, person = get_campaign(session, scene.campaign_id), get_person(session, scene.wang.person_id)
        (found,) = campaign_cards.cards(session, campaign, person, scene.clock())
    return found.group, str(found.chip), str(found.text)


def today(scene: Scene) -> list[tuple[Section, str, int | None]]:
    with scene.store.read() as session:
        view = TodayView(
            campaign=get_campaign(session, scene.campaign_id), actor=scene.cast.alice.actor,
            paths=(scene.cast.town.path,), now=scene.clock(),
        )  # fmt: skip
        return [(each.section, str(each.title), each.value) for each in console_cards.cards(session, view)]


def test_an_open_contest_can_be_done_now(scene: Scene) -> None:
    assert card(scene) == (Group.NOW, "进行中", "10 题，15 分钟")


def test_a_paper_that_is_not_finished_is_named(scene: Scene) -> None:
    scene.start()
    assert card(scene)[:2] == (Group.NOW, "没答完")


def test_a_passed_contest_says_so_with_the_best_score(scene: Scene) -> None:
    token = scene.start().token
    scene.submit(token, right_answers(scene, token))
    scene.submit(scene.start().token, {})
    assert card(scene) == (Group.NOW, "已合格", "成绩 100 分，答过 2 次")


def test_before_and_after_the_window(scene: Scene) -> None:
    scene.clock.now -= timedelta(hours=2)
    assert card(scene)[:2] == (Group.LATER, "未开始")
    scene.clock.now += timedelta(days=9)
    assert card(scene)[:2] == (Group.OVER, "已结束"), "who never answered did not take part"


def test_a_contest_that_was_taken_stays_among_what_was_done(scene: Scene) -> None:
    scene.submit(scene.start().token, {})
    scene.clock.now += timedelta(days=9)
    assert card(scene)[:2] == (Group.DONE, "已结束")


def test_a_draft_has_no_card(make_scene: MakeScene) -> None:
    scene = make_scene(is_published=False)
    with scene.store.read() as session:
        assert campaign_cards.cards(session, get_campaign(session, scene.campaign_id), None, scene.clock()) == []


def test_the_first_page_of_staff_tells_what_is_live(scene: Scene) -> None:
    scene.submit(scene.start().token, {})
    assert today(scene) == [(Section.LIVE, "安全知识竞赛", None), (Section.FIGURE, "竞赛答题人次", 1)]


def test_the_first_page_of_staff_tells_of_drafts_and_pauses(make_scene: MakeScene) -> None:
    scene = make_scene(is_published=False)
    assert today(scene)[0][:2] == (Section.EYES, "安全知识竞赛")


def test_a_paused_contest_wants_to_be_looked_at(scene: Scene) -> None:
    with scene.store.write() as session:
        pause_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock())
    assert today(scene)[0][0] is Section.EYES


def test_cards_cost_two_statements(scene: Scene) -> None:
    with scene.store.read() as session:
        campaign, person = get_campaign(session, scene.campaign_id), get_person(session, scene.wang.person_id)
        with statement_counter(scene.store) as sent:
            campaign_cards.cards(session, campaign, person, scene.clock())
    assert len(sent) == 2, str(sent)


def test_a_ledger_entry_can_be_opened(scene: Scene) -> None:
    token = scene.start().token
    scene.submit(token, right_answers(scene, token))
    with scene.store.read() as session:
        attempt_id = session.scalars(select(Attempt.id)).one()
        found = describe(session, [("attempt", attempt_id), ("attempt", 4711)])
    assert list(found) == [("attempt", attempt_id)]
    evidence = found["attempt", attempt_id]
    assert (evidence.title, evidence.path) == ("安全知识竞赛", f"/console/contests/{scene.contest_id}")
    assert str(evidence.detail) == "第 1 次，100 分"
