"""What a participant sees, through the whole application."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from quizapp.contests import Attempt, Receipt, Submission, pause_contest, views_participant
from quizapp.ledger import LedgerEntry
from quizapp.people import NewPerson, register_person
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import VAULT, Phone, hold_phone
from tests.contests.test_submit_attempt import right_answers
from tests.support.visitor import Visitor


def settle(scene: Scene, client: Visitor, name: str = "赵敏") -> Phone:
    """This browser belongs to somebody of 红星村 now."""
    device = hold_phone(client, scene.code)
    with scene.store.write() as session:
        new = NewPerson(campaign_id=scene.campaign_id, unit_id=scene.cast.hongxing.id, name=name, notice_version=1)
        person = register_person(session, new, device_hash=device, vault=VAULT, now=scene.clock())
        return Phone(person_id=person.id, unit_id=person.unit_id, device_hash=device)


def start(scene: Scene, client: Visitor) -> str:
    """Path of the paper."""
    answer = client.post(f"/q/{scene.code}/start")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def form_of(sheet: dict[str, object]) -> dict[str, object]:
    return {f"q-{number}": picked for number, picked in sheet.items()} | {"submission_key": "k1"}


def test_it_works_without_script(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    page = client.get(f"/q/{scene.code}").text
    assert "安全知识竞赛" in page
    assert "开始答题" in page
    where = start(scene, client)
    paper = client.get(where).text
    assert len(re.findall(r"<fieldset", paper)) == 10
    sheet = right_answers(scene, where.rpartition("/")[2])
    answer = client.post(f"{where}/submit", data=form_of(sheet))
    assert answer.status_code == 303
    result = client.get(answer.headers["Location"]).text
    assert "合格，恭喜" in result
    assert ">100<" in result


def test_a_new_phone_is_asked_for_a_name_first(scene: Scene, client: Visitor) -> None:
    page = client.get(f"/q/{scene.code}").text
    assert "填写姓名，开始答题" in page
    answer = client.post(f"/q/{scene.code}/start")
    assert answer.headers["Location"] == f"/c/dm2026/me?next=%2Fq%2F{scene.code}"


def test_a_code_typed_in_small_letters_is_understood(scene: Scene, client: Visitor) -> None:
    assert client.get(f"/q/{scene.code.lower()}").headers["Location"] == f"/q/{scene.code}"


def test_an_unknown_code_is_a_404(scene: Scene, client: Visitor) -> None:
    assert client.get("/q/NOSUCH").status_code == 404


@pytest.mark.parametrize(
    ("at", "words"),
    [(timedelta(hours=-2), "还没有开始"), (timedelta(0), "开始答题"), (timedelta(days=8), "竞赛已经结束")],
)
def test_the_page_says_where_the_contest_stands(scene: Scene, client: Visitor, at: timedelta, words: str) -> None:
    settle(scene, client)
    scene.clock.now += at
    assert words in client.get(f"/q/{scene.code}").text


def test_the_page_says_that_it_is_paused(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    with scene.store.write() as session:
        pause_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock())
    page = client.get(f"/q/{scene.code}").text
    assert "暂停中" in page
    assert "data-submit" not in page


def test_a_reload_neither_redraws_nor_resets_the_clock(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    first = client.get(where).text
    scene.clock.advance(minutes=7)
    again = client.get(start(scene, client)).text
    stems = re.compile(r'class="question-stem">([^<]+)<')
    assert stems.findall(first) == stems.findall(again)
    deadline = re.compile(r'data-deadline="([^"]+)"')
    assert deadline.findall(first) == deadline.findall(again) != []


def test_saved_answers_stand_in_the_reloaded_page(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    saved = client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [1]}})
    assert (saved.status_code, saved.json["revision"]) == (200, 1)
    page = client.get(where).text
    assert 'name="q-1" value="1" checked' in page
    assert 'data-revision="1"' in page


def test_another_tab_that_was_first_is_told_to_the_second(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [1]}})
    late = client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [0]}})
    assert (late.status_code, late.json) == (409, {"revision": 1, "answers": {"1": [1]}})


def test_saving_after_the_end_leads_to_the_result(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    scene.clock.advance(minutes=16)
    late = client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [1]}})
    assert (late.status_code, late.json) == (410, {"location": f"{where}/result"})


@pytest.mark.parametrize(
    "body", [{}, [], {"revision": "1", "answers": {}}, {"revision": 1, "answers": []}, {"revision": True}]
)
def test_a_save_that_is_none_is_refused(scene: Scene, client: Visitor, body: object) -> None:
    settle(scene, client)
    where = start(scene, client)
    assert client.post(f"{where}/save", json=body).status_code == 422


def test_a_page_that_has_not_seen_what_another_tab_saved_gets_it_before_it_hands_in(
    scene: Scene, client: Visitor
) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [1]}})
    form = {"submission_key": "k", "revision": "0", "q-2": "0"}
    behind = client.post(f"{where}/submit", data=form, headers={"Accept": "application/json"})
    assert (behind.status_code, behind.json) == (409, {"revision": 1, "answers": {"1": [1]}})
    whole = form | {"revision": "1", "q-1": "1"}
    done = client.post(f"{where}/submit", data=whole, headers={"Accept": "application/json"})
    assert (done.status_code, done.json) == (200, {"location": f"{where}/result"})
    again = client.post(f"{where}/submit", data=form, headers={"Accept": "application/json"})
    assert (again.status_code, again.json) == (200, done.json)


def test_a_page_that_is_behind_when_the_time_is_over_is_graded_from_what_was_saved(
    scene: Scene, client: Visitor
) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [1]}})
    scene.clock.advance(minutes=16)
    late = client.post(f"{where}/submit", data={"revision": "0"}, headers={"Accept": "application/json"})
    assert (late.status_code, late.json) == (200, {"location": f"{where}/result"})


def test_the_script_gets_an_address_instead_of_a_redirect(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    answer = client.post(f"{where}/submit", data={"submission_key": "k"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (200, {"location": f"{where}/result"})


def test_a_repeated_form_counts_once(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    for _ in range(3):
        assert client.post(f"{where}/submit", data={"submission_key": "k"}).status_code == 303
    with scene.store.read() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_a_forwarded_link_is_explained_not_opened(scene: Scene, client: Visitor, app: object) -> None:
    settle(scene, client)
    where = start(scene, client)
    friend = client.application.test_client()
    assert isinstance(friend, Visitor)
    for path in (where, f"{where}/result"):
        answer = friend.get(path)
        assert answer.status_code == 403
        assert "另一部手机" in answer.text
        assert "question-stem" not in answer.text
    assert friend.post(f"{where}/submit", data={"submission_key": "k"}).status_code == 403
    assert friend.post(f"{where}/save", json={"revision": 1, "answers": {}}).status_code == 403


def test_an_overdue_paper_is_handed_in_when_it_is_looked_at(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/save", json={"revision": 1, "answers": right_answers(scene, where.rpartition("/")[2])})
    scene.clock.advance(minutes=16)
    page = client.get(where, follow_redirects=True).text
    assert "时间到，自动交卷" in page
    assert ">100<" in page


def taken_again(scene: Scene, client: Visitor) -> set[str]:
    """What a paper that was handed in empty still takes from a browser with the cookies it had before."""
    settle(scene, client)
    where = start(scene, client)
    jar = {name: client.get_cookie(name) for name in ("device", "session")}
    client.post(f"{where}/submit", data={"submission_key": "k1"})
    for name, cookie in jar.items():
        if cookie is not None:
            client.set_cookie(name, cookie.value)
    right = right_answers(scene, where.rpartition("/")[2])
    saved = client.post(f"{where}/save", json={"revision": 9, "answers": right})
    client.post(f"{where}/submit", data=form_of(right))
    with scene.store.read() as session:
        score = session.scalar(select(Attempt.score))
    return {name for name, is_taken in (("saved", saved.status_code != 410), ("scored", score != 0)) if is_taken}


def test_an_old_cookie_cannot_hand_in_again(scene: Scene, client: Visitor) -> None:
    """The attempt's state lives in the database: cookies from before the submission replay nothing."""
    assert taken_again(scene, client) == set()


