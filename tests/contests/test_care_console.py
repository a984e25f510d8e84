"""What an organizer does for single people: more time, a paper opened again, a code for another phone."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.contests import Attempt, ContestAccommodation
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_accommodations import REASON, deadline, give
from tests.contests.test_reopen_attempt import answered, counted
from tests.support.visitor import Visitor


def audited(scene: Scene) -> list[str]:
    with scene.store.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)))


def attempt_id(scene: Scene) -> int:
    with scene.store.read() as session:
        return session.scalars(select(Attempt.id)).one()


def test_more_time_for_a_person(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    url = f"/console/contests/{scene.contest_id}/time"
    assert url in client.get(f"/console/contests/{scene.contest_id}").text
    started = scene.start()
    found = client.get(f"{url}?q=wxm").text
    assert "王*明" in found
    assert "王小明" not in found
    chosen = client.get(f"{url}?person_id={scene.wang.person_id}").text
    assert "15 分钟变 22 分钟" in chosen
    assert f'name="person_id" value="{scene.wang.person_id}"' in chosen
    assert "给一个单位" not in chosen
    form = {"person_id": scene.wang.person_id, "time_percent": "150", "reason": REASON}
    page = client.get(client.post(url, data=form).headers["Location"]).text
    assert "正在答的 1 份答卷已经加上时间" in page
    assert "王*明" in page
    assert deadline(scene, started.token) == started.deadline_at + timedelta(minutes=7, seconds=30)
    assert audited(scene)[-1] == "contest.give_time"
    refused = client.post(url, data=form)
    assert refused.status_code == 422
    assert "已经有一条照顾安排" in refused.text


def test_no_limit_for_a_unit_and_its_end(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    url = f"/console/contests/{scene.contest_id}/time"
    client.post(url, data={"unit_id": scene.cast.hongxing.id, "time_percent": "0", "reason": REASON})
    with scene.store.read() as session:
        given = session.scalars(select(ContestAccommodation)).one()
    assert (given.unit_id, given.time_percent) == (scene.cast.hongxing.id, None)
    assert "还没有。" not in client.get(url).text
    client.post(f"/console/contests/time/{given.id}/end")
    assert "还没有。" in client.get(url).text
    assert audited(scene)[-1] == "contest.end_time"
    assert client.post(f"/console/contests/time/{given.id}/end").status_code == 303


def test_a_form_without_anybody_is_refused(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    form = {"unit_id": "0", "time_percent": "150", "reason": REASON}
    answer = client.post(f"/console/contests/{scene.contest_id}/time", data=form)
    assert answer.status_code == 422
    assert "请选一个人，或一个单位" in answer.text


def test_a_contest_without_limit_says_so(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(minutes_limit=None)
    client.sign_in(scene.cast.alice)
    assert "本来就不限时" in client.get(f"/console/contests/{scene.contest_id}/time").text


def test_a_paper_is_found_and_opened_again(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    token = answered(scene).token
    listed = client.get(f"/console/contests/{scene.contest_id}/papers?q=王").text
    assert "王*明" in listed
    where = f"/console/contests/{scene.contest_id}/papers/{attempt_id(scene)}/reopen"
    assert where in listed
    page = client.get(where).text
    assert "可能已经看过" in page
    suggested = re.search(r'name="deadline_at"[^>]*value="([^"]+)"', page)
    assert suggested is not None
    answer = client.post(where, data={"deadline_at": suggested[1], "reason": "停电"})
    assert answer.status_code == 303
    assert "重开过" in client.get(answer.headers["Location"]).text
    assert counted(scene) == 0
    assert deadline(scene, token) <= scene.clock() + timedelta(minutes=15)
    assert audited(scene)[-1] == "attempt.reopen"
    again = client.post(where, data={"deadline_at": suggested[1], "reason": "停电"})
    assert "还没有交，不用重开" in client.get(again.headers["Location"]).text


def test_a_deadline_that_is_past_is_told_at_its_field(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    answered(scene)
    where = f"/console/contests/{scene.contest_id}/papers/{attempt_id(scene)}/reopen"
    answer = client.post(where, data={"deadline_at": "2026-01-01T08:00", "reason": "停电"})
    assert answer.status_code == 422
    assert "交卷时间要晚于现在" in answer.text


def test_a_broken_phone_is_helped_by_a_code(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    token = scene.start().token
    where = f"/console/contests/{scene.contest_id}/papers/{attempt_id(scene)}/code"
    assert where in client.get(f"/console/contests/{scene.contest_id}/papers").text
    found = re.search(r'move-code"[^>]*>([0-9A-Z ]+)<', client.post(where).text)
    assert found is not None
    assert audited(scene)[-1] == "attempt.move_code"
    answer = client.post(f"/q/{scene.code}/continue", data={"move_code": found[1]})
    assert answer.headers["Location"] == f"/q/{scene.code}/a/{token}"


def test_a_paper_that_was_handed_in_gets_no_code(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    answered(scene)
    answer = client.post(f"/console/contests/{scene.contest_id}/papers/{attempt_id(scene)}/code")
    assert "不用再换手机" in client.get(answer.headers["Location"]).text


def test_a_paper_of_another_contest_is_not_found(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    assert client.get(f"/console/contests/{scene.contest_id}/papers/99999/reopen").status_code == 404


def test_a_papers_time_is_shown_beside_it(scene: Scene, client: Visitor) -> None:
    give(scene, None)
    scene.start()
    client.sign_in(scene.cast.alice)
    assert "不限时" in client.get(f"/console/contests/{scene.contest_id}/papers").text


def test_seconds_for_a_question_are_a_setting(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(is_published=False, question_seconds=25)
    client.sign_in(scene.cast.alice)
    page = client.get(f"/console/contests/{scene.contest_id}/edit").text
    assert re.search(r'name="question_seconds"[^>]*value="25"', page)
