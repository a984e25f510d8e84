"""Recording scans: every one is kept, a head counts once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from quizapp.activities import load_facts
from quizapp.checkins import Door, NewScan, Scan, Verdict, door_figures, list_arrivals, record_scan
from quizapp.db import Store
from quizapp.errors import Conflict, NotFound
from quizapp.ledger import Scope, distinct_people
from quizapp.people import erase_person
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import Month, add_person, figure, plan_session


def _scan(person_id: int | None, nonce: str = "n1", **changes: object) -> NewScan:
    values: dict[str, object] = {"nonce": nonce, "person_id": person_id, "door": Door.SCAN, "scanned_at": OPENING}
    return NewScan(**(values | changes))  # type: ignore[arg-type]


def test_it_works(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind="escape_drill", sector="fire")
        person = add_person(session, month, cast.hongxing)
        result = record_scan(session, facts.id, _scan(person.id), actor="person:1", now=OPENING)
        assert (result.verdict, result.name, result.arrived_at) == (Verdict.ACCEPTED, "张三", OPENING)
        assert figure(session, month, cast.county, "attendance", "escape_drill", tag="sector:fire") == 1
        assert figure(session, month, cast.county, "session_held", "escape_drill") == 1


def test_the_head_counts_for_the_persons_unit_and_the_session_for_the_host(
    store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.sister_town)
        person = add_person(session, month, cast.hongxing)
        record_scan(session, facts.id, _scan(person.id), actor="person:1", now=OPENING)
        heads = [figure(session, month, unit, "attendance") for unit in (cast.hongxing, cast.sister_town)]
        held = [figure(session, month, unit, "session_held") for unit in (cast.hongxing, cast.sister_town)]
    assert (heads, held) == ([1, 0], [0, 1])


def test_a_second_scan_is_told_the_first_time(store: Store, cast: Cast, month: Month) -> None:
    later = OPENING + timedelta(minutes=20)
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        record_scan(session, facts.id, _scan(person.id), actor="person:1", now=OPENING)
        again = record_scan(session, facts.id, _scan(person.id, "n2", scanned_at=later), actor="person:1", now=later)
        assert (again.verdict, again.arrived_at) == (Verdict.ALREADY_IN, OPENING)
        assert figure(session, month, cast.town, "attendance") == 1


def test_a_retry_gets_the_first_answer_and_adds_nothing(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        first = record_scan(session, facts.id, _scan(person.id), actor="person:1", now=OPENING)
        again = record_scan(session, facts.id, _scan(person.id), actor="person:1", now=OPENING + timedelta(days=9))
        assert (again.verdict, again.attendance_id, again.is_repeat) == (Verdict.ACCEPTED, first.attendance_id, True)
        assert session.scalar(select(func.count()).select_from(Scan)) == 1


def test_a_retry_after_closing_is_not_refused(store: Store, cast: Cast, month: Month) -> None:
    """The rule that peers break: the nonce is looked at before the window."""
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        record_scan(session, facts.id, _scan(person.id), actor="person:1", now=OPENING)
        late = OPENING + timedelta(days=1)
        again = record_scan(session, facts.id, _scan(person.id, scanned_at=late), actor="person:1", now=late)
    assert again.verdict is Verdict.ACCEPTED


def test_a_nonce_with_other_content_is_a_conflict(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        one, other = (add_person(session, month, cast.town, name) for name in ("张三", "李四"))
        record_scan(session, facts.id, _scan(one.id), actor="staff:1", now=OPENING)
        with pytest.raises(Conflict):
            record_scan(session, facts.id, _scan(other.id), actor="staff:1", now=OPENING)


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(-61, Verdict.NOT_OPEN_YET), (121, Verdict.CLOSED), (-60, Verdict.ACCEPTED)]
)
def test_a_refused_scan_is_kept_and_does_not_count(
    store: Store, cast: Cast, month: Month, minutes: int, verdict: Verdict
) -> None:
    at = OPENING + timedelta(minutes=minutes)
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        result = record_scan(session, facts.id, _scan(person.id, scanned_at=at), actor="person:1", now=at)
        kept = session.scalars(select(Scan)).one()
        assert (result.verdict, kept.verdict) == (verdict, verdict.value)
        assert figure(session, month, cast.town, "attendance") == int(verdict is Verdict.ACCEPTED)
        assert door_figures(session, facts.id).refused == int(verdict is not Verdict.ACCEPTED)


def test_a_refused_scan_does_not_make_the_session_held(store: Store, cast: Cast, month: Month) -> None:
    at = OPENING - timedelta(days=1)
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        record_scan(session, facts.id, _scan(person.id, scanned_at=at), actor="person:1", now=at)
        assert load_facts(session, facts.id).held_at is None


def test_people_of_another_campaign_and_erased_people_are_unknown(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        gone = add_person(session, month, cast.town)
        erase_person(session, gone.id, now=OPENING)
        results = [
            record_scan(session, facts.id, _scan(person_id, nonce), actor="staff:1", now=OPENING)
            for person_id, nonce in ((gone.id, "a"), (99_999, "b"), (None, "c"))
        ]
    assert [result.verdict for result in results] == [Verdict.UNKNOWN_PERSON] * 3


def test_staff_with_a_reason_enter_somebody_late_and_both_times_are_kept(
    store: Store, cast: Cast, month: Month
) -> None:
    late = OPENING + timedelta(days=2)
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        scan = _scan(person.id, door=Door.HELPER, scanned_at=late, reason="手机没电，现场有签名")
        result = record_scan(session, facts.id, scan, actor="staff:1", now=late)
        kept = session.scalars(select(Scan)).one()
    assert (result.verdict, result.arrived_at) == (Verdict.ACCEPTED, facts.ends_at)
    assert (kept.recorded_at, kept.reason) == (late, "手机没电，现场有签名")


def test_a_participants_own_reason_opens_nothing(store: Store, cast: Cast, month: Month) -> None:
    late = OPENING + timedelta(days=2)
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town)
        scan = _scan(person.id, scanned_at=late, reason="我真的来了")
        assert record_scan(session, facts.id, scan, actor="person:1", now=late).verdict is Verdict.CLOSED


def test_a_session_of_several_days_counts_a_head_a_day(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, ends_at=OPENING + timedelta(days=2))
        person = add_person(session, month, cast.town)
        for nonce, hours in (("a", 0), ("b", 2), ("c", 24), ("d", 48)):
            at = OPENING + timedelta(hours=hours)
            record_scan(session, facts.id, _scan(person.id, nonce, scanned_at=at), actor="person:1", now=at)
        days = [arrival.slot for arrival in list_arrivals(session, facts.id)]
        people = distinct_people(session, Scope(campaign_id=month.id, unit_path=cast.county.path), kinds=["lecture"])
    assert days == ["2026-06-16", "2026-06-17", "2026-06-18"]
    assert people == 1


def test_a_session_until_midnight_has_no_head_on_the_next_day(store: Store, cast: Cast, month: Month) -> None:
    midnight = OPENING + timedelta(hours=14)  # 00:00 in China
    with store.write() as session:
        facts = plan_session(session, month, cast.town, ends_at=midnight)
        assert facts.slot(midnight + timedelta(minutes=30)) == date(2026, 6, 16)


def test_a_missing_session_is_not_found(store: Store, month: Month) -> None:
    with store.write() as session, pytest.raises(NotFound):
        record_scan(session, 404, _scan(None), actor="staff:1", now=OPENING)


def test_a_check_in_costs_five_statements_and_the_first_of_a_session_eight_at_most(
    store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        people = [add_person(session, month, cast.town, name) for name in ("张三", "李四")]
    counts = []
    for number, person in enumerate(people):
        with store.write() as session, statement_counter(store) as sent:
            record_scan(session, facts.id, _scan(person.id, f"n{number}"), actor="person:1", now=OPENING)
            counts.append(len(sent))
    assert counts[0] <= 7
    assert counts[1] == 5


def test_a_hostile_name_is_kept_as_it_was_cleaned(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        person = add_person(session, month, cast.town, '=HYPERLINK("x")<b>\u202e𠮷')
        record_scan(session, facts.id, _scan(person.id), actor="person:1", now=OPENING)
        assert list_arrivals(session, facts.id)[0].name == '=HYPERLINK("x")<b>𠮷'
