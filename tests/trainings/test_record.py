"""The record says who came, how long, and how the exam went: by the stays of the door and the result that counts."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from quizapp.activities import DoorSettings, change_door
from quizapp.audit.models import AuditEntry
from quizapp.checkins import Attendance, NewHeadcount, count_crowd, stayed_long_enough, stayed_minutes, undo_check_in
from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.people import erase_person
from quizapp.trainings import TrainingFacts, list_lines, read_training, save_record, sum_up, usual_tenth_hours
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import open_month, plan_session
from tests.support.visitor import Visitor
from tests.trainings.conftest import DAY, Course

LATER = OPENING + timedelta(days=3)


def test_it_works(course: Course, store: Store, cast: Cast) -> None:
    both, short, failed, no_exam = course.person(1, 10), course.person(2, 9), course.person(3, 1), course.person(4)
    for who in (both, failed, no_exam):
        course.stays(who, 0, 100)
        course.stays(who, DAY + 20, DAY + 90)
    course.passes(short, 60)  # never seen leaving: until the end of the first day
    absent = course.person(5, 10)
    course.write()
    with store.write() as session:
        crowd = NewHeadcount(
            unit_id=cast.town.id, people=12, is_approximate=False, counted_by="李主任", method="counter", nonce="c"
        )
        count_crowd(session, course.facts.id, crowd, actor="staff:1", now=OPENING)
    lines = course.lines()
    assert absent not in lines, "the record lists who came"
    told = {
        who: (
            line.presence.days,
            line.presence.minutes,
            line.presence.is_open,
            line.exam and line.exam.passed,
            line.is_complete,
        )
        for who, line in lines.items()
    }
    assert told == {
        both: (2, 170, False, True, True), short: (1, 60, True, True, False), failed: (2, 170, False, False, False),
        no_exam: (2, 170, False, None, False),
    }  # fmt: skip
    assert (lines[no_exam].is_verified, lines[both].is_verified) == (True, False), "a helper saw the one"
    with store.read() as session:
        training = read_training(session, course.facts)
        totals = sum_up(session, training, lines.values())
        for who, line in lines.items():  # what a certificate asks is what the record says
            assert line.presence.is_enough is stayed_long_enough(session, course.facts.id, who, now=LATER)
            assert line.presence.minutes == stayed_minutes(session, course.facts.id, who, now=LATER)
    figures = (totals.people, totals.complete, totals.passed, totals.verified, totals.crowd, totals.only_exam)
    assert figures == (4, 1, 2, 1, 12, 1)
    course.void(both)
    assert course.lines()[both].exam is None, "a paper that was taken back is no result"


def test_who_was_taken_back_and_who_was_erased(course: Course, store: Store) -> None:
    gone, erased = course.person(1), course.person(2)
    for who in (gone, erased):
        course.stays(who, 0, 120)
    with store.write() as session:
        attendance = session.scalars(select(Attendance.id).where(Attendance.person_id == gone)).one()
        undo_check_in(session, course.facts.id, attendance, reason="点错了", actor="staff:1", now=LATER)
        erase_person(session, erased, now=LATER)
    assert {who: line.name for who, line in course.lines().items()} == {erased: ""}


def test_one_slot_for_the_whole_session_and_no_exits(course: Course, store: Store) -> None:
    with store.write() as session:
        change_door(session, course.facts.id, DoorSettings(counts_each_day=False))
    who = course.person(1)
    course.passes(who, 30)
    (line,) = course.lines().values()
    assert (line.presence.days, line.presence.minutes, line.is_complete) == (1, 90, True), "the night is no presence"
    course.passes(who, DAY + 60)
    (line,) = course.lines().values()
    assert (line.presence.days, line.presence.minutes, len(course.facts.days)) == (2, 90 + 60, 2)
    with store.read() as session:
        assert usual_tenth_hours(course.facts) == 53, "4 hours of 60 minutes are 5.3 of 45"
        assert read_training(session, course.facts).changed_at is None


def test_the_exam_is_a_published_contest_of_the_campaign(course: Course, store: Store, cast: Cast) -> None:
    with store.write() as session:
        other = open_month(session, cast, code="other")
        elsewhere = plan_session(session, other, cast.town, kind="fire_training")
        drill = plan_session(session, other, cast.town, kind="evacuation_drill")
    said = TrainingFacts(contest_id=course.contest_id)
    for session_id, wanted in (
        (elsewhere.id, said),
        (drill.id, TrainingFacts()),
        (course.facts.id, TrainingFacts(tenth_hours=-1)),
    ):
        with pytest.raises(Invalid), store.write() as session:
            save_record(session, session_id, wanted, actor=cast.alice.actor, now=OPENING)


def test_statements_do_not_grow_with_people(course: Course, store: Store) -> None:
    course.write()
    counts = []
    for number in (1, 2, 3, 4):
        course.stays(course.person(number, 5), 0, 50)
        with store.read() as session:
            training = read_training(session, course.facts)
            with statement_counter(store) as counter:
                lines = list_lines(session, training, now=LATER)
        counts.append((len(lines), len(counter)))
    assert counts == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_pages_and_files(client: Visitor, course: Course, store: Store, cast: Cast) -> None:
    who = course.person(1, 10)
    plain = course.person(2, name="单红星", phone="13800001234")
    for each in (who, plain):
        course.stays(each, 0, 100)
    base = f"/console/sessions/{course.facts.id}/training"
    client.sign_in(cast.alice)
    assert "/training" in client.get(f"/console/sessions/{course.facts.id}").text
    assert "还没有填写" in client.get(base).text
    form = {
        "content": "灭火器",
        "hours": "2.5",
        "teacher": "李教官",
        "keeper": "周干事",
        "contest_id": str(course.contest_id),
    }
    assert client.post(f"{base}/edit", data=form | {"hours": "很多"}).status_code == 422
    assert client.post(f"{base}/edit", data=form, follow_redirects=True).status_code == 200
    page = client.get(base).text
    assert all(word in page for word in ("李教官", "2.5", "合格", "时长不够", "单红星", "周干事"))
    full = client.get(f"{base}/record.pdf?names=full").data
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(full)).pages)
    for word in (
        "安全生产教育和培训记录",
        "消防安全培训",
        "灭火器",
        "单红星",
        "100/100",
        "第二十八条",
        "主办单位（盖章）",
        "李教官",
    ):
        assert word in text.replace(" ", ""), word
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{base}/record.xlsx").data))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"单*星", "未考", "100/100"} <= cells
    assert not {"单红星"} & cells, "masked unless asked for"
    word_file = (
        zipfile.ZipFile(io.BytesIO(client.get(f"{base}/record.docx?names=full").data))
        .read("word/document.xml")
        .decode()
    )
    assert "单红星" in word_file
    for said in (page, text, word_file, *cells):
        assert "1380000" not in said
        assert "1234" not in said, "no phone, masked or not"
    with store.read() as session:
        notes = session.execute(
            select(AuditEntry.action, AuditEntry.detail).where(AuditEntry.action.like("training.%"))
        )
        told = [(row[0], "full" in row[1]) for row in notes]
    assert told == [
        ("training.save", False), ("training.export", True), ("training.export", False), ("training.export", True),
    ]  # fmt: skip
    client.sign_in(cast.vera)
    seen = client.get(base).text
    assert ("单红星" in seen, "单*星" in seen) == (False, True)
    assert client.get(f"{base}/record.pdf?names=full").status_code == 403
