"""Certificates of attendance: for those who stayed long enough and passed, by a button, withdrawn with the attendance."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from sqlalchemy import select

from quizapp.activities import ActivitySession, DoorSettings, change_door, load_facts
from quizapp.audit.models import AuditEntry
from quizapp.certificates import (
    AttendedCertificate,
    AttendedRow,
    AttendedSettings,
    asked_by,
    attended_template,
    earned_by,
    find_attended,
    has_earned,
    issue_attended,
    list_attended,
    my_attended,
    save_attended,
    show_number,
)
from quizapp.checkins import Attendance, stayed_long_enough, undo_check_in
from quizapp.contests import Contest
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid
from quizapp.people import Person, erase_person, remember_device
from tests.contests.makers import hold_phone
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor
from tests.trainings.conftest import DAY, Course

LATER = OPENING + timedelta(days=3)
SETTINGS = AttendedSettings(
    title="培训证明",
    text="{姓名} 同志：\n参加了“{活动名称}”，共 {学时} 学时。",
    issuers="东明镇应急办",
    needs_exam=True,
)


def save(course: Course, **changes: Any) -> None:
    """The certificate as it is from now on."""
    values = {name: getattr(SETTINGS, name) for name in SETTINGS.__dataclass_fields__} | changes
    with course.store.write() as session:
        save_attended(session, course.facts.id, AttendedSettings(**values), actor=course.cast.alice.actor, now=OPENING)


def issue(course: Course) -> int:
    """The button."""
    with course.store.write() as session:
        return issue_attended(session, course.facts.id, actor=course.cast.alice.actor, now=LATER)


def listed(course: Course) -> dict[int, AttendedRow]:
    """Certificates by person."""
    with course.store.read() as session:
        facts = load_facts(session, course.facts.id)
        return {row.person_id: row for row in list_attended(session, facts, now=LATER)}


def undo(course: Course, person_id: int) -> None:
    """The first day's attendance is taken back."""
    with course.store.write() as session:
        found = select(Attendance.id).where(Attendance.person_id == person_id).order_by(Attendance.slot).limit(1)
        undo_check_in(
            session, course.facts.id, session.scalars(found).one(), reason="点错了", actor="staff:1", now=LATER
        )


def both_days(course: Course, person_id: int) -> None:
    """100 minutes, and 70."""
    course.stays(person_id, 0, 100)
    course.stays(person_id, DAY, DAY + 70)


def test_it_works(course: Course, store: Store) -> None:
    whole, short, failed = course.person(1, 10), course.person(2, 10), course.person(3, 1)
    for who in (whole, failed):
        both_days(course, who)
    course.stays(short, 0, 100)
    course.person(4, 10)
    with pytest.raises(Conflict):
        issue(course)
    with pytest.raises(Invalid) as refused:
        save(course)  # the training record names no exam yet
    assert refused.value.field == "needs_exam"
    course.write()
    save(course)
    assert (issue(course), issue(course)) == (1, 0), "pressed twice it makes none twice"
    (row,) = listed(course).values()
    assert (row.person_id, row.is_withdrawn, row.unit_name, row.tenth_hours) == (whole, False, "红星村", 40)
    with store.read() as session:
        assert find_attended(session, show_number(row.number).lower(), now=LATER).person_id == whole
        template = attended_template(session, course.facts.id)
        assert template is not None
        for who in (whole, short, failed):  # one at a time as all at once
            alone = has_earned(session, course.facts, asked_by(template), who, now=LATER)
            assert alone is (who in earned_by(session, course.facts, asked_by(template), now=LATER))
            assert stayed_long_enough(session, course.facts.id, who, now=LATER) is (who != short)


def test_withdrawn_with_the_attendance_or_the_paper_and_back_again(course: Course, store: Store) -> None:
    one, two = course.person(1, 10), course.person(2, 10)
    for who in (one, two):
        both_days(course, who)
    course.write()
    save(course)
    assert issue(course) == 2
    undo(course, one)
    course.void(two)
    assert [row.is_withdrawn for row in listed(course).values()] == [True, True]
    assert issue(course) == 0
    course.stays(one, 0, 90)  # checked in again: the same paper holds again, with its number
    before = listed(course)[one]
    assert (before.is_withdrawn, issue(course)) == (False, 0)
    with store.read() as session:
        mine = my_attended(session, course.facts.id, one, now=LATER)
        assert mine is not None
        assert mine.number == before.number


def test_each_keeps_the_rule_it_was_issued_with(course: Course) -> None:
    """Coming once was enough for the first; every day is asked for later, and the first one's certificate stands."""
    first, second = course.person(1), course.person(2)
    course.stays(first, 0, 120)
    course.stays(first, DAY, DAY + 40)
    save(course, needs_exam=False)
    assert issue(course) == 1
    save(course, needs_exam=False, needs_every_day=True, title="全程参加证明")
    course.stays(second, DAY - 10, DAY + 120)
    assert issue(course) == 0, "one of two days"
    course.stays(second, 10, 60)
    assert issue(course) == 1
    told = {who: (row.template.version, row.is_withdrawn) for who, row in listed(course).items()}
    assert told == {first: (1, False), second: (2, False)}


