"""Door settings, gates, badges and codes on the console."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from quizapp.activities import SessionFacts, load_facts
from quizapp.audit.models import AuditEntry
from quizapp.checkins import Door, NewScan, PersonalCode, list_gates, record_scan, set_gates
from quizapp.db import Store
from quizapp.people import Person, RosterLine, import_lines, open_roster
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, Month, add_person, plan_session
from tests.support.visitor import Visitor

FORM = {
    "code": "rotating", "code_interval_s": "20", "gates": "东门\r\n西门\r\n", "takes_exits": "y", "min_stay_min": "30",
    "days": "day", "tolerance_min": "5", "position": "31.2304，121.4737", "radius_m": "400", "shared_device_at": "4",
    "blocks": ["far"],
}  # fmt: skip


@pytest.fixture
def facts(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A lecture of the town."""
    with store.write() as session:
        return plan_session(session, month, cast.town)


def _save(client: Visitor, facts: SessionFacts, **changes: Any) -> Any:
    return client.post(f"/console/sessions/{facts.id}/door", data=FORM | changes)


def test_the_settings_are_kept_and_shown_again(client: Visitor, store: Store, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.alice)
    assert _save(client, facts).status_code == 303
    with store.read() as session:
        door = load_facts(session, facts.id).door
        assert [gate.name for gate in list_gates(session, facts.id)] == ["东门", "西门"]
        actions = session.scalars(select(AuditEntry.action)).all()
    assert (door.code_interval_s, door.takes_exits, door.min_stay_min, door.tolerance_min) == (20, True, 30, 5)
    assert (door.latitude, door.longitude, door.radius_m, door.blocks) == (31.2304, 121.4737, 400, ("far",))
    assert "session.edit_door" in actions
    page = client.get(f"/console/sessions/{facts.id}/door").text
    assert "东门\n西门" in page.replace("\r", "")
    assert "31.230400,121.473700" in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("position", "在文化广场", "请写成“纬度,经度”"), ("position", "95,200", "纬度在 -90 到 90 之间"),
        ("code_interval_s", "3", "10"), ("position", "", "先填会场的位置"), ("gates", "\n".join(map(str, range(50))), "最多 40 个"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(
    client: Visitor, cast: Cast, facts: SessionFacts, name: str, value: str, said: str
) -> None:
    client.sign_in(cast.alice)
    answer = _save(client, facts, **{name: value})
    assert answer.status_code == 422
    assert said in answer.text


def test_codes_can_be_renewed(client: Visitor, store: Store, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.alice)
    _save(client, facts)
    client.post(f"/console/sessions/{facts.id}/door/renew")
    _save(client, facts)
    with store.read() as session:
        assert load_facts(session, facts.id).door.code_round == 1


def test_the_session_page_shows_gates_beside_the_heads(
    client: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    with store.write() as session:
        east, west = set_gates(session, facts.id, ["东门", "西门"], now=OPENING)
        person_id = add_person(session, month, cast.town).id
        for nonce, gate in (("a", east), ("b", west)):
            scan = NewScan(nonce=nonce, person_id=person_id, door=Door.KIOSK, scanned_at=OPENING, gate_id=gate.id)
            record_scan(session, facts.id, scan, actor="staff:1", now=OPENING)
        gate_id = east.id
    client.sign_in(cast.alice)
    page = client.get(f"/console/sessions/{facts.id}").text
    assert all(word in page for word in ("各入口", "东门", "西门", "海报：东门", "第一列是去重后的人次"))
    poster = client.get(f"/console/sessions/{facts.id}/poster.pdf?g={gate_id}")
    assert "东门" in PdfReader(io.BytesIO(poster.data)).pages[0].extract_text()


def test_badges_are_printed_for_participants_and_for_everybody_on_the_roster(
    client: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        add_person(session, month, cast.hongxing, "张三")
        add_person(session, month, cast.sister_town, "外人")
        roster = open_roster(session, campaign_id=month.id, unit_id=cast.town.id, title="花名册", now=OPENING)
        lines = [RosterLine(name=f"村民{number}", unit_id=cast.town.id) for number in range(12)]
        import_lines(session, roster, lines, vault=VAULT)
    client.sign_in(cast.alice)
    for _ in range(2):  # a second print makes nobody twice
        answer = client.post("/console/badges", data={"unit_id": str(cast.town.id)})
    pages = PdfReader(io.BytesIO(answer.data)).pages
    text = "".join(page.extract_text() for page in pages)
    assert len(pages) == 2
    assert all(name in text for name in ("张三", "村民0", "村民11"))
    assert "外人" not in text
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(PersonalCode)) == 13
        assert session.scalar(select(func.count()).select_from(Person)) == 14


def test_a_unit_without_anybody_has_no_badges(client: Visitor, cast: Cast, month: Month) -> None:
    client.sign_in(cast.alice)
    answer = client.post("/console/badges", data={"unit_id": str(cast.hongxing.id)}, follow_redirects=True)
    assert "这个单位还没有人" in answer.text


def test_badges_of_a_strangers_unit_are_not_printed(client: Visitor, cast: Cast, month: Month) -> None:
    client.sign_in(cast.zhao)
    assert client.post("/console/badges", data={"unit_id": str(cast.town.id)}).status_code == 422


def test_a_code_is_revoked_and_made_again_with_a_reason(
    client: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        person_id = add_person(session, month, cast.town).id
    client.sign_in(cast.alice)
    page = f"/console/people/{person_id}/code"
    assert "还没有个人码" in client.get(page).text
    client.post(f"{page}/reissue", data={"reason": "打印胸牌"})
    answer = client.post(f"{page}/revoke", data={"reason": "胸牌丢了"}, follow_redirects=True)
    assert "胸牌丢了" in answer.text
    client.post(f"{page}/reissue", data={"reason": "补发"})
    with store.read() as session:
        states = session.execute(select(PersonalCode.serial, PersonalCode.revoked_reason).order_by(PersonalCode.serial))
        assert [tuple(row) for row in states] == [(1, "胸牌丢了"), (2, "")]
        actions = sorted(session.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "person")))
    assert actions == ["person.reissue_code", "person.reissue_code", "person.revoke_code"]
    assert client.post(f"{page}/revoke", data={"reason": ""}).status_code in {400, 422}


def test_the_list_of_who_came_says_how_long(
    client: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts, clock: Any
) -> None:
    with store.write() as session:
        scan = NewScan(
            nonce="a", person_id=add_person(session, month, cast.town).id, door=Door.KIOSK, scanned_at=OPENING
        )
        record_scan(session, facts.id, scan, actor="staff:1", now=OPENING)
    clock.advance(minutes=25)
    client.sign_in(cast.alice)
    assert "25 分钟" in client.get(f"/console/sessions/{facts.id}/attendance").text
