"""Events as people see them: the organizer who makes a list, who is on it, who is not."""

from __future__ import annotations

import hashlib
import io

from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.people import NewPerson, register_person
from quizapp.rounds import RoundDecision, Verdict
from quizapp.rounds.person_data import describe, erase
from tests.contests.makers import VAULT, Phone, hold_phone
from tests.rounds.makers import Ground
from tests.support.visitor import Visitor


def name_phone(ground: Ground, client: Visitor, name: str = "王小明") -> Phone:
    """The person who now holds this browser."""
    with ground.store.read() as session:
        code = ground.contest(session).code
    device = hold_phone(client, code)
    unit_id = ground.cast.hongxing.id
    with ground.store.write() as session:
        new = NewPerson(campaign_id=ground.campaign_id, unit_id=unit_id, name=name, notice_version=1)
        person = register_person(session, new, device_hash=device, vault=VAULT, now=ground.clock())
        return Phone(person_id=person.id, unit_id=unit_id, device_hash=device)


def codes(ground: Ground) -> tuple[str, str]:
    with ground.store.read() as session:
        return ground.contest(session).code, ground.contest(session, ground.final_id).code


def test_from_an_empty_event_to_two_rounds(ground: Ground, client: Visitor) -> None:
    client.sign_in(ground.cast.alice)
    form = {"title": "消防争霸赛", "intro": "两轮", "campaign_id": ground.campaign_id, "unit_id": ground.cast.town.id}
    made = client.post("/console/events/new", data=form)
    assert made.status_code == 303
    assert "没有可选的竞赛" in client.get(made.location).text
    assert "消防争霸赛" in client.get("/console/events").text
    assert client.post("/console/events/new", data={**form, "title": ""}).status_code == 422
    page = client.get(f"/console/events/{ground.event_id}").text
    assert "总排名前 2 名进入下一轮" in page
    client.post(f"/console/events/rounds/{ground.last}/drop")
    again = {"title": "决赛", "kind": "above", "amount": "80", "reserves": "0", "contest_id": ground.final_id}
    assert client.post(f"/console/events/{ground.event_id}/rounds", data=again).status_code == 303
    assert "达到满分 80% 的人都进入下一轮" in client.get(f"/console/events/{ground.event_id}").text
    edited = {"title": "初赛", "kind": "top", "amount": "3", "reserves": "1"}
    assert client.post(f"/console/events/rounds/{ground.heat}/edit", data=edited).status_code == 303
    assert client.post(f"/console/events/rounds/{ground.heat}/edit", data={**edited, "amount": "0"}).status_code == 422


def test_the_organizer_makes_and_publishes_a_list(ground: Ground, client: Visitor) -> None:
    phones = ground.crowd([9, 8, 7, 6, 5])
    client.sign_in(ground.cast.alice)
    where = f"/console/events/rounds/{ground.heat}"
    page = client.get(f"{where}/list").text
    assert "甲1乙" in page
    assert "竞赛结束后才能公布" in page
    refused = client.post(f"{where}/decide", data={"person_id": phones[0].person_id, "verdict": "remove", "reason": ""})
    assert refused.status_code == 422
    gone = {"person_id": phones[0].person_id, "verdict": "remove", "reason": "本人是出题人"}
    assert "已从名单上去掉" in client.post(f"{where}/decide", data=gone, follow_redirects=True).text
    assert "本人是出题人" in client.get(f"{where}/list").text
    assert "甲5乙" in client.get(f"{where}/list?q=甲5").text
    ground.close()
    assert "公布名单" in client.get(f"{where}/list").text
    assert "入围名单已公布" in client.post(f"{where}/publish", follow_redirects=True).text
    assert ground.going() == [phones[1].person_id, phones[2].person_id]
    assert "核对一致" in client.get(f"{where}/list?check=1").text
    taken = {"person_id": phones[1].person_id, "verdict": "remove", "reason": "代答"}
    assert "递补入围" in client.post(f"{where}/decide", data=taken, follow_redirects=True).text
    with ground.store.read() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)))
    assert [each for each in actions if each.startswith("event.")] == [
        "event.list_remove", "event.list_publish", "event.list_remove",
    ]  # fmt: skip


