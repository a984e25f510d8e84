"""Pages of certificates: organizer, participant; files that look as they should; names only where they may be."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.certificates import show_number
from quizapp.contests import Attempt, Contest
from quizapp.db import Store
from quizapp.people import PersonDevice
from tests.certificates.makers import Scene
from tests.contests.makers import hold_phone, make_contest
from tests.prizes.makers import take_part
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

FORM = {
    "title": "荣誉证书", "text": "{姓名} 同志：\n您来自{单位}，得 {成绩} 分。", "issuers": "东明镇\n东明县应急管理局",
    "rule": "passed", "percent": "90", "design": "modern", "paper": "portrait", "has_seal_box": "y",
}  # fmt: skip


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def settle(scene: Scene, client: Visitor, *, right: int = 10) -> int:
    """This browser's person has handed in a paper."""
    device = hold_phone(client, scene.code)
    person_id = scene.person(1, right=right)
    with scene.store.write() as session:
        campaign_id = session.get_one(Contest, scene.contest_id).campaign_id
        session.add(
            PersonDevice(device_hash=device, campaign_id=campaign_id, person_id=person_id, used_at=scene.clock())
        )  # fmt: skip
    return person_id


def test_the_organizer_writes_looks_and_switches_on(
    store: Store, cast: Cast, clock: FakeClock, client: Visitor
) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        take_part(session, contest, cast.hongxing.id, clock(), 1)
        where = f"/console/contests/{contest.id}"
    client.sign_in(cast.alice)
    assert f"{where}/certificates" in client.get(where).text
    assert "还没有证书" in client.get(f"{where}/certificates").text
    assert client.get(f"{where}/certificates/preview.png").status_code == 404
    assert "东明镇" in client.get(f"{where}/certificates/edit").text
    refused = client.post(f"{where}/certificates/edit", data={**FORM, "text": "{姓名}{等级}"})
    assert refused.status_code == 422
    assert "没有“{等级}”这一项" in refused.text
    assert client.post(f"{where}/certificates/edit", data=FORM).status_code == 303
    page = client.get(f"{where}/certificates").text
    assert "还没有开启" in page
    picture = Image.open(io.BytesIO(client.get(f"{where}/certificates/preview.png").data))
    assert picture.size == (1240, 1754)
    (sample,) = text_of(client.get(f"{where}/certificates/preview.pdf").data)
    assert "王小明 同志" in sample
    assert "东明县应急管理局" in sample
    assert client.post(f"{where}/certificates/open").status_code == 303
    assert "正在发放" in client.get(f"{where}/certificates").text
    assert client.post(f"{where}/certificates/close").status_code == 303
    with store.read() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)).all()
    assert [each for each in actions if each.startswith("certificate.")] == [
        "certificate.save", "certificate.open", "certificate.close",
    ]  # fmt: skip


