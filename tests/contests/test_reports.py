"""A participant reports a question; its bank's people answer; the answer stands on the same result page."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select, update

from quizapp.banks import BankQuestion, QuestionBank, QuestionReport, change_question
from quizapp.contests import ContestQuestion, Reveal, create_contest
from quizapp.questions import decode_question
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import make_bank, make_settings
from tests.contests.test_pages import form_of, settle, start
from tests.contests.test_submit_attempt import right_answers
from tests.support.visitor import Visitor


def hand_in(scene: Scene, client: Visitor) -> str:
    """Path of a paper that this browser has handed in."""
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/submit", data=form_of(right_answers(scene, where.rpartition("/")[2])))
    return where


def reported(scene: Scene) -> list[QuestionReport]:
    with scene.store.read() as session:
        return list(session.scalars(select(QuestionReport).order_by(QuestionReport.id)))


def test_it_works(scene: Scene, client: Visitor) -> None:
    where = hand_in(scene, client)
    page = client.get(f"{where}/report/3").text
    assert "哪里不对" in page
    sent = client.post(f"{where}/report/3", data={"kind": "outdated", "words": "去年起改成 1 小时了"})
    assert sent.status_code == 303
    [report] = reported(scene)
    assert (report.kind, report.words, report.unit_id) == ("outdated", "去年起改成 1 小时了", scene.cast.town.id)
    assert "等组织者答复" in client.get(f"{where}/result").text
    staff = client.application.test_client()
    assert isinstance(staff, Visitor)
    staff.sign_in(scene.cast.alice)
    inbox = staff.get(f"/console/banks/{report.bank_id}/reports").text
    assert "去年起改成 1 小时了" in inbox
    answer = staff.post(
        f"/console/banks/{report.bank_id}/reports/{report.question_id}", data={"answer": "核对过，已经改了。"}
    )
    assert answer.status_code == 303
    assert "核对过，已经改了。" in client.get(f"{where}/result").text


def test_a_second_report_of_the_same_question_changes_nothing(scene: Scene, client: Visitor) -> None:
    where = hand_in(scene, client)
    for words in ("第一次", "第二次"):
        client.post(f"{where}/report/1", data={"kind": "key", "words": words})
    assert [report.words for report in reported(scene)] == ["第一次"]


def test_nothing_is_reported_before_submission_and_where_only_scores_are_shown(
    make_scene: MakeScene, client: Visitor
) -> None:
    scene = make_scene(reveal=Reveal.SCORE)
    settle(scene, client)
    where = start(scene, client)
    assert client.post(f"{where}/report/1", data={"kind": "key"}).status_code == 404
    client.post(f"{where}/submit", data=form_of({}))
    for answer in (client.get(f"{where}/report/1"), client.post(f"{where}/report/1", data={"kind": "key"})):
        assert answer.status_code == 404
    assert "这道题有问题" not in client.get(f"{where}/result").text
    assert reported(scene) == []


def test_only_the_phone_of_the_paper_may_report(scene: Scene, client: Visitor) -> None:
    where = hand_in(scene, client)
    stranger = client.application.test_client()
    assert isinstance(stranger, Visitor)
    assert stranger.post(f"{where}/report/1", data={"kind": "key"}).status_code in {403, 404}
    assert client.post(f"{where}/report/99", data={"kind": "key"}).status_code == 404
    assert client.post(f"{where}/report/1", data={"kind": "nonsense"}).status_code == 422
    assert client.post(f"{where}/report/1", data={"kind": "other", "words": " "}).status_code == 422
    assert reported(scene) == []


def test_reports_are_few(scene: Scene, client: Visitor) -> None:
    where = hand_in(scene, client)
    statuses = [client.post(f"{where}/report/{1 + n % 10}", data={"kind": "key"}).status_code for n in range(14)]
    assert statuses[:12] == [303] * 12
    assert statuses[12:] == [429, 429]


def test_a_shipped_bank_shows_each_unit_only_its_own_contests_reports(scene: Scene, client: Visitor) -> None:
    where = hand_in(scene, client)
    client.post(f"{where}/report/1", data={"kind": "key", "words": "答案应当是另一个"})
    [report] = reported(scene)
    for officer, sees in (
        (scene.cast.alice, True),
        (scene.cast.chen, True),
        (scene.cast.sun, False),
        (scene.cast.zhao, False),
    ):
        staff = client.application.test_client()
        assert isinstance(staff, Visitor)
        staff.sign_in(officer)
        assert ("答案应当是另一个" in staff.get(f"/console/banks/{report.bank_id}/reports").text) is sees
        if not sees:
            staff.post(f"/console/banks/{report.bank_id}/reports/{report.question_id}", data={"answer": "不归您管"})
    assert reported(scene)[0].answer == ""


def test_an_answer_names_the_version_that_mended_it(scene: Scene, client: Visitor) -> None:
    with scene.store.write() as session:  # the same bank, kept by the town
        session.execute(update(QuestionBank).values(unit_id=scene.cast.town.id))
    where = hand_in(scene, client)
    client.post(f"{where}/report/1", data={"kind": "key"})
    [report] = reported(scene)
    client.sign_in(scene.cast.alice)
    inbox = f"/console/banks/{report.bank_id}/reports"
    mend = {"answer": "谢谢指正", "do": "mended"}
    assert client.post(f"{inbox}/{report.question_id}", data=mend).status_code == 422
    with scene.store.write() as session:
        old = session.get_one(BankQuestion, report.question_id)
        content = decode_question(old.content)
        changed = type(content)(
            **{name: getattr(content, name) for name in content.__slots__} | {"explanation": "改过"}
        )
        newer = change_question(session, old.id, changed, now=scene.clock(), by=scene.cast.alice.id)
    assert client.post(f"{inbox}/{report.question_id}", data=mend).status_code == 303
    assert reported(scene)[0].mended_id == newer
    assert "题目已改" in client.get(f"{where}/result").text


def test_questions_that_run_out_within_the_window_are_not_drawn_and_the_organizer_is_told(
    scene: Scene, client: Visitor
) -> None:
    with scene.store.write() as session:
        bank_id = make_bank(session, scene.clock(), key="ends", size=30)
        ids = session.scalars(
            select(BankQuestion.id).where(BankQuestion.bank_id == bank_id).order_by(BankQuestion.id)
        ).all()
        last, first = date(2026, 6, 23), date(2026, 6, 16)  # the window, in China
        for question_id, days in zip(ids, (
            {"valid_to": last - timedelta(days=1)}, {"valid_to": last}, {"valid_from": first}, {"valid_from": first + timedelta(days=1)},
        ), strict=False):  # fmt: skip
            session.execute(update(BankQuestion).where(BankQuestion.id == question_id).values(days))
        session.execute(update(BankQuestion).where(BankQuestion.id == ids[9]).values(is_draft=True))
        made = create_contest(
            session, make_settings(scene.clock(), bank_id), campaign_id=scene.campaign_id, unit_id=scene.cast.town.id,
            actor=scene.cast.alice.actor, now=scene.clock(),
        )  # fmt: skip
    client.sign_in(scene.cast.alice)
    told = client.post(f"/console/contests/{made.id}/publish", follow_redirects=True).text
    assert "2 道题在竞赛期间失效或还没有生效" in told
    with scene.store.read() as session:
        pool = set(
            session.scalars(select(ContestQuestion.bank_question_id).where(ContestQuestion.contest_id == made.id))
        )
    assert set(ids) - pool == {ids[0], ids[3], ids[9]}


def test_an_undone_import_does_not_reach_a_published_contest(scene: Scene) -> None:
    with scene.store.write() as session:
        before = session.scalars(
            select(ContestQuestion.content).where(ContestQuestion.contest_id == scene.contest_id)
        ).all()
        session.execute(update(BankQuestion).values(retired_at=scene.clock()))
    with scene.store.read() as session:
        assert (
            session.scalars(select(ContestQuestion.content).where(ContestQuestion.contest_id == scene.contest_id)).all()
            == before
        )