def test_a_viewer_sees_masked_names_and_no_buttons(ground: Ground, client: Visitor) -> None:
    ground.crowd([9, 8, 7])
    client.sign_in(ground.cast.vera)
    page = client.get(f"/console/events/rounds/{ground.heat}/list").text
    assert "甲*乙" in page
    assert "甲1乙" not in page
    assert "/decide" not in page


def test_files_of_a_list(ground: Ground, client: Visitor) -> None:
    ground.crowd([9, 8, 7])
    client.sign_in(ground.cast.alice)
    where = f"/console/events/rounds/{ground.heat}/list"
    assert client.get(f"{where}.csv").status_code == 404
    ground.close()
    ground.publish()
    book = load_workbook(io.BytesIO(client.get(f"{where}.xlsx").data))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "甲*乙" in cells
    assert "甲1乙" in client.get(f"{where}.csv?names=full").text
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(client.get(f"{where}.pdf").data)).pages)
    assert "甲*乙" in text
    client.sign_in(ground.cast.vera)
    assert client.get(f"{where}.csv?names=full").status_code == 403


def test_who_is_on_the_list_is_told_everywhere(ground: Ground, client: Visitor) -> None:
    first, final = codes(ground)
    wang = name_phone(ground, client)
    ground.answer(wang, 10)
    ground.crowd([9, 8, 7])
    assert "还没有公布" in client.get(f"/q/{final}").text
    ground.close()
    ground.publish()
    for where in (f"/q/{first}", f"/q/{final}", "/c/dm2026", f"/e/{ground.event_code}"):
        assert "您已入围决赛" in client.get(where).text, where
    listed = client.get(f"/e/{ground.event_code}/1").text
    assert "王*明" in listed
    assert "王小明" not in listed
    assert "开始答题" in client.get(f"/q/{final}").text
    declined = client.post(f"/e/{ground.event_code}/1/decline", follow_redirects=True).text
    assert "已放弃" in declined
    assert "递补入围" in declined
    assert "开始答题" not in client.get(f"/q/{final}").text
    assert "名单上没有这个人" in client.post(f"/e/{ground.event_code}/1/decline", follow_redirects=True).text


def test_who_is_not_on_the_list_reads_why(ground: Ground, client: Visitor) -> None:
    _first, final = codes(ground)
    ground.crowd([9, 8, 7, 6])
    wang = name_phone(ground, client)
    ground.answer(wang, 1)
    ground.close()
    ground.publish()
    page = client.get(f"/q/{final}").text
    assert "这一轮只对上一轮入围名单上的人开放" in page
    assert "入围决赛" not in page
    assert client.post(f"/e/{ground.event_code}/1/decline").status_code == 404


def test_the_public_file_has_the_fingerprint_on_the_page(ground: Ground, client: Visitor) -> None:
    ground.crowd([9, 8, 7])
    assert client.get(f"/e/{ground.event_code}/1").status_code == 404
    ground.close()
    ground.publish()
    file = client.get(f"/e/{ground.event_code}/1/list.txt").data
    assert hashlib.sha256(file).hexdigest() in client.get(f"/e/{ground.event_code}/1").text


def test_a_wrong_code_finds_nothing_and_small_letters_do(ground: Ground, client: Visitor) -> None:
    assert "安全知识争霸赛" in client.get("/c/dm2026").text
    assert client.get("/e/NOWHERE").status_code == 404
    assert client.get(f"/e/{ground.event_code.lower()}").status_code == 301


def test_who_is_erased_leaves_no_words(ground: Ground) -> None:
    phones = ground.crowd([9, 8, 7])
    ground.decide(phones[2].person_id, Verdict.ADD, "王小明的同事")
    ground.close()
    ground.publish()
    with ground.store.write() as session:
        assert [str(what) for what, _much in describe(session, phones[2].person_id)] == ["赛事名单"]
        erase(session, phones[2].person_id)
    assert [place.reason for place in ground.places() if place.is_by_hand] == ["—"]
    with ground.store.read() as session:
        assert session.scalars(select(RoundDecision.reason)).all() == ["—"]