def test_the_twin_that_leaves_it_to_the_browser_what_was_handed_in_is_caught(
    scene: Scene, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = views_participant.hand_in

    def hand_in(submission: Submission) -> Receipt:
        receipt = honest(submission)
        with scene.store.write() as session:
            session.execute(update(Attempt).values(submitted_at=None, score=None, max_score=None))
        return receipt

    monkeypatch.setattr(views_participant, "hand_in", hand_in)
    assert taken_again(scene, client) == {"saved", "scored"}


def test_the_result_shows_the_wrong_ones_with_their_article(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/submit", data={"submission_key": "k"})
    page = client.get(f"{where}/result").text
    assert "记住这 10 题" in page
    assert "《中华人民共和国安全生产法》第" in page
    assert "要求先确认自身安全" in page


@pytest.mark.parametrize(("reveal", "answers", "explanations"), [("score", False, False), ("answers", True, False)])
def test_the_result_shows_no_more_than_was_chosen(
    make_scene: MakeScene, client: Visitor, reveal: str, answers: bool, explanations: bool
) -> None:
    from quizapp.contests import Reveal

    scene = make_scene(reveal=Reveal(reveal))
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/submit", data={"submission_key": "k"})
    page = client.get(f"{where}/result").text
    assert ("正确答案" in page) is answers
    assert ("要求先确认自身安全" in page) is explanations


def test_the_seed_stays_secret_until_a_day_after_the_end(scene: Scene, client: Visitor) -> None:
    from quizapp.contests import Contest

    with scene.store.read() as session:
        contest = session.scalars(select(Contest)).one()
    assert contest.seed is not None
    for days, is_shown in ((0, False), (7, False), (8, True)):
        page = client.get(f"/q/{scene.code}")
        scene.clock.now = contest.created_at + timedelta(days=days, minutes=1)
        page = client.get(f"/q/{scene.code}")
        assert str(contest.seed_commitment) in page.text
        assert (contest.seed in page.text) is is_shown
