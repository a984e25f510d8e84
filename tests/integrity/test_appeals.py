"""A voided participant reads why, objects once, reads the answer; nobody else sees any of it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from quizapp.contests import Attempt, AttemptRuling, restore_attempt, void_attempt
from quizapp.integrity import AttemptAppeal, mark_new, purge_appeals
from quizapp.integrity.person_data import describe
from quizapp.ledger import LedgerEntry
from quizapp.people import erase_person
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import hold_phone
from tests.integrity.makers import answer, take_phone
from tests.support.visitor import Visitor


@pytest.fixture
def voided(scene: Scene, client: Visitor) -> tuple[int, str]:
    """This browser's paper, voided: its id and its address."""
    attempt_id = answer(scene, 1, seconds=150)
    token = take_phone(scene, attempt_id, hold_phone(client, scene.code))
    void(scene, attempt_id)
    return attempt_id, f"/q/{scene.code}/a/{token}"


def void(scene: Scene, attempt_id: int, *, returns_try: bool = False) -> None:
    with scene.store.write() as session:
        void_attempt(
            session, attempt_id, reason="同一部手机代答", returns_try=returns_try, actor=scene.cast.alice.actor,
            now=scene.clock(),
        )  # fmt: skip


def counted(scene: Scene) -> int:
    with scene.store.read() as session:
        return session.scalar(select(func.sum(LedgerEntry.quantity))) or 0


def appeal_id(scene: Scene) -> int:
    with scene.store.read() as session:
        return session.scalars(select(AttemptAppeal.id).order_by(AttemptAppeal.id.desc())).first() or 0


def test_it_works(scene: Scene, voided: tuple[int, str], client: Visitor) -> None:
    attempt_id, where = voided
    result = client.get(f"{where}/result").text
    assert "这份答卷已作废" in result
    assert "同一部手机代答" in result
    assert "仍算用过的一次" in result
    assert "恭喜" not in result
    campaign = client.get("/c/dm2026").text
    assert "同一部手机代答" in campaign
    assert "已作废，可申诉" in campaign
    assert "已作废" in client.get(f"/q/{scene.code}").text
    assert client.post(f"{where}/appeal", data={"text": " "}).status_code == 422
    assert client.post(f"{where}/appeal", data={"text": "是我本人\n用邻居的手机答的"}).status_code == 303
    assert "等待答复" in client.get(f"{where}/appeal").text
    client.sign_in(scene.cast.alice)
    assert "等您答复的申诉" in client.get(f"/console/contests/{scene.contest_id}/integrity").text
    assert "1 条申诉等您答复" in client.get("/console/").text
    assert "用邻居的手机答的" in client.get(f"/console/integrity/attempts/{attempt_id}").text
    told = client.post(
        f"/console/integrity/appeals/{appeal_id(scene)}/answer",
        data={"verdict": "restored", "answer": "电话核实，属实"},
    )
    assert told.status_code == 303
    assert counted(scene) == 1
    page = client.get(f"{where}/appeal").text
    assert "已经恢复" in page
    assert "电话核实，属实" in page
    assert "已作废" not in client.get(f"{where}/result").text


def test_upholding_changes_nothing_but_is_told(scene: Scene, voided: tuple[int, str], client: Visitor) -> None:
    _, where = voided
    client.post(f"{where}/appeal", data={"text": "请再看一看"})
    client.sign_in(scene.cast.alice)
    answer_where = f"/console/integrity/appeals/{appeal_id(scene)}/answer"
    assert client.post(answer_where, data={"verdict": "perhaps", "answer": "x"}).status_code == 422
    client.post(answer_where, data={"verdict": "upheld", "answer": "九份答卷答案完全一样"})
    assert counted(scene) == 0
    assert "九份答卷答案完全一样" in client.get(f"{where}/appeal").text
    late = client.post(answer_where, data={"verdict": "restored", "answer": "改主意"}, follow_redirects=True)
    assert "已经答复过" in late.text
    assert counted(scene) == 0


