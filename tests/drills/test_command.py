"""The commander: one alarm, no all clear over missing people, a test that leaves nothing, a drill that turns real."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.activities import cancel_session
from quizapp.db import Store
from quizapp.drills import (
    Drill,
    DrillEvent,
    PeopleOutstanding,
    State,
    clear_person,
    count_heads,
    count_zone,
    end_test,
    give_all_clear,
    mark_person,
    reopen,
    sound_alarm,
    turn_drill,
    turn_real,
)
from quizapp.errors import Conflict, Invalid
from tests.drills.conftest import School, make_drill
from tests.drills.test_muster import after, alarm, board_of, scan, tap
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, figure


def everybody(store: Store, school: School) -> None:
    for name in school.people:
        tap(store, school, name, State.ARRIVED)
    with store.write() as session:
        count_zone(session, school.id, school.zones["食堂"], 10, nonce="all", actor="warden:4", now=after(60))


def drill_of(store: Store, school: School) -> Drill:
    with store.read() as session:
        return session.get_one(Drill, school.id)


def test_the_first_alarm_counts(store: Store, school: School) -> None:
    alarm(store, school)
    with store.write() as session:
        sound_alarm(session, school.id, actor="staff:2", now=after(5))
    assert drill_of(store, school).alarm_at == OPENING


def test_an_alarm_that_sounded_before_is_entered_with_its_time(store: Store, school: School) -> None:
    with store.write() as session:
        sound_alarm(session, school.id, at=after(-90), actor="staff:1", now=OPENING)
    with store.read() as session:
        event = session.scalars(select(DrillEvent)).one()
    assert (event.at, event.recorded_at, event.source) == (after(-90), OPENING, "manual")
    assert drill_of(store, school).alarm_at == after(-90)


@pytest.mark.parametrize("seconds", [5, -40 * 86_400])
def test_an_alarm_is_neither_to_come_nor_long_past(store: Store, school: School, seconds: int) -> None:
    with pytest.raises(Invalid), store.write() as session:
        sound_alarm(session, school.id, at=after(seconds), actor="staff:1", now=OPENING)


def test_no_all_clear_while_somebody_is_not_accounted_for(store: Store, school: School) -> None:
    alarm(store, school)
    everybody(store, school)
    tap(store, school, "吴六", State.NEEDS_HELP, seconds=70)
    with pytest.raises(PeopleOutstanding) as refused, store.write() as session:
        give_all_clear(session, school.id, actor="staff:1", now=after(80))
    assert refused.value.params == {"n": 1}
    assert drill_of(store, school).all_clear_at is None
    with store.write() as session:
        clear_person(
            session,
            school.id,
            school.people["吴六"],
            State.ARRIVED,
            reason="已送医",
            nonce="c",
            actor="staff:1",
            now=after(90),
        )
        give_all_clear(session, school.id, actor="staff:1", now=after(100))
    assert drill_of(store, school).all_clear_at == after(100)


def test_all_clear_in_spite_of_missing_people_keeps_its_reason_and_their_number(store: Store, school: School) -> None:
    alarm(store, school)
    with store.write() as session:
        give_all_clear(session, school.id, reason="消防队已确认楼内无人", actor="staff:1", now=after(80))
    with store.read() as session:
        event = session.scalars(select(DrillEvent).where(DrillEvent.kind == "all_clear")).one()
    assert (event.reason, event.people, event.actor) == ("消防队已确认楼内无人", 16, "staff:1")


def test_all_clear_is_taken_back_with_a_reason_and_given_again(store: Store, school: School) -> None:
    alarm(store, school)
    everybody(store, school)
    with store.write() as session:
        give_all_clear(session, school.id, actor="staff:1", now=after(80))
        with pytest.raises(Invalid):
            reopen(session, school.id, reason="", actor="staff:1", now=after(90))
        reopen(session, school.id, reason="有人又回楼里", actor="staff:1", now=after(90))
    assert drill_of(store, school).all_clear_at is None
    with store.write() as session:
        give_all_clear(session, school.id, actor="staff:1", now=after(120))
    assert drill_of(store, school).all_clear_at == after(120)


def test_before_the_alarm_there_is_nothing_to_clear(store: Store, school: School) -> None:
    with pytest.raises(Conflict), store.write() as session:
        give_all_clear(session, school.id, reason="无事", actor="staff:1", now=OPENING)


def test_a_cancelled_session_has_no_alarm(store: Store, school: School) -> None:
    with store.write() as session:
        cancel_session(session, school.session_id, reason="下雨", actor="staff:1", now=OPENING)
    with pytest.raises(Conflict), store.write() as session:
        sound_alarm(session, school.id, actor="staff:1", now=OPENING)


def test_a_test_run_leaves_an_empty_board_and_its_words_in_the_log(store: Store, school: School) -> None:
    with store.write() as session:
        sound_alarm(session, school.id, is_test=True, actor="staff:1", now=OPENING)
    everybody(store, school)
    with store.write() as session:
        end_test(session, school.id, actor="staff:1", now=after(90))
    drill, board = drill_of(store, school), board_of(store, school.id)
    assert (drill.nature, drill.run, drill.alarm_at) == ("drill", 2, None)
    assert (board.total.arrived, board.total.outstanding) == (0, 16)
    with store.read() as session:
        assert {event.run for event in session.scalars(select(DrillEvent))} == {1}


def test_a_drill_turns_real_without_losing_a_word(store: Store, school: School) -> None:
    alarm(store, school)
    tap(store, school, "赵一", State.ARRIVED)
    with store.write() as session:
        turn_real(session, school.id, actor="staff:1", now=after(40))
    assert (drill_of(store, school).nature, board_of(store, school.id).total.arrived) == ("real", 1)
    with store.write() as session:
        with pytest.raises(Invalid):
            turn_drill(session, school.id, reason="", actor="staff:1", now=after(50))
        turn_drill(session, school.id, reason="误报", actor="staff:1", now=after(50))
    assert drill_of(store, school).nature == "drill"


def test_turning_real_sounds_the_alarm(store: Store, school: School) -> None:
    with store.write() as session:
        turn_real(session, school.id, actor="staff:1", now=after(40))
    drill = drill_of(store, school)
    assert (drill.nature, drill.alarm_at) == ("real", after(40))


def test_a_real_alarm_leaves_figures_as_they_are(store: Store, school: School, cast: Cast, month: Month) -> None:
    alarm(store, school)
    scan(store, school, "赵一", 20)
    with store.write() as session:
        turn_real(session, school.id, actor="staff:1", now=after(40))
    scan(store, school, "钱二", 60)
    with store.read() as session:
        assert figure(session, month, cast.town, "attendance", "evacuation_drill") == 2
        assert figure(session, month, cast.town, "session_held", "evacuation_drill") == 1


def test_people_whom_wardens_saw_become_attendances_once(
    store: Store, school: School, cast: Cast, month: Month
) -> None:
    alarm(store, school)
    scan(store, school, "赵一", 20)
    everybody(store, school)
    with store.write() as session:
        give_all_clear(session, school.id, actor="staff:1", now=after(100))
    for _ in range(2):
        with store.write() as session:
            made = count_heads(session, school.id, counted_by="李主任", actor="staff:1", now=after(7200))
    assert made.people == 0, "the second press finds everybody there"
    with store.read() as session:
        assert figure(session, month, cast.town, "attendance", "evacuation_drill") == 16
        assert figure(session, month, cast.town, "session_held", "evacuation_drill") == 1


def test_a_test_run_and_a_running_drill_are_not_put_into_the_figures(store: Store, school: School) -> None:
    alarm(store, school)
    with pytest.raises(Conflict), store.write() as session:
        count_heads(session, school.id, counted_by="李主任", actor="staff:1", now=after(50))


def test_one_drill_feeds_one_family_unless_chosen_otherwise(store: Store, cast: Cast, month: Month) -> None:
    for also in ((), ("also:escape_drill",)):
        drill, _ = make_drill(store, cast, month, expected=30, also=also)
        with store.write() as session:
            sound_alarm(session, drill.id, actor="staff:1", now=OPENING)
            zone = board_of(store, drill.id).zones[0]
            count_zone(session, drill.id, zone.id, 30, nonce="all", actor="staff:1", now=after(60))
            give_all_clear(session, drill.id, actor="staff:1", now=after(100))
            count_heads(session, drill.id, counted_by="李主任", actor="staff:1", now=after(200))
    with store.read() as session:
        assert figure(session, month, cast.town, "session_held", "evacuation_drill") == 2
        assert figure(session, month, cast.town, "session_held", "evacuation_drill", tag="also:escape_drill") == 1
        assert figure(session, month, cast.town, "attendance", "evacuation_drill", tag="also:escape_drill") == 30


def test_a_word_after_all_clear_is_kept_and_shown(store: Store, school: School) -> None:
    alarm(store, school)
    everybody(store, school)
    with store.write() as session:
        give_all_clear(session, school.id, actor="staff:1", now=after(80))
        mark_person(
            session, school.id, school.people["赵一"], State.MISSING, nonce="late", actor="warden:1", now=after(90)
        )
    assert board_of(store, school.id).total.outstanding == 1
    assert drill_of(store, school).all_clear_at == after(80) < OPENING + timedelta(hours=1)
