"""Pages, JSON and files of boards, through the whole application."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import text

from quizapp.leaderboards import BoardSettings, Formula, read_settings
from tests.leaderboards.conftest import Fair
from tests.leaderboards.route_cases import FORM
from tests.support.visitor import Visitor


@pytest.fixture
def console(fair: Fair, client: Visitor) -> Visitor:
    client.sign_in(fair.cast.alice)
    return client


def audited(fair: Fair) -> list[str]:
    with fair.store.read() as session:
        return [row.action for row in session.execute(text("SELECT action FROM audit_entry ORDER BY position"))]


def test_a_contest_says_so_before_anybody_starts(fair: Fair, client: Visitor) -> None:
    assert "本竞赛公开排行榜" not in client.get(f"/q/{fair.code}").text
    fair.set_board(shows_people=True, people_limit=20)
    page = client.get(f"/q/{fair.code}").text
    assert "本竞赛公开排行榜" in page
    assert "列前 20 名，姓名打码" in page


def test_the_rule_and_the_denominators_are_printed(fair: Fair, client: Visitor) -> None:
    fair.set_board(shows_units=True, formula=Formula.POINTS)
    page = client.get(f"/q/{fair.code}/board").text
    assert "成绩达到满分 60% 的每人计 2 分，其他参与者每人计 1 分" in page
    assert "达标 4 人，其他 3 人" in page
    assert "不足 5 人的单位不排名" in page
    assert "东明化工厂" in page
    assert "南河镇" not in page


def test_names_are_masked_and_one_s_own_place_is_private(fair: Fair, client: Visitor) -> None:
    fair.set_board(shows_people=True)
    page = client.get(f"/q/{fair.code}/board/people").text
    assert "村民0号" not in page
    assert "村*号" in page or "村**号" in page or "村**" in page
    assert "您目前" not in page


def test_a_closed_board_is_nowhere(fair: Fair, client: Visitor) -> None:
    for path in ("board", "board/people"):
        assert client.get(f"/q/{fair.code}/{path}").status_code == 404
    for kind in ("units", "people"):
        assert client.get(f"/api/contests/{fair.code}/board/{kind}").status_code == 404


def test_json_says_the_same(fair: Fair, client: Visitor) -> None:
    fair.set_board(shows_units=True, shows_people=True, formula=Formula.AVERAGE, units_limit=3)
    units = client.get(f"/api/contests/{fair.code}/board/units").json
    assert (units["state"], units["formula"], units["others"]) == ("live", "average", 2)
    assert [(line["rank"], line["name"], line["value"]) for line in units["brackets"][0]["lines"]] == [
        (1, "青山村", 9400), (2, "红星村", 6000),
    ]  # fmt: skip
    people = client.get(f"/api/contests/{fair.code}/board/people").json
    assert [line["rank"] for line in people["lines"]] == list(range(1, 17))
    assert "村民0号" not in str(people)


def test_an_organizer_opens_and_closes(console: Visitor, fair: Fair) -> None:
    where = f"/console/contests/{fair.contest_id}/boards"
    assert "现在的情况" in console.get(where).text
    assert console.post(where, data=FORM).status_code == 303
    with fair.store.read() as session:
        assert read_settings(session, fair.contest_id) == BoardSettings(
            shows_units=True, names_units=False, has_brackets=False
        )
    assert console.get(f"/q/{fair.code}/board").status_code == 200
    closed = {name: value for name, value in FORM.items() if name != "shows_units"}
    assert console.post(where, data=closed).status_code == 303
    assert console.get(f"/q/{fair.code}/board").status_code == 404
    assert [action for action in audited(fair) if action.startswith("contest.")] == [
        "contest.open_board", "contest.set_board", "contest.close_board", "contest.set_board",
    ]  # fmt: skip


def test_what_cannot_be_is_said_at_its_field(console: Visitor, fair: Fair) -> None:
    where = f"/console/contests/{fair.contest_id}/boards"
    for changes, words in (
        ({"points_high": "1", "points_low": "2"}, "达到分数线的分不能比没达到的少"),
        ({"freeze_at": "2020-06-01T08:00"}, "封榜时刻要晚于现在"),
        ({"min_people": "1"}, "请填 3 到 1000 之间的整数"),
    ):
        answer = console.post(where, data=FORM | changes)
        assert answer.status_code == 422
        assert words in answer.text


def test_a_frozen_board_is_published_with_one_button(console: Visitor, fair: Fair) -> None:
    fair.set_board(shows_units=True, freeze_at=fair.clock() + timedelta(minutes=1))
    fair.clock.advance(minutes=2)
    where = f"/console/contests/{fair.contest_id}/boards"
    assert "正在封榜" in console.get(f"/q/{fair.code}/board").text
    assert "公布结果" in console.get(where).text
    assert console.post(f"{where}/publish").status_code == 303
    assert "正在封榜" not in console.get(f"/q/{fair.code}/board").text
    assert "contest.publish_board" in audited(fair)


def test_the_export_holds_every_rank_and_small_units_without_figures(console: Visitor, fair: Fair) -> None:
    answer = console.get(f"/console/contests/{fair.contest_id}/boards/units.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[1:5] for row in rows[1:]] == [
        ["1", "红星村", "7", "7"], ["2", "青山村", "5", "5"], ["", "东明化工厂", "", ""],
    ]  # fmt: skip
    assert "contest.export_board" in audited(fair)