def test_one_appeal_for_each_void(scene: Scene, voided: tuple[int, str], client: Visitor) -> None:
    attempt_id, where = voided
    client.post(f"{where}/appeal", data={"text": "第一次"})
    again = client.post(f"{where}/appeal", data={"text": "第二次"}, follow_redirects=True).text
    assert "已经申诉过一次" in again
    assert "第二次" not in again
    with scene.store.write() as session:
        restore_attempt(session, attempt_id, reason="是本人", actor=scene.cast.alice.actor, now=scene.clock())
    assert "已经恢复" in client.get(f"{where}/appeal").text
    void(scene, attempt_id)
    assert client.post(f"{where}/appeal", data={"text": "又被作废了"}).status_code == 303
    with scene.store.read() as session:
        assert session.scalar(select(func.count(AttemptAppeal.id))) == 2


def test_a_paper_that_stands_has_nothing_to_appeal(scene: Scene, client: Visitor) -> None:
    attempt_id = answer(scene, 1, seconds=150)
    token = take_phone(scene, attempt_id, hold_phone(client, scene.code))
    assert client.get(f"/q/{scene.code}/a/{token}/appeal").status_code == 404
    assert client.post(f"/q/{scene.code}/a/{token}/appeal", data={"text": "没有作废"}).status_code == 404


def test_nobody_else_sees_it(scene: Scene, voided: tuple[int, str], client: Visitor) -> None:
    _, where = voided
    mark_new(scene.store, now=scene.clock())
    stranger = client.application.test_client()
    assert isinstance(stranger, Visitor)
    for path in ("/result", "/appeal"):
        assert stranger.get(f"{where}{path}").status_code == 403
    assert stranger.post(f"{where}/appeal", data={"text": "我替他说"}).status_code == 403
    assert "作废" not in stranger.get(f"/q/{scene.code}").text
    assert "作废" not in stranger.get("/c/dm2026").text


def test_the_form_is_limited(scene: Scene, voided: tuple[int, str], client: Visitor) -> None:
    _, where = voided
    told = [client.post(f"{where}/appeal", data={"text": " "}).status_code for _ in range(6)]
    assert told == [422] * 5 + [429]
    assert client.get(f"{where}/appeal").status_code == 200


def test_a_try_that_was_given_back_is_told(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(tries_total=1, tries_per_day=1)
    attempt_id = answer(scene, 1, seconds=150)
    token = take_phone(scene, attempt_id, hold_phone(client, scene.code))
    void(scene, attempt_id, returns_try=True)
    page = client.get(f"/q/{scene.code}/a/{token}/result").text
    assert "可以再答" in page
    assert "再答一次" in page


def test_words_go_half_a_year_after_the_answer(scene: Scene, voided: tuple[int, str], client: Visitor) -> None:
    _, where = voided
    client.post(f"{where}/appeal", data={"text": "我叫某某，住在村东"})
    client.sign_in(scene.cast.alice)
    scene.clock.advance(days=1)
    client.sign_in(scene.cast.alice)
    client.post(f"/console/integrity/appeals/{appeal_id(scene)}/answer", data={"verdict": "upheld", "answer": "维持"})
    with scene.store.write() as session:
        assert purge_appeals(session, now=scene.clock.advance(days=179)) == 0
        assert purge_appeals(session, now=scene.clock.advance(days=2)) == 1
        assert purge_appeals(session, now=scene.clock()) == 0
        appeal = session.scalars(select(AttemptAppeal)).one()
        assert (appeal.words, appeal.answer) == ("", "维持")


@pytest.mark.parametrize(
    "values", [{"verdict": "upheld"}, {"verdict": "perhaps"}, {"answered_by": "staff:1", "verdict": "restored"}]
)
def test_the_database_refuses_half_an_answer(scene: Scene, values: dict[str, str]) -> None:
    attempt_id = answer(scene, 1)
    void(scene, attempt_id)
    with scene.store.read() as session:
        ruling_id = session.scalars(select(AttemptRuling.id)).one()
    appeal = AttemptAppeal(
        contest_id=scene.contest_id, attempt_id=attempt_id, ruling_id=ruling_id, words="请看", made_at=scene.clock(),
        **values,
    )  # fmt: skip
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.add(appeal)


def test_words_go_with_the_person(scene: Scene, voided: tuple[int, str], client: Visitor) -> None:
    attempt_id, where = voided
    client.post(f"{where}/appeal", data={"text": "我叫某某，住在村东"})
    with scene.store.write() as session:
        person_id = session.get_one(Attempt, attempt_id).person_id
        assert [str(much) for _, much in describe(session, person_id)] == ["写过 1 条"]
        erase_person(session, person_id, now=scene.clock())
        assert describe(session, person_id) == []
        assert session.scalars(select(AttemptAppeal.words)).one() == ""