def test_a_participant_gets_it_with_one_tap(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    address = f"/q/{scene.code}/certificate"
    assert address in client.get(f"/q/{scene.code}").text
    assert "可以领取" in client.get("/c/dm2026").text
    page = client.get(address)
    (row,) = scene.all()
    assert f"{address}/{row.token}.png" in page.text
    assert "已领取" in client.get("/c/dm2026").text
    picture = client.get(f"{address}/{row.token}.png")
    assert picture.mimetype == "image/png"
    assert Image.open(io.BytesIO(picture.data)).size == (1754, 1240)
    assert picture.headers["Content-Disposition"].startswith("inline")
    stranger = client.application.test_client()
    pdf = stranger.get(f"{address}/{row.token}.pdf")
    (text,) = text_of(pdf.data)
    assert "甲乙1 同志" in text
    assert show_number(row.number) in text
    assert "100 分" in text
    assert client.get(address).status_code == 200
    assert len(scene.all()) == 1


def test_the_result_page_leads_to_ones_own(scene: Scene, client: Visitor) -> None:
    """A family's phone speaks for somebody else by now; the paper still says whose certificate it is."""
    settle(scene, client)
    with scene.store.read() as session:
        token = session.scalars(select(Attempt.token)).one()
        device = session.scalars(select(PersonDevice.device_hash).order_by(PersonDevice.id.desc())).first()
    other = scene.person(2, right=0)
    with scene.store.write() as session:
        campaign_id = session.get_one(Contest, scene.contest_id).campaign_id
        scene.clock.advance(minutes=1)
        session.add(
            PersonDevice(device_hash=device, campaign_id=campaign_id, person_id=other, used_at=scene.clock())
        )  # fmt: skip
    assert "还没有达到" in client.get(f"/q/{scene.code}/certificate").text
    assert scene.all() == []
    assert "甲乙1" in client.get(f"/q/{scene.code}/certificate?a={token}").text


def test_who_has_not_earned_it_reads_what_is_missing(scene: Scene, client: Visitor) -> None:
    assert "先填姓名" in client.get(f"/q/{scene.code}/certificate").text
    settle(scene, client, right=3)
    page = client.get(f"/q/{scene.code}/certificate").text
    assert "答到 60 分就行" in page
    assert f"/q/{scene.code}/certificate" not in client.get(f"/q/{scene.code}").text
    assert "可以领取" not in client.get("/c/dm2026").text


def test_a_withdrawn_one_says_so_and_has_no_files(scene: Scene, client: Visitor) -> None:
    person_id = settle(scene, client)
    scene.issue(person_id)
    (row,) = scene.all()
    scene.take_back(person_id)
    page = client.get(f"/q/{scene.code}/certificate").text
    assert "已经撤回" in page
    assert row.token not in page
    assert client.get(f"/q/{scene.code}/certificate/{row.token}.pdf").status_code == 404


def test_a_contest_without_certificates_says_so(store: Store, cast: Cast, clock: FakeClock, client: Visitor) -> None:
    with store.write() as session:
        code = make_contest(session, cast, clock()).code
    assert "现在不发证书" in client.get(f"/q/{code}/certificate").text


def test_pages_cost_few_statements(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    client.get(f"/q/{scene.code}/certificate")
    with statement_counter(scene.store) as sent:
        client.get(f"/q/{scene.code}/certificate")
    assert len(sent) <= 7, str(sent)
    (row,) = scene.all()
    for address in (f"/q/{scene.code}/certificate/{row.token}.png", f"/v/{row.number}"):
        with statement_counter(scene.store) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 2, str(sent)


def test_print_all_or_one_unit(scene: Scene, client: Visitor) -> None:
    people = [scene.person(number) for number in (1, 2)] + [scene.person(3, unit_id=scene.cast.factory.id)]
    scene.issue(people[0])
    scene.write(title="优胜证书", is_landscape=False)
    client.sign_in(scene.cast.adam)
    where = f"/console/contests/{scene.contest_id}/certificates/print.pdf"
    pages = text_of(client.get(where).data)
    assert ["荣" in page for page in pages] == [True, False, False]
    assert [f"甲乙{number}" in page for number, page in enumerate(pages, 1)] == [True] * 3
    (only,) = text_of(client.get(f"{where}?unit={scene.cast.factory.id}").data)
    assert "甲乙3" in only
    assert client.get(f"{where}?unit={scene.cast.stranger_town.id}").status_code == 409
    with scene.store.read() as session:
        details = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "certificate.print")).all()
    assert len(details) == 2
    assert '"certificates":3' in details[0]


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("vera", 200), ("bob", 403), ("sun", 404)])
def test_lists_need_the_right(scene: Scene, client: Visitor, who: str, status: int) -> None:
    scene.person(1)
    scene.issue()
    client.sign_in(getattr(scene.cast, who))
    where = f"/console/contests/{scene.contest_id}/certificates"
    assert client.get(f"{where}/list").status_code == status
    assert client.get(f"{where}/list.csv").status_code == status


def test_names_are_full_only_for_those_who_look_after_people(scene: Scene, client: Visitor) -> None:
    scene.person(1, name="欧阳小明")
    scene.issue()
    where = f"/console/contests/{scene.contest_id}/certificates"
    client.sign_in(scene.cast.vera)
    for page in (f"{where}/list", f"{where}/list.csv", f"{where}/list?q=红星"):
        text = client.get(page).text
        assert "欧**明" in text
        assert "欧阳小明" not in text
    assert "没有找到" in client.get(f"{where}/list?q=欧阳").text
    assert client.get(f"{where}/list.csv?names=full").status_code == 403
    assert client.get(f"{where}/print.pdf").status_code == 403
    assert "print.pdf" not in client.get(where).text
    client.sign_in(scene.cast.alice)
    assert "欧阳小明" in client.get(f"{where}/list?q=欧阳").text
    assert "没有找到" in client.get(f"{where}/list?q=不在").text
    assert "欧阳小明" in client.get(f"{where}/list.csv?names=full").text
    assert "print.pdf" in client.get(where).text