def test_a_later_rule_of_the_session_takes_nothing_back(course: Course, store: Store) -> None:
    """A shortest stay that grows and a third day are asked of those who come later; a button press makes the version."""
    first, second = course.person(1), course.person(2)
    for who in (first, second):
        both_days(course, who)
    save(course, needs_exam=False, needs_every_day=True)
    assert issue(course) == 2
    with store.write() as session:
        change_door(session, course.facts.id, DoorSettings(takes_exits=True, min_stay_min=171))
        held = session.get_one(ActivitySession, course.facts.id)
        held.ends_at += timedelta(days=1)
    third = course.person(3)
    both_days(course, third)
    assert (issue(course), [row.is_withdrawn for row in listed(course).values()]) == (0, [False, False])
    course.stays(third, 2 * DAY, 2 * DAY + 30)
    assert issue(course) == 1
    assert {who: (row.template.version, row.is_withdrawn) for who, row in listed(course).items()} == {
        first: (1, False), second: (1, False), third: (2, False),
    }  # fmt: skip


def test_every_day_where_the_whole_course_is_one_head(course: Course, store: Store) -> None:
    with store.write() as session:
        change_door(session, course.facts.id, DoorSettings(min_stay_min=150, counts_each_day=False))
    one_day, both = course.person(1), course.person(2)
    course.passes(one_day, 0)
    for minute in (0, DAY + 30):
        course.passes(both, minute)
    save(course, needs_exam=False)
    assert issue(course) == 1, "a day of two hours is no stay of 150 minutes: the night is nobody's presence"
    assert set(listed(course)) == {both}
    with store.write() as session:
        change_door(session, course.facts.id, DoorSettings(counts_each_day=False))
    save(course, needs_exam=False, needs_every_day=True)
    assert issue(course) == 0, "one day is not every day"


def test_statements_do_not_grow_with_people(course: Course, store: Store) -> None:
    save(course, needs_exam=False)
    sent = []
    for number in (1, 2, 3):
        both_days(course, course.person(number))
        issue(course)
        with store.read() as session, statement_counter(store) as counter:
            list_attended(session, load_facts(session, course.facts.id), now=LATER)
        sent.append(len(counter))
    assert len(set(sent)) == 1


def test_pages(client: Visitor, course: Course, store: Store, cast: Cast, clock: FakeClock) -> None:
    who, gone = course.person(1, name="单红星"), course.person(2, name="周小青")
    for each in (who, gone):
        both_days(course, each)
    clock.advance(days=3)
    base = f"/console/sessions/{course.facts.id}/certificates"
    client.sign_in(cast.alice)
    assert base in client.get(f"/console/sessions/{course.facts.id}").text
    assert "还没有参加证明" in client.get(base).text
    form = {
        "title": "培训证明", "text": "{姓名} 同志：\n参加了“{活动名称}”。", "issuers": "东明镇", "design": "plain",
        "paper": "landscape", "has_seal_box": "y",
    }  # fmt: skip
    bad = client.post(f"{base}/edit", data=form | {"text": "{成绩}"})
    assert (bad.status_code, "没有“{成绩}”这一项" in bad.text) == (422, True)
    assert client.post(f"{base}/edit", data=form | {"needs_exam": "y"}).status_code == 422
    assert client.post(f"{base}/edit", data=form).status_code == 303
    assert client.get(f"{base}/preview.png").data.startswith(b"\x89PNG")
    assert client.get(f"{base}/print.pdf").status_code == 409, "nothing was issued yet"
    assert "发出 2 张" in client.post(f"{base}/issue", follow_redirects=True).text
    undo(course, gone)
    printed = pypdf.PdfReader(io.BytesIO(client.get(f"{base}/print.pdf").data))
    assert len(printed.pages) == 1, "what was withdrawn is not printed"
    assert "单红星" in printed.pages[0].extract_text()
    rows = listed(course)
    verify = client.get(f"/v/{rows[who].number}").text
    assert ("单*星" in verify, "单红星" in verify, "消防安全培训" in verify, "证书有效" in verify) == (
        True,
        False,
        True,
        True,
    )
    assert "姓名一致" in client.post(f"/v/{rows[who].number}", data={"name": "单红星"}).text
    assert "已经撤回" in client.get(f"/v/{rows[gone].number}").text
    with store.read() as session:
        done = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("attended%"))).all()
    assert done == [f"attended_certificate.{verb}" for verb in ("save", "issue", "print")]
    client.sign_in(cast.vera)
    assert "单*星" in client.get(base).text
    assert client.post(f"{base}/issue").status_code == 403


def test_on_the_persons_own_phone(client: Visitor, course: Course, store: Store, clock: FakeClock) -> None:
    who = course.person(1, name="单红星")
    both_days(course, who)
    clock.advance(days=3)
    own = f"/s/{course.facts.code}/certificate"
    page = client.get(own)
    assert (page.status_code, "还没有您的证明" in page.text) == (200, True)
    save(course, needs_exam=False)
    issue(course)
    with store.write() as session:
        phone, person = (
            hold_phone(client, session.get_one(Contest, course.contest_id).code),
            session.get_one(Person, who),
        )
        remember_device(session, person, phone, now=clock())
    page = client.get(own)
    file = re.search(rf"{own}/(\w+)\.pdf", page.text)
    assert file is not None
    assert own in client.get(f"/c/{course.month.code}").text, "a card leads to it"
    assert client.get(f"{own}/{file[1]}.pdf").data.startswith(b"%PDF")
    undo(course, who)
    assert "已经撤回" in client.get(own).text
    assert client.get(f"{own}/{file[1]}.pdf").status_code == 404
    with store.write() as session:
        erase_person(session, who, now=clock())
        assert session.scalars(select(AttendedCertificate.unit_name)).all() == ["红星村"]
