"""Teams as people see them: a founder, a friend with the code, a stranger, the organizer."""

from __future__ import annotations

from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.contests import Contest
from quizapp.people import NewPerson, erase_person, register_person
from quizapp.teams import Team, TeamMember
from quizapp.teams.person_data import describe, erase
from tests.contests.makers import VAULT, hold_phone
from tests.support.visitor import Visitor
from tests.teams.makers import Pitch


def name_phone(pitch: Pitch, client: Visitor, name: str = "王小明") -> int:
    """The person who now holds this browser."""
    device = hold_phone(client, pitch.code)
    with pitch.store.write() as session:
        campaign_id = session.get_one(Contest, pitch.contest_id).campaign_id
        new = NewPerson(campaign_id=campaign_id, unit_id=pitch.cast.hongxing.id, name=name, notice_version=1)
        return register_person(session, new, device_hash=device, vault=VAULT, now=pitch.clock()).id


def team_code(pitch: Pitch) -> str:
    with pitch.store.read() as session:
        return session.scalars(select(Team.code)).one()


def test_from_the_contest_to_a_team_of_two(pitch: Pitch, client: Visitor) -> None:
    assert "组队参赛" in client.get(f"/q/{pitch.code}").text
    assert "先填姓名和单位" in client.get(f"/q/{pitch.code}/team").text
    name_phone(pitch, client)
    answer = client.post(f"/q/{pitch.code}/team/found", data={"name": "红星一队"}, follow_redirects=True)
    assert "红星一队" in answer.text
    code = team_code(pitch)
    assert code in answer.text
    assert client.get(f"/q/{pitch.code}/team/{code}/qr.png").data.startswith(b"\x89PNG")
    friend = client.application.test_client()
    assert isinstance(friend, Visitor)
    name_phone(pitch, friend, "李四光")
    invitation = friend.get(f"/q/{pitch.code}/team/{code.lower()}").text
    assert "红星一队" not in invitation  # nobody has looked at the name yet
    assert "1 号队" in invitation
    assert "王*明" in invitation
    assert "王小明" not in invitation
    joined = friend.post(f"/q/{pitch.code}/team/join", data={"team_code": f" {code.lower()} "}, follow_redirects=True)
    assert "已加入队伍" in joined.text
    assert "我的队伍" in friend.get(f"/q/{pitch.code}").text
    assert friend.get(f"/q/{pitch.code}/team/{code}").status_code == 303


def test_refusals_are_said_in_words(pitch: Pitch, client: Visitor) -> None:
    name_phone(pitch, client)
    assert client.post(f"/q/{pitch.code}/team/found", data={"name": ""}).status_code == 422
    wrong = client.post(f"/q/{pitch.code}/team/join", data={"team_code": "ZZZZZZ"}, follow_redirects=True)
    assert "没有这支队伍" in wrong.text
    pitch.found(pitch.phone(1), "青山队")
    same = client.post(f"/q/{pitch.code}/team/found", data={"name": "青山队"})
    assert same.status_code == 422
    assert "已经有叫这个名字的队伍" in same.text


def test_without_teams_there_is_nothing(pitch: Pitch, client: Visitor) -> None:
    pitch.change(is_open=False, shows_board=False)
    assert "组队参赛" not in client.get(f"/q/{pitch.code}").text
    assert client.get(f"/q/{pitch.code}/team").status_code == 404
    assert client.get(f"/q/{pitch.code}/teams").status_code == 404


def test_a_person_who_founded_and_leaves(pitch: Pitch, client: Visitor) -> None:
    name_phone(pitch, client)
    client.post(f"/q/{pitch.code}/team/found", data={"name": "红星一队"})
    assert "已退出队伍" in client.post(f"/q/{pitch.code}/team/leave", follow_redirects=True).text
    with pitch.store.read() as session:
        assert session.scalars(select(TeamMember.left_at)).one() is not None


def test_the_board_masks_people_and_shows_looked_at_names_only(pitch: Pitch, client: Visitor) -> None:
    team_id, phones = pitch.team_of(1, name="红星一队")
    pitch.hand_in(phones[0], right=7)
    page = client.get(f"/q/{pitch.code}/teams").text
    assert "1 号队" in page
    assert "红星一队" not in page
    assert "甲100乙" not in page
    client.sign_in(pitch.cast.alice)
    client.post(f"/console/contests/{pitch.contest_id}/teams/approve", data={"team": str(team_id)})
    page = client.get(f"/q/{pitch.code}/teams").text
    assert "红星一队" in page
    assert "队伍得分 = 每位队员计入成绩的得分相加" in page


def test_the_organizer_opens_looks_renames_and_dissolves(pitch: Pitch, client: Visitor) -> None:
    team_id, _phones = pitch.team_of(1, name="红星一队")
    client.sign_in(pitch.cast.alice)
    where = f"/console/contests/{pitch.contest_id}/teams"
    assert "等您看的队名" in client.get(where).text
    assert client.post(f"/console/teams/{team_id}/rename", data={"name": "好队", "reason": ""}).status_code == 422
    client.post(f"/console/teams/{team_id}/rename", data={"name": "好队", "reason": "更文明"})
    assert "好队" in client.get(where).text
    assert client.get(f"{where}.csv").text.count("好队") == 1
    client.post(f"/console/teams/{team_id}/dissolve", data={"reason": "冒名"})
    assert "还没有人组队" in client.get(where).text
    with pitch.store.read() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)))
    assert [each for each in actions if each.startswith("team.")] == ["team.rename", "team.export", "team.dissolve"]


def test_rules_that_stand_are_refused_on_the_page(pitch: Pitch, client: Visitor) -> None:
    pitch.found(pitch.phone(1), "红星一队")
    client.sign_in(pitch.cast.alice)
    where = f"/console/contests/{pitch.contest_id}/teams"
    rules = {"is_open": "y", "size": "5", "min_size": "3", "formula": "sum"}
    assert "不能再改" in client.post(where, data=rules).text
    assert client.post(where, data={**rules, "size": "99"}).status_code == 422
    assert client.post(where, data={**rules, "size": "3"}).status_code == 303


def test_who_is_erased_leaves_no_public_name(pitch: Pitch) -> None:
    phone = pitch.phone(1)
    team_id = pitch.found(phone, "王小明和朋友")
    with pitch.store.write() as session:
        assert [str(what) for what, _much in describe(session, phone.person_id)] == ["组队"]
        session.get_one(Team, team_id).name_approved_at = pitch.clock()
        session.flush()
        erase_person(session, phone.person_id, now=pitch.clock())
        erase(session, phone.person_id)
    assert pitch.board()[0].public_name == ""
