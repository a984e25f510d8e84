"""From the draft to the frozen report: who may do what, what is missing, what stays as it was for ever."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select, text, update

from quizapp.db import Store
from quizapp.errors import Invalid, NotFound
from quizapp.filings import (
    Filing,
    FilingClosed,
    FilingEvent,
    Handing,
    NotReady,
    accept_filing,
    accept_many,
    differences,
    find_findings,
    finding_id,
    freeze_due,
    freeze_filing,
    get_filing,
    open_filing,
    return_filing,
    save_calendar,
    verify,
)
from quizapp.filings.document import write_filed
from quizapp.kit.periods import CUMULATIVE
from quizapp.ledger import Measure, reverse
from quizapp.ledger import verify as verify_ledger
from quizapp.units import get_unit, rename_unit
from tests.filings.conftest import KEY, LEDGER_KEY, WEEKS, Desk, at, plan
from tests.support.cast import Cast


def test_a_report_goes_from_draft_to_frozen_and_nothing_of_it_moves(desk: Desk, cast: Cast, store: Store) -> None:
    """The whole way: refused, filed, returned, filed again, accepted, frozen, amended."""
    alice, chen, town = cast.alice.actor, cast.chen.actor, cast.town
    desk.held(8, 36)
    with pytest.raises(NotReady) as refused:
        desk.file(town, WEEKS[0], at(10), alice)
    assert [each.key for each in refused.value.problems] == ["boards", "plan_made"]
    desk.type(town, WEEKS[0], at(10), alice, boards="12", plan_made="是")
    first = desk.file(town, WEEKS[0], at(10), alice)
    assert (first.version, first.round, first.state, first.is_late) == (1, 1, "submitted", False)
    with pytest.raises(FilingClosed):
        desk.file(town, WEEKS[0], at(10), alice)

    with store.write() as session, pytest.raises(FilingClosed):  # nobody reviews his own unit's report
        accept_filing(session, get_filing(session, first.id), town.path, by=alice, now=at(11))
    with store.write() as session:
        with pytest.raises(Invalid):
            return_filing(session, get_filing(session, first.id), town.path, remark=" ", by=chen, now=at(11))
        return_filing(session, get_filing(session, first.id), town.path, remark="展板应为 10", by=chen, now=at(11))
    desk.type(town, WEEKS[0], at(11), alice, boards="10")
    second = desk.file(town, WEEKS[0], at(11), alice)
    assert (second.version, second.round, second.is_late) == (1, 2, False)
    with store.write() as session:
        assert [each.id for each in accept_many(session, [first.id, second.id], by=chen, now=at(12))] == [second.id]
    with store.write() as session:
        freeze_filing(
            session, get_filing(session, second.id), get_unit(session, town.id), root_unit_id=cast.county.id, by=chen,
            now=at(12),
        )  # fmt: skip
    before = _files(desk, second.id)

    desk.held(9, 4)  # late: moves nothing that was filed
    with store.write() as session:
        rename_unit(session, town.id, "东明新镇", actor="陈晨", now=at(13))
    desk.type(town, WEEKS[0], at(13), alice, boards="11")
    third = desk.file(town, WEEKS[0], at(13), alice, Handing(reason="漏报一块"))
    assert (third.version, third.round, third.state) == (2, 1, "submitted")
    assert _files(desk, second.id) == before
    with store.read() as session:
        old, new = (open_filing(session, get_filing(session, each)) for each in (second.id, third.id))
        changed = {each.label: (each.before.value, each.after.value) for each in differences(old.report, new.report)}  # type: ignore[union-attr]
        assert changed == {"宣讲场次": (1, 2), "宣讲参与": (36, 40), "展板": (10, 11)}
        assert (old.report.unit.name, new.report.unit.name) == ("东明镇", "东明新镇")
        events = session.scalars(select(FilingEvent).order_by(FilingEvent.id)).all()
    assert [(each.action, each.author) for each in events] == [
        ("submitted", "Alice"), ("returned", "陈晨"), ("submitted", "Alice"), ("accepted", "陈晨"), ("frozen", "陈晨"),
        ("submitted", "Alice"),
    ]  # fmt: skip
    assert events[1].remark == "展板应为 10"


def _files(desk: Desk, filing_id: int) -> dict[str, bytes]:
    made = {}
    for fmt in ("xlsx", "docx", "csv", "json"):
        stream = io.BytesIO()
        with desk.store.read() as session:
            write_filed(open_filing(session, get_filing(session, filing_id)), stream, fmt)
        made[fmt] = stream.getvalue()
    return made


def test_what_was_said_once_is_not_asked_again_and_typed_weeks_make_the_total(desk: Desk, cast: Cast) -> None:
    alice, town = cast.alice.actor, cast.town
    desk.held(8, 36)
    desk.type(town, WEEKS[0], at(10), alice, boards="12", plan_made="是", talk_attendances="40")
    desk.file(town, WEEKS[0], at(10), alice)
    week = desk.report(town, WEEKS[1])
    assert (week.cells["plan_made"].value, week.cells["plan_made"].carried_from) == (1, WEEKS[0])
    assert [cell.field.key for cell in week.waiting()] == ["boards"]
    desk.held(12, 10)
    desk.type(town, WEEKS[1], at(17), alice, boards="3")
    desk.file(town, WEEKS[1], at(17), alice)
    total = desk.report(town)
    assert {key: total.number(key) for key in total.cells} == {
        "talk_sessions": 2, "talk_attendances": 50, "boards": 15, "plan_made": 1,
    }  # fmt: skip
    assert total.waiting() == []
    county = desk.report(cast.county)
    assert (county.number("talk_attendances"), county.number("boards")) == (50, 15)
    assert county.cells["talk_attendances"].typed_before == 4


def test_warnings_want_a_word_and_contradictions_another_figure(desk: Desk, cast: Cast, store: Store) -> None:
    alice, town = cast.alice.actor, cast.town
    desk.credit(8, 600)
    desk.type(town, WEEKS[0], at(10), alice, boards="0", plan_made="否")
    with pytest.raises(NotReady) as refused:
        desk.file(town, WEEKS[0], at(10), alice)
    assert [each.kind for each in refused.value.problems] == ["error", "explain"]
    desk.credit(8, measure=Measure.SESSION_HELD)
    with store.read() as session:
        (finding,) = find_findings(session, desk.report(town, WEEKS[0]), now=at(10))
    filed = desk.file(town, WEEKS[0], at(10), alice, Handing(explanations={finding_id(finding): "全镇集中宣讲"}))
    with store.read() as session:
        kept = open_filing(session, get_filing(session, filed.id)).snapshot.findings
    assert [(each.severity, each.explanation) for each in kept] == [("warn", "全镇集中宣讲")]


def test_a_total_that_fell_by_a_correction_wants_a_word_and_a_typed_one_is_refused(desk: Desk, cast: Cast) -> None:
    alice, town = cast.alice.actor, cast.town
    desk.held(8, 36)
    entry = desk.credit(9, 5)
    desk.type(town, CUMULATIVE.key, at(29), alice, boards="2", plan_made="是")
    desk.file(town, CUMULATIVE.key, at(29), alice)
    with desk.store.write() as session:
        reverse(session, entry, reason="重复", actor="staff:1", now=at(30, 9))
    with pytest.raises(NotReady) as refused:
        desk.file(town, CUMULATIVE.key, at(30), alice, Handing(reason="更正"))
    assert [each.kind for each in refused.value.problems] == ["explain"]
    desk.type(town, CUMULATIVE.key, at(30), alice, boards="1")
    with pytest.raises(NotReady) as refused:
        desk.file(town, CUMULATIVE.key, at(30), alice, Handing(reason="更正"))
    assert "error" in [each.kind for each in refused.value.problems]


def test_a_nil_report_is_one_tap_and_only_for_nothing(desk: Desk, cast: Cast, store: Store) -> None:
    alice, town = cast.alice.actor, cast.town
    filed = desk.file(town, WEEKS[0], at(10), alice, Handing(is_nil=True))
    with store.read() as session:
        report = open_filing(session, get_filing(session, filed.id)).report
    assert {key: report.number(key) for key in report.cells} == {
        "talk_sessions": 0, "talk_attendances": 0, "boards": 0, "plan_made": None,
    }  # fmt: skip
    desk.held(12, 8)
    with pytest.raises(NotReady):
        desk.file(town, WEEKS[1], at(17), alice, Handing(is_nil=True))
    with store.write() as session:
        save_calendar(session, desk.campaign.id, desk.form.key, plan(allows_nil=False))
    with pytest.raises(FilingClosed):
        desk.file(cast.sister_town, WEEKS[0], at(10), cast.sun.actor, Handing(is_nil=True))


def test_the_calendar_decides(desk: Desk, cast: Cast, store: Store) -> None:
    """Too early, too late, out of order, not asked, not switched on."""
    alice, town, nil = cast.alice.actor, cast.town, Handing(is_nil=True)
    with pytest.raises(FilingClosed):
        desk.file(town, WEEKS[2], at(10), alice, nil)
    assert desk.file(town, WEEKS[1], at(17, 19), alice, nil).is_late
    with pytest.raises(FilingClosed):  # its figures are in the later week
        desk.file(town, WEEKS[0], at(18), alice, nil)
    desk.file(cast.sister_town, WEEKS[0], at(10), cast.sun.actor, nil)
    with store.write() as session:
        filing = session.scalars(select(Filing).where(Filing.unit_id == cast.sister_town.id)).one()
        return_filing(session, filing, cast.sister_town.path, remark="请核对", by=cast.chen.actor, now=at(11))
    with pytest.raises(FilingClosed):  # first the one that came back
        desk.file(cast.sister_town, WEEKS[1], at(17), cast.sun.actor, nil)
    with store.write() as session:
        save_calendar(session, desk.campaign.id, desk.form.key, plan(duty="levels", levels=("township",)))
    with pytest.raises(FilingClosed):
        desk.file(cast.hongxing, WEEKS[0], at(10), cast.hong.actor, nil)
    with store.write() as session:
        save_calendar(session, desk.campaign.id, desk.form.key, plan(is_on=False))
    with pytest.raises(NotFound):
        desk.file(cast.sister_town, WEEKS[0], at(10), cast.sun.actor, nil)


def test_the_deadline_freezes_what_was_accepted(desk: Desk, cast: Cast, store: Store) -> None:
    nil = Handing(is_nil=True)
    ids = [
        desk.file(place, WEEKS[0], at(10), by.actor, nil).id
        for place, by in ((cast.town, cast.alice), (cast.sister_town, cast.sun))
    ]
    with store.write() as session:
        accept_many(session, ids[:1], by=cast.chen.actor, now=at(11))
    with store.write() as session:
        assert freeze_due(session, now=at(29)) == {}
        assert freeze_due(session, now=at(30, 19)) == {desk.campaign.id: ids[:1]}
    with store.read() as session:
        assert [get_filing(session, each).state for each in ids] == ["frozen", "submitted"]


def test_a_tampered_ledger_and_a_tampered_report_are_named(desk: Desk, cast: Cast, store: Store) -> None:
    desk.held(8, 36)
    desk.type(cast.town, WEEKS[0], at(10), cast.alice.actor, boards="1", plan_made="是")
    filed = desk.file(cast.town, WEEKS[0], at(10), cast.alice.actor)

    def problems() -> tuple[str, ...]:
        with store.read() as session:
            return verify(session, verify_ledger(session, key=LEDGER_KEY), key=KEY).problems

    assert problems() == ()
    with store.write() as session:
        content = session.scalars(select(Filing.content).where(Filing.id == filed.id)).one()
        session.execute(update(Filing).values(content=content.replace("36", "63")))
    assert len(problems()) == 1
    assert "东明镇" in problems()[0]
    with store.write() as session:
        session.execute(update(Filing).values(content=content))
        if store.is_sqlite:
            session.execute(text("DROP TRIGGER ledger_entry_no_update"))
        else:
            session.execute(text("DROP TRIGGER ledger_entry_append_only ON ledger_entry"))
        session.execute(text("UPDATE ledger_entry SET quantity = 63 WHERE quantity = 36"))
    assert "entries that it counts were changed" in problems()[0]
    with store.write() as session:  # somebody with the key seals anew: the filed head gives him away
        session.execute(text("UPDATE ledger_entry SET quantity = 36 WHERE quantity = 63"))
        session.execute(update(Filing).values(head="0" * 64))
    assert any("chain no longer has position" in each for each in problems())
