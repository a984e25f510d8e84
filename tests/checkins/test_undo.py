"""Undo: the head is gone, its history stays, and it can come again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.activities import cancel_session, load_facts, record_as_held
from quizapp.checkins import (
    Attendance,
    Door,
    NewHeadcount,
    NewScan,
    Scan,
    ScanResult,
    Verdict,
    count_crowd,
    list_arrivals,
    list_headcounts,
    record_scan,
    undo_check_in,
    undo_headcount,
)
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, add_person, figure, plan_session


def _check_in(session, session_id: int, person_id: int, nonce: str = "n1") -> ScanResult:  # type: ignore[no-untyped-def]
    scan = NewScan(nonce=nonce, person_id=person_id, door=Door.HELPER, scanned_at=OPENING)
    return record_scan(session, session_id, scan, actor="staff:1", now=OPENING)


def _undo(session, session_id: int, attendance_id: int | None, reason: str = "点错人") -> bool:  # type: ignore[no-untyped-def]
    assert attendance_id is not None
    return undo_check_in(session, session_id, attendance_id, reason=reason, actor="staff:1", now=OPENING)


def test_it_works(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        assert _undo(session, facts.id, done.attendance_id)
        assert figure(session, month, cast.town, "attendance") == 0
        assert list_arrivals(session, facts.id) == []


def test_the_history_stays(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        _undo(session, facts.id, done.attendance_id)
        undone = session.scalars(select(Scan).where(Scan.verdict == "undone")).one()
        assert (undone.reason, undone.actor) == ("点错人", "staff:1")
        assert session.get_one(Attendance, done.attendance_id).arrived_at == OPENING
        assert len(list_arrivals(session, facts.id, with_undone=True)) == 1


def test_the_last_head_takes_the_session_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        _undo(session, facts.id, done.attendance_id)
        assert figure(session, month, cast.town, "session_held") == 0
        assert load_facts(session, facts.id).held_at is None


def test_with_another_head_the_session_stays(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        _check_in(session, facts.id, add_person(session, month, cast.town, "李四").id, "n2")
        _undo(session, facts.id, done.attendance_id)
        assert figure(session, month, cast.town, "session_held") == 1


def test_with_a_signed_record_the_session_stays(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        record_as_held(session, facts.id, signed_by="李", actor="staff:1", now=OPENING)
        _undo(session, facts.id, done.attendance_id)
        assert figure(session, month, cast.town, "session_held") == 1


def test_who_was_undone_can_come_again_and_counts_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        for round_no in range(3):
            done = _check_in(session, facts.id, person.id, f"n{round_no}")
            assert done.verdict is Verdict.ACCEPTED
            assert figure(session, month, cast.town, "attendance") == 1
            assert figure(session, month, cast.town, "session_held") == 1
            if round_no < 2:
                _undo(session, facts.id, done.attendance_id)


def test_undoing_twice_takes_back_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        _check_in(session, facts.id, add_person(session, month, cast.town, "李四").id, "n2")
        assert [_undo(session, facts.id, done.attendance_id) for _ in range(2)] == [True, False]
        assert figure(session, month, cast.town, "attendance") == 1


def test_a_retry_of_an_undone_scan_does_not_bring_it_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        done = _check_in(session, facts.id, person.id)
        _undo(session, facts.id, done.attendance_id)
        assert _check_in(session, facts.id, person.id).verdict is Verdict.UNDONE
        assert figure(session, month, cast.town, "attendance") == 0


def test_undo_needs_a_reason(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        with pytest.raises(Invalid):
            _undo(session, facts.id, done.attendance_id, " ")


def test_an_attendance_of_another_session_is_not_found(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts, other = (plan_session(session, month, cast.town) for _ in range(2))
        done = _check_in(session, facts.id, add_person(session, month, cast.town).id)
        with pytest.raises(NotFound):
            _undo(session, other.id, done.attendance_id)


def test_a_session_with_heads_is_not_cancelled(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        _check_in(session, facts.id, add_person(session, month, cast.town).id)
        with pytest.raises(Conflict):
            cancel_session(session, facts.id, reason="下雨", actor="staff:1", now=OPENING)


def test_a_headcount_can_be_taken_back_with_its_history(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind="consultation")
        crowd = NewHeadcount(
            unit_id=cast.town.id, people=160, is_approximate=True, counted_by="李主任", method="estimate", nonce="h1"
        )
        made = count_crowd(session, facts.id, crowd, actor="staff:1", now=OPENING)
        later = OPENING + timedelta(hours=1)
        for expected in (True, False):
            assert undo_headcount(session, facts.id, made.id, reason="重复登记", actor="staff:2", now=later) is expected
        found, unit_name = list_headcounts(session, facts.id)[0]
        assert (found.undone_at, found.undone_by, unit_name) == (later, "staff:2", "东明镇")
        assert figure(session, month, cast.town, "attendance") == 0
        assert figure(session, month, cast.town, "session_held") == 0
