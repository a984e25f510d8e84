"""One's own record: seen, taken along, corrected, erased, while every figure stays."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.checkins import Door, NewScan, record_scan, undo_check_in
from quizapp.db import Store
from quizapp.ledger import Scope, distinct_people, entries_of_person, sums
from quizapp.people import Person, PersonDevice
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.hostile import HOSTILE_NAMES
from tests.support.month import Month, plan_session
from tests.support.visitor import Visitor

Register = Callable[..., Person]
Attend = Callable[[Person], tuple[int, int]]
RECORD = "/c/dm2026/record"


@pytest.fixture
def attend(store: Store, month: Month, cast: Cast, clock: FakeClock) -> Attend:
    """Check a person in to a lecture; session and attendance."""

    def check_in(person: Person) -> tuple[int, int]:
        with store.write() as session:
            facts = plan_session(session, month, cast.town, title="用电安全大讲堂")
            scan = NewScan(person_id=person.id, nonce=f"n{facts.id}", door=Door.SCAN, scanned_at=clock())
            result = record_scan(session, facts.id, scan, actor=f"person:{person.id}", now=clock())
            assert result.attendance_id is not None
            return facts.id, result.attendance_id

    return check_in


def test_it_works(client: Visitor, register: Register, attend: Attend) -> None:
    attend(register())
    page = client.get(RECORD).text
    assert "用电安全大讲堂" in page
    assert "扫码签到" in page


def test_what_was_taken_back_is_marked_and_does_not_count(
    client: Visitor, register: Register, attend: Attend, store: Store, month: Month, clock: FakeClock
) -> None:
    session_id, attendance_id = attend(register())
    with store.write() as session:
        undo_check_in(session, session_id, attendance_id, reason="点错了", actor="staff:1", now=clock())
    assert "已更正，不计入" in client.get(RECORD).text


def test_a_new_phone_has_no_record(client: Visitor, month: Month) -> None:
    page = client.get(RECORD).text
    assert "还没有登记" in page
    assert client.get(f"{RECORD}/export.json").location == "/c/dm2026/me"
    assert client.post(f"{RECORD}/erase", data={"sure": "y"}).location == "/c/dm2026/me"


def test_ones_own_data_can_be_taken_along(client: Visitor, register: Register, attend: Attend) -> None:
    attend(register("王桂兰", ask="phone", phone="13812348000"))
    answer = client.get(f"{RECORD}/export.json")
    told = json.loads(answer.data)
    assert told["姓名或昵称"] == "王桂兰"
    assert told["手机号"] == "138****8000"
    assert [line["内容"] for line in told["参加记录"]] == ["用电安全大讲堂", "签到"], (
        "what counts, and what else is kept"
    )
    table = client.get(f"{RECORD}/export.csv").data.decode("utf-8-sig")
    assert "用电安全大讲堂" in table
    assert "13812348000" not in table
    assert client.get(f"{RECORD}/export.exe").status_code == 404


@pytest.mark.parametrize(("typed", "stored"), HOSTILE_NAMES)
def test_hostile_names_survive_the_export_as_text(client: Visitor, register: Register, typed: str, stored: str) -> None:
    register(typed)
    assert json.loads(client.get(f"{RECORD}/export.json").data)["姓名或昵称"] == stored
    table = client.get(f"{RECORD}/export.csv").data.decode("utf-8-sig")
    assert not any(cell.startswith(("=", '"=')) for line in table.splitlines() for cell in line.split(","))


def test_a_name_can_be_corrected(client: Visitor, register: Register, attend: Attend, store: Store) -> None:
    person = register("王贵兰")
    attend(person)
    assert client.post(f"{RECORD}/name", data={"name": "王桂兰"}).status_code == 303
    with store.read() as session:
        found = session.get_one(Person, person.id)
        assert (found.name, found.name_key, found.initials) == ("王桂兰", "王桂兰", "wgl")
        assert len(entries_of_person(session, person.id)) == 1
    assert client.post(f"{RECORD}/name", data={"name": "\u200b"}).status_code == 422


def test_erasing_oneself_moves_no_figure(
    client: Visitor, register: Register, attend: Attend, store: Store, month: Month, cast: Cast
) -> None:
    person = register("王桂兰", ask="phone", phone="13812348000")
    attend(person)
    scope = Scope(campaign_id=month.id, unit_path=cast.county.path)
    with store.read() as session:
        before = (sums(session, scope), distinct_people(session, scope, kinds=["lecture"]))
    assert client.post(f"{RECORD}/erase", data={}).status_code == 422
    assert client.post(f"{RECORD}/erase", data={"sure": "y"}).status_code == 303
    with store.read() as session:
        assert (sums(session, scope), distinct_people(session, scope, kinds=["lecture"])) == before
        gone = session.get_one(Person, person.id)
        assert (gone.name, gone.name_key, gone.pinyin, gone.phone_sealed, gone.phone_index) == ("", "", "", None, None)
        assert session.scalars(select(PersonDevice).where(PersonDevice.person_id == person.id)).all() == []
        assert session.scalars(select(AuditEntry.action)).all() == ["person.erase_self"]
    assert "先登记姓名和单位" in client.get("/c/dm2026").text


def test_the_token_is_needed(client: Visitor, register: Register, store: Store) -> None:
    person = register()
    assert client.post(f"{RECORD}/erase", data={"sure": "y"}, csrf=False).status_code == 400
    with store.read() as session:
        assert session.get_one(Person, person.id).erased_at is None
