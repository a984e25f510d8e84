"""One person's file: every training and every exam of the month on a page, and a whole unit's as a zip."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pypdf
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.downloads import make_next
from quizapp.people import RosterLine, erase_person, import_lines, open_roster
from quizapp.trainings import read_files
from quizapp.web.context import Services
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.counting import statement_counter
from tests.support.month import VAULT, add_person, plan_session
from tests.support.visitor import Visitor
from tests.trainings.conftest import DAY, Course
from tests.trainings.test_record import LATER


def test_it_works(course: Course, store: Store, cast: Cast) -> None:
    who, other = course.person(1, 10), course.person(2, 3)
    course.stays(who, 0, 120)
    course.stays(who, DAY, DAY + 120)
    course.write()
    with store.write() as session:
        plan_session(session, course.month, cast.hongxing, kind="evacuation_drill", title="演练不是培训")
    with store.read() as session, statement_counter(store) as one:
        file = read_files(session, [who], now=LATER)[who]
    (taken,) = file.trainings
    assert (taken.training.facts.title, taken.presence.minutes, taken.is_complete) == ("消防安全培训", 240, True)
    assert (file.tenth_hours, file.contests) == (40, ()), "the exam stands with its training, not twice"
    with store.read() as session, statement_counter(store) as two:
        files = read_files(session, [who, other], now=LATER)
    assert len(two) == len(one) <= 8, str(two)
    (pair,) = files[other].contests
    assert (pair[0].id, pair[1].passed, files[other].trainings) == (course.contest_id, False, ())


def test_a_page_and_a_pdf_for_those_who_look_after_people(
    client: Visitor, course: Course, store: Store, cast: Cast
) -> None:
    who = course.person(1, name="单红星", phone="13800001234")
    course.stays(who, 0, 120)
    course.write()
    client.sign_in(cast.alice)
    with store.write() as session:
        plain = add_person(session, course.month, cast.hongxing, name="周小青").id
    assert f"/console/trainings/people/{plain}" in client.get(f"/console/people/{plain}").text
    page = client.get(f"/console/trainings/people/{who}").text
    assert all(word in page for word in ("单红星", "消防安全培训", "未考"))
    document = pypdf.PdfReader(io.BytesIO(client.get(f"/console/trainings/people/{who}/file.pdf").data))
    text = document.pages[0].extract_text()
    assert len(document.pages) == 1
    for word in ("一人一档", "单红星", "红星村", "李教官", "灭火器的使用", "单位（盖章）", "第二十八条"):
        assert word in text, word
    assert "1234" not in page + text
    with store.read() as session:
        assert session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("training.print%"))).all() == [
            "training.print_person"
        ]
    client.sign_in(cast.vera)
    assert client.get(f"/console/trainings/people/{who}").status_code == 403
    with store.write() as session:
        erase_person(session, who, now=LATER)
    client.sign_in(cast.alice)
    assert client.get(f"/console/trainings/people/{who}").status_code == 404


def test_a_units_files_are_made_in_the_background(
    client: Visitor, course: Course, store: Store, cast: Cast, clock: FakeClock
) -> None:
    twins = [course.person(number, name="单红星") for number in (1, 2)]
    for who in twins:
        course.stays(who, 0, 120)
    idle = course.person(3, name="没来过")
    with store.write() as session:
        neighbour = add_person(session, course.month, cast.sister_town, name="南河人").id
        roster = open_roster(
            session, campaign_id=course.month.id, unit_id=cast.hongxing.id, title="花名册", now=OPENING
        )
        import_lines(session, roster, [RosterLine(name="只在册上", unit_id=cast.hongxing.id)], vault=VAULT)
    course.stays(neighbour, 0, 120)
    client.sign_in(cast.alice)
    page = client.get("/console/trainings/people").text
    assert "南河镇" not in page, "a sister town is not offered"
    ordered = client.post("/console/trainings/people", data={"unit_id": str(cast.town.id)})
    token = re.search(r"/console/downloads/(\w+)", ordered.headers["Location"])
    assert token is not None
    services: Services = client.application.extensions["quizapp"]
    assert make_next(store, services.vault, clock)
    answer = client.get(f"/console/downloads/{token[1]}/file")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        names = book.namelist()
        assert names == [*(f"红星村/单红星-{who}.pdf" for who in twins), "名单.xlsx"]
        text = pypdf.PdfReader(io.BytesIO(book.read(names[1]))).pages[0].extract_text()
        rows = list(
            openpyxl.load_workbook(io.BytesIO(book.read("名单.xlsx"))).worksheets[0].iter_rows(values_only=True)
        )
    assert "消防安全培训" in text
    told = {(row[0], row[-1]) for row in rows[1:]}
    assert told == {("单红星", "有"), ("没来过", "没有参加记录"), ("只在册上", "没有参加记录")}
    assert idle not in twins
    other = client.post("/console/trainings/people", data={"unit_id": str(cast.sister_town.id)})
    assert other.status_code == 422
