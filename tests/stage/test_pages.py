"""Pages of a contest: prepared and run by forms, silent about keys and what comes next, a record that says everything."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import TodayView, get_campaign
from quizapp.db import Store
from quizapp.stage import Act, RoundKind, StageContest, StagePress
from quizapp.stage.console_cards import cards
from tests.contests.makers import make_bank
from tests.stage.conftest import Show, make_stage
from tests.stage.test_contest import play
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.counting import statement_counter
from tests.support.month import Month
from tests.support.visitor import Visitor


def _screen(show: Show) -> str:
    return f"/stage-screen/{show.course().contest.screen_token}"


def test_from_nothing_to_the_first_question_by_forms(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    with store.write() as session:
        bank_id = make_bank(session, clock(), size=40)
    client.sign_in(cast.adam)
    assert "还没有现场比赛" in client.get("/console/stage").text
    page = client.get("/console/stage/new").text
    nonce = re.findall(r'name="nonce"[^>]*value="(\w+)"', page)[0]
    form = {
        "nonce": nonce, "title": "全镇知识竞赛", "place": "礼堂", "preset": "short", "campaign_id": month.id, "unit_id": cast.town.id,
    }  # fmt: skip
    first, again = client.post("/console/stage/new", data=form), client.post("/console/stage/new", data=form)
    assert (first.status_code, first.location) == (303, again.location), "sent twice, made once"
    where = first.location
    assert client.post("/console/stage/new", data=form | {"title": ""}).status_code == 422
    for name, place in (("红星村队", cast.hongxing), ("青山村队", cast.qingshan)):
        team = {"name": name, "unit_id": place.id, "members": "张三、李四\n王五"}
        assert client.post(f"{where}/teams", data=team).status_code == 303
    assert client.post(f"{where}/teams", data={"name": "红 星村队", "unit_id": 0}).status_code == 422, "the same name"
    page = client.get(where).text
    assert "张三、李四、王五" in page
    assert "题不够" in page
    rounds = re.findall(rf'{where}/rounds/(\d+)"', page)
    for each in dict.fromkeys(rounds):
        drawn = client.post(f"{where}/rounds/{each}/draw", data={"bank_id": bank_id, "count": 4})
        assert drawn.status_code == 303, drawn.text
    assert client.post(f"{where}/rounds/{rounds[0]}/draw", data={"bank_id": bank_id, "count": 50}).status_code == 422
    rules = {"title": "抢答题", "right": 20, "wrong": 5, "seconds": 15, "false_start": "minus", "false_points": 5}
    assert client.post(f"{where}/rounds/{rounds[1]}/rules", data=rules).status_code == 303
    assert "抢跑扣 5 分" in client.get(where).text
    run = f"{where}/run"
    assert client.post(f"{run}/start", data={"revision": 0}).status_code == 303
    assert client.post(f"{run}/call", data={"revision": 1, "round_id": rounds[1]}).status_code == 303
    stale = client.post(f"{run}/open", data={"revision": 1})
    assert stale.status_code == 409
    assert "刚刚操作过" in stale.text
    assert "开始抢答" in stale.text, "the page as it stands now"
    assert client.post(f"{run}/open", data={"revision": 2}).status_code == 303
    assert client.post(f"{where}/rounds/{rounds[1]}/rules", data=rules).status_code == 409, "too late for rules"
    assert client.post(f"{run}/award", data={"revision": 3, "team_id": 1, "points": "x"}).status_code == 422
    with store.read() as session:
        actions = {each.action for each in session.query(AuditEntry)}
    assert {
        "stage.create",
        "stage.team",
        "stage.draw",
        "stage.round",
        "stage.start",
        "stage.call",
        "stage.open",
    } <= actions


def test_nothing_of_a_key_or_the_next_question_before_its_moment(
    client: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    with store.write() as session:
        contest_id = make_stage(session, cast, month, mark="CANARY", nonce="canary").id
    show = Show(store=store, cast=cast, clock=clock, month=month, id=contest_id)
    line = show.line(RoundKind.BUZZER)
    first = show.course().question(line.questions[0].id)
    stems = [show.course().question(each.id) for each in line.questions[1:]]
    assert first is not None

    def seen() -> str:
        hall = client.get(_screen(show)).text + client.get(f"{_screen(show)}?part=1").text
        buzzers = "".join(
            client.get(f"/stage-buzzer/{show.token(seat)}{part}").text for seat in (1, 2) for part in ("", "/state")
        )
        return hall + buzzers

    def tells(text: str) -> set[str]:
        found = {"key"} if "答案：" in text or "is-right" in text or first.explanation in text else set()
        found |= {"stem"} if first.stem in text else set()
        return found | ({"next"} if any(each is not None and each.stem in text for each in stems) else set())

    show.do("start")
    assert tells(seen()) == set()
    show.call(RoundKind.BUZZER)
    assert tells(seen()) == {"stem"}
    show.do("open")
    show.press(1)
    show.settle()
    assert tells(seen()) == {"stem"}
    show.do("judge", team_id=show.seat(1), verdict="right")
    assert tells(seen()) == {"stem"}, "judged, not published yet"
    show.do("reveal")
    assert tells(seen()) == {"stem", "key"}
    client.sign_in(cast.adam)
    assert "key" in tells(client.get(f"/console/stage/{contest_id}/run").text)


def test_a_buzzer_from_waiting_to_first(client: Visitor, show: Show, store: Store) -> None:
    where = f"/stage-buzzer/{show.token(2)}"
    state = lambda: client.get(f"{where}/state").json  # noqa: E731
    assert state()["state"] == "idle"
    assert client.post(f"{where}/press", json={"nonce": "a"}).json == {"verdict": "shut"}
    show.do("start")
    show.call(RoundKind.BUZZER)
    assert state()["state"] == "ready"
    assert client.post(f"{where}/press", json={"nonce": "b", "rtt_ms": 31}).json == {"verdict": "early"}
    assert (state()["early"], state()["score"]) == (True, 90)
    show.do("open")
    assert state()["state"] == "open"
    assert client.post(f"{where}/press", json={"nonce": "c", "rtt_ms": 31.4}).json == {"verdict": "in"}
    assert client.post(f"{where}/press", json={"nonce": "c"}).json == {"verdict": "in"}, "sent again"
    assert state()["state"] == "open", "the others' presses may still be on their way"
    answer = client.get(f"{where}/state")
    assert client.get(f"{where}/state", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    show.clock.now += timedelta(seconds=1)
    found = client.get(f"{where}/state", headers={"If-None-Match": answer.headers["ETag"]}).json
    assert (found["state"], found["left_ms"]) == ("mine", 20_000), "whoever asks next says who was first"
    assert client.get(f"/stage-buzzer/{show.token(1)}/state").json["state"] == "other"
    assert "青山村代表队" in client.get(f"/stage-buzzer/{show.token(1)}").text
    with store.read() as session:
        assert session.scalars(select(StagePress.rtt_ms).order_by(StagePress.id)).all() == [31, 31]
    plain = client.post(f"/stage-buzzer/{show.token(3)}/press", data={"nonce": "d"})
    assert plain.status_code == 303, "without a script it is a form"
    assert client.post(f"{where}/hello", json={"rtt_ms": 25}).status_code == 204
    client.sign_in(show.cast.adam)
    assert "往返 25 毫秒" in client.get(f"/console/stage/{show.id}/run").text


def test_an_old_link_opens_nothing(client: Visitor, show: Show) -> None:
    old, screen = f"/stage-buzzer/{show.token(1)}", _screen(show)
    client.sign_in(show.cast.adam)
    client.post(f"/console/stage/{show.id}/links", data={"team_id": show.seat(1)})
    client.post(f"/console/stage/{show.id}/links", data={})
    assert (
        client.get(old).status_code == client.get(f"{old}/state").status_code == client.get(screen).status_code == 404
    )
    assert client.post(f"{old}/press", json={"nonce": "a"}).status_code == 404
    assert client.post(f"{old}/hello", json={}).status_code == 404
    assert client.get(_screen(show)).status_code == 200
    assert client.get(f"/console/stage/{show.id}/teams/{show.seat(1)}/code.png").mimetype == "image/png"


def test_a_screen_that_asks_again_costs_one_statement(client: Visitor, show: Show, store: Store) -> None:
    show.do("start")
    for url in (f"{_screen(show)}?part=1", f"/stage-buzzer/{show.token(1)}/state"):
        tag = client.get(url).headers["ETag"]
        with statement_counter(store) as sent:
            assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        assert len(sent) == 1, str(sent)
    show.call(RoundKind.AUDIENCE)
    screen = _screen(show)
    with statement_counter(store) as sent:
        assert client.get(f"{screen}?part=1").status_code == 200
    assert len(sent) <= 8, str(sent)


def test_the_record_says_everything(client: Visitor, show: Show) -> None:
    client.sign_in(show.cast.adam)
    where = f"/console/stage/{show.id}"
    assert client.get(f"{where}/record.pdf").status_code == 404, "there is none yet"
    show.do("start")
    play(show)
    show.do("award", team_id=show.seat(2), points=20, reason="题目有歧义")
    judged = next(each for each in show.course().events if each.kind is Act.JUDGE)
    show.do("rejudge", event_id=judged.id, verdict="wrong", reason="复核录像")
    finish = client.get(f"{where}/finish").text
    assert "王小明" in finish
    present = re.findall(r'name="present" value="(\d+)"', finish)
    revision = show.course().contest.host_revision
    form = {
        "present": present[1:],
        "audience": "160",
        "audience_is_approximate": "y",
        "referees": "周评委",
        "recorder": "郑记录",
    }
    assert client.post(f"{where}/finish", data=form | {"revision": revision - 1}).status_code == 409
    assert client.post(f"{where}/finish", data=form | {"revision": revision}).status_code == 303
    assert client.post(f"{where}/finish", data=form | {"revision": revision + 1}).status_code == 409, "once"
    pdf = client.get(f"{where}/record.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    for word in (
        "东明镇安全知识竞赛决赛比赛记录",
        "约 160 人",
        "抢跑",
        "题目有歧义",
        "复核录像",
        "撤回",
        "周评委",
        "郑记录",
        "王小明",
        "毫秒",
    ):
        assert word in text, word
    assert client.get(f"{where}/record.docx").data[:2] == b"PK"
    book = load_workbook(io.BytesIO(client.get(f"{where}/record.xlsx").data))
    rows = list(book.worksheets[-1].iter_rows(values_only=True))
    points = [row[5] for row in rows[1:] if row[6] in ("否", False)]
    assert sum(points) == sum(show.scores()) - 300, "the lines add up to the scores"
    page = client.get(where).text
    assert "比赛记录 PDF" in page
    client.sign_in(show.cast.vera)
    assert client.get(where).status_code == 200
    assert client.get(f"{where}/run").status_code == 403


def test_today_says_that_one_runs(show: Show, store: Store, month: Month) -> None:
    def told() -> list[str]:
        with store.read() as session:
            campaign = get_campaign(session, month.id)
            view = TodayView(campaign=campaign, actor=show.cast.adam.actor, paths=(show.cast.town.path,), now=OPENING)
            return [str(each.chip) for each in cards(session, view)]

    assert told() == []
    show.do("test")
    assert told() == ["试运行"]
    show.do("end_test")
    show.do("start")
    assert told() == ["进行中"]


def test_teams_and_rounds_change_until_the_start(client: Visitor, show: Show, store: Store) -> None:
    client.sign_in(show.cast.adam)
    where = f"/console/stage/{show.id}"
    line = show.line(RoundKind.REQUIRED)
    dropped = client.post(f"{where}/rounds/{line.round.id}/questions/{line.questions[0].id}/drop")
    assert dropped.status_code == 303
    assert [each.place for each in show.line(RoundKind.REQUIRED).questions] == [1, 2]
    assert client.post(f"{where}/rounds/{line.round.id}/drop").status_code == 303
    assert [each.round.number for each in show.course().rounds] == [1, 2, 3, 4]
    assert client.post(f"{where}/teams/{show.seat(1)}/drop").status_code == 303
    assert [each.team.seat for each in show.course().teams] == [1, 2]
    new = {"title": "风险", "kind": "risk", "values": "十", "false_start": "none"}
    assert client.post(f"{where}/rounds/new", data=new).status_code == 422
    assert client.post(f"{where}/rounds/new", data=new | {"values": "10、50"}).status_code == 303
    picked = client.get(f"{where}/rounds/{show.line(RoundKind.BUZZER).round.id}?q=第").text
    assert "加勾选的题" in picked
    change = {"title": "决赛", "place": "广场", "start_score": "0"}
    assert client.post(f"{where}/edit", data=change).status_code == 303
    assert show.scores() == [0, 0]
    show.do("start")
    assert client.post(f"{where}/edit", data=change | {"start_score": "50"}).status_code == 409
    for path in (f"teams/{show.seat(1)}/drop", "teams"):
        assert client.post(f"{where}/{path}", data={"name": "新队", "unit_id": 0}).status_code == 409
    kept = {"name": "青山村一队", "unit_id": show.cast.qingshan.id, "members": "赵青、周山"}
    assert client.post(f"{where}/teams/{show.seat(1)}", data=kept).status_code == 303, "names until the end"
    with store.read() as session:
        assert session.get_one(StageContest, show.id).phase == "running"


@pytest.mark.sqlite_only
def test_no_page_asks_anything_of_another_host(client: Visitor, show: Show) -> None:
    """The hall may have a router and nothing behind it."""
    client.sign_in(show.cast.adam)
    show.do("start")
    show.call(RoundKind.BUZZER)
    for url in (_screen(show), f"/stage-buzzer/{show.token(1)}", f"/console/stage/{show.id}/run"):
        answer = client.get(url)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//(?!beian)', answer.text), url
