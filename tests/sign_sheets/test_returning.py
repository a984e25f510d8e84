"""A signed sheet read back in: heads in the ledger, once, with totals that add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from quizapp.activities import cancel_session
from quizapp.checkins import Door, NewScan, Scan, record_scan, undo_check_in
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.people import Person, person_for_roster_entry
from quizapp.sign_sheets import NewReturn, ReturnResult, SheetPlan, plan_return, print_sheet, record_return, rows_of
from quizapp.sign_sheets.models import SheetReturn
from quizapp.sign_sheets.printing import sheet_by_code
from tests.sign_sheets.conftest import Printed, sheet_of
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, figure

SIGNED = NewReturn(rows="1-2", names="3 王五 红星村\n4 赵六", declared=4, nonce="return-1")


def give_back(store: Store, printed: Printed, new: NewReturn = SIGNED) -> ReturnResult:
    with store.write() as session:
        return record_return(session, sheet_of(session, printed), new, vault=VAULT, actor="staff:1", now=OPENING)


def heads(store: Store, printed: Printed, cast: Cast) -> tuple[int, int]:
    """人次 and 场 of the town."""
    with store.read() as session:
        return (
            figure(session, printed.month, cast.town, "attendance"),
            figure(session, printed.month, cast.town, "session_held"),
        )


def test_signed_rows_count(store: Store, cast: Cast, printed: Printed) -> None:
    result = give_back(store, printed)
    assert (result.added, result.is_new) == (4, True)
    assert heads(store, printed, cast) == (4, 1)
    with store.read() as session:
        assert set(session.scalars(select(Scan.source))) == {"paper"}
        units = {name: unit_id for name, unit_id in session.execute(select(Person.name, Person.unit_id))}  # noqa: C416
    assert (units["王五"], units["赵六"]) == (cast.hongxing.id, cast.town.id)


def test_reading_it_in_twice_adds_nothing(store: Store, cast: Cast, printed: Printed) -> None:
    give_back(store, printed)
    assert give_back(store, printed).is_new is False
    again = give_back(store, printed, replace(SIGNED, nonce="return-2"))
    assert (again.added, heads(store, printed, cast)) == (0, (4, 1))


def test_pages_may_come_one_by_one(store: Store, cast: Cast, printed: Printed) -> None:
    give_back(store, printed, NewReturn(rows="1", names="", declared=1, nonce="page-1"))
    give_back(store, printed, NewReturn(rows="2", names="", declared=1, nonce="page-2"))
    assert heads(store, printed, cast) == (2, 1)


def test_one_nonce_for_two_texts_is_refused(store: Store, cast: Cast, printed: Printed) -> None:
    give_back(store, printed)
    with pytest.raises(Conflict):
        give_back(store, printed, replace(SIGNED, rows="1", declared=3))
    assert heads(store, printed, cast) == (4, 1)


def test_who_signed_by_phone_too_is_one_head(store: Store, cast: Cast, printed: Printed) -> None:
    with store.write() as session:
        entry_id = rows_of(session, sheet_of(session, printed))[0].roster_entry_id
        assert entry_id is not None
        person = person_for_roster_entry(session, printed.month.id, entry_id, now=OPENING)
        scan = NewScan(nonce="by-phone", person_id=person.id, door=Door.SCAN, scanned_at=OPENING)
        record_scan(session, printed.facts.id, scan, actor=f"person:{person.id}", now=OPENING)
    assert give_back(store, printed).added == 3
    assert heads(store, printed, cast) == (4, 1)


def test_totals_that_differ_need_a_reason(store: Store, cast: Cast, printed: Printed) -> None:
    with pytest.raises(Invalid) as caught:
        give_back(store, printed, replace(SIGNED, declared=5))
    assert caught.value.field == "difference_reason"
    assert (caught.value.params["signed"], caught.value.params["declared"]) == (4, 5)
    assert heads(store, printed, cast) == (0, 0)
    give_back(store, printed, replace(SIGNED, declared=5, difference_reason="一人没有签名就走了"))
    with store.read() as session:
        kept = session.scalars(select(SheetReturn)).one()
    assert (kept.signed, kept.declared, kept.difference_reason) == (4, 5, "一人没有签名就走了")


def test_a_blank_row_needs_a_name(store: Store, printed: Printed) -> None:
    new = NewReturn(rows="1,5", names="", declared=2, nonce="x")
    with store.read() as session:
        sheet = sheet_of(session, printed)
        with pytest.raises(Invalid) as caught:
            plan_return(session, printed.facts, sheet, new)
    assert (caught.value.field, caught.value.params["row"]) == ("names", 5)


def test_a_unit_nobody_knows_is_said(store: Store, cast: Cast, printed: Printed) -> None:
    with store.read() as session:
        new = NewReturn(rows="", names="3 王五 月亮村\n4 赵六 红星", declared=2, nonce="x")
        plan = plan_return(session, printed.facts, sheet_of(session, printed), new)
    assert [(each.unit_id, each.is_guess) for each in plan.walk_ins] == [
        (cast.town.id, True), (cast.hongxing.id, False)
    ]  # fmt: skip


def test_an_undone_head_is_not_brought_back_by_the_sheet(store: Store, cast: Cast, printed: Printed) -> None:
    first = give_back(store, printed).outcomes[0].result.attendance_id
    assert first is not None
    with store.write() as session:
        undo_check_in(session, printed.facts.id, first, reason="代签", actor="staff:1", now=OPENING)
    again = give_back(store, printed, replace(SIGNED, nonce="return-2"))
    assert again.outcomes[0].result.verdict.value == "undone"
    assert heads(store, printed, cast) == (3, 1)


def test_a_cancelled_session_takes_no_sheet(store: Store, printed: Printed) -> None:
    with store.write() as session:
        cancel_session(session, printed.facts.id, reason="台风", actor="staff:1", now=OPENING)
    with pytest.raises(Conflict):
        give_back(store, printed)


def test_an_empty_sheet_is_not_printed(store: Store, printed: Printed) -> None:
    with store.write() as session, pytest.raises(Invalid):
        print_sheet(session, printed.facts, SheetPlan(blank_rows=0), actor="staff:1", now=OPENING)


def test_an_unknown_number_is_not_found(store: Store, printed: Printed) -> None:
    with store.read() as session:
        assert sheet_by_code(session, printed.code.lower()).id == printed.sheet_id
        with pytest.raises(NotFound):
            sheet_by_code(session, "ZZZZZZ")
