"""The board: scans and taps, the wrong point, contradictions, crowds without names, what one poll costs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.activities import load_facts
from quizapp.checkins import Door, NewScan, list_gates, record_scan, tick_roster_line, undo_check_in
from quizapp.db import Store
from quizapp.drills import (
    Board,
    Drill,
    DrillEvent,
    DrillExpected,
    State,
    board_version,
    clear_person,
    count_zone,
    mark_person,
    read_board,
    read_lines,
    read_timeline,
    save_plan,
    say_counted,
    sound_alarm,
)
from quizapp.errors import Conflict, Invalid, NotFound
from tests.drills.conftest import School, make_drill
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import Month, add_person
from tests.support.visitor import Visitor


def after(seconds: int) -> datetime:
    return OPENING + timedelta(seconds=seconds)


def board_of(store: Store, drill_id: int) -> Board:
    with store.read() as session:
        drill = session.get_one(Drill, drill_id)
        return read_board(session, drill, load_facts(session, drill.session_id))


def alarm(store: Store, school: School) -> None:
    with store.write() as session:
        sound_alarm(session, school.id, actor="staff:1", now=OPENING)


def scan(store: Store, school: School, name: str, seconds: int, gate: str = "") -> int:
    """Check somebody of the list in through a gate; the attendance."""
    now = after(seconds)
    with store.write() as session:
        entry = session.get_one(DrillExpected, school.people[name]).roster_entry_id
        assert entry is not None
        ticked = tick_roster_line(
            session, school.session_id, entry, nonce=f"tick-{name}-{seconds}", actor="staff:1", now=now
        )
        if gate:
            gates = {each.name: each.id for each in list_gates(session, school.session_id)}
            again = NewScan(
                nonce=f"scan-{name}-{seconds}",
                person_id=ticked.person_id,
                door=Door.HELPER,
                scanned_at=now,
                gate_id=gates[gate],
            )
            record_scan(session, school.session_id, again, actor="staff:1", now=now)
        assert ticked.attendance_id is not None
        return ticked.attendance_id


def tap(
    store: Store, school: School, name: str, state: State, by: str = "warden:1", seconds: int = 30, **more: int
) -> None:
    with store.write() as session:
        mark_person(
            session,
            school.id,
            school.people[name],
            state,
            nonce=f"{by}-{name}-{seconds}",
            actor=by,
            now=after(seconds),
            **more,
        )


def person(board: Board, name: str) -> tuple[State, bool, str]:
    found = next(each for each in board.people if each.name == name)
    return found.state, found.standing.is_contested, found.wrong_point


def test_it_works(store: Store, school: School) -> None:
    assert board_of(store, school.id).total.outstanding == 16
    alarm(store, school)
    scan(store, school, "赵一", 20)
    tap(store, school, "钱二", State.ARRIVED)
    tap(store, school, "孙三", State.EXEMPT)
    tap(store, school, "周五", State.NEEDS_HELP)
    board = board_of(store, school.id)
    assert (board.total.arrived, board.total.expected, board.total.outstanding) == (2, 15, 13)
    assert person(board, "周五")[0] is State.NEEDS_HELP
    assert [each.name for each in board.named(State.EXPECTED)] == ["李四", "吴六"]


def test_a_check_in_before_the_alarm_is_no_arrival(store: Store, school: School) -> None:
    scan(store, school, "赵一", -60)
    alarm(store, school)
    assert person(board_of(store, school.id), "赵一")[0] is State.EXPECTED
    scan(store, school, "赵一", 40, "操场东侧")
    assert person(board_of(store, school.id), "赵一")[0] is State.ARRIVED


def test_at_the_wrong_point_is_safe_and_flagged(store: Store, school: School) -> None:
    alarm(store, school)
    scan(store, school, "赵一", 20, "校门口")
    scan(store, school, "钱二", 20, "操场东侧")
    board = board_of(store, school.id)
    assert person(board, "赵一") == (State.ARRIVED, False, "校门口")
    assert person(board, "钱二") == (State.ARRIVED, False, "")
    assert [each.name for each in board.misplaced] == ["赵一"]
    assert board.total.arrived == 2


def test_a_wardens_tap_says_at_which_point(store: Store, school: School) -> None:
    alarm(store, school)
    points = {point.name: point.id for point in board_of(store, school.id).points}
    tap(store, school, "周五", State.ARRIVED, point_id=points["校门口"])
    assert person(board_of(store, school.id), "周五")[2] == "校门口"


def test_two_wardens_who_disagree_leave_the_worse_until_somebody_clears_it(store: Store, school: School) -> None:
    alarm(store, school)
    tap(store, school, "赵一", State.MISSING, by="warden:1")
    tap(store, school, "赵一", State.ARRIVED, by="warden:2", seconds=40)
    assert person(board_of(store, school.id), "赵一")[:2] == (State.MISSING, True)
    with pytest.raises(Invalid), store.write() as session:
        clear_person(
            session,
            school.id,
            school.people["赵一"],
            State.ARRIVED,
            reason=" ",
            nonce="c0",
            actor="staff:1",
            now=after(50),
        )
    with store.write() as session:
        clear_person(
            session,
            school.id,
            school.people["赵一"],
            State.ARRIVED,
            reason="当面看到",
            nonce="c1",
            actor="staff:1",
            now=after(50),
        )
    assert person(board_of(store, school.id), "赵一")[:2] == (State.ARRIVED, False)


def test_a_scan_against_a_wardens_word_is_told_and_not_believed(store: Store, school: School) -> None:
    alarm(store, school)
    tap(store, school, "赵一", State.MISSING, seconds=10)
    scan(store, school, "赵一", 20)
    assert person(board_of(store, school.id), "赵一")[:2] == (State.MISSING, True)


def test_a_check_in_that_was_undone_is_no_arrival(store: Store, school: School) -> None:
    alarm(store, school)
    attendance_id = scan(store, school, "赵一", 20)
    with store.write() as session:
        undo_check_in(session, school.session_id, attendance_id, reason="点错", actor="staff:1", now=after(30))
    assert person(board_of(store, school.id), "赵一")[0] is State.EXPECTED


def test_the_same_tap_sent_twice_is_one_event(store: Store, school: School) -> None:
    for _ in range(2):
        tap(store, school, "赵一", State.ARRIVED)
    with store.read() as session:
        assert len(session.scalars(select(DrillEvent)).all()) == 1
    with pytest.raises(Conflict):
        tap(store, school, "赵一", State.MISSING)


def test_a_warden_marks_only_his_zone(store: Store, school: School) -> None:
    with pytest.raises(NotFound):
        tap(store, school, "周五", State.ARRIVED, zone_id=school.zones["教学楼/一班"])
    assert person(board_of(store, school.id), "周五")[0] is State.EXPECTED


def test_people_without_names_are_counted_and_the_smaller_number_stands(store: Store, school: School) -> None:
    alarm(store, school)
    zone = school.zones["食堂"]
    with store.write() as session:
        count_zone(session, school.id, zone, 10, nonce="a", actor="warden:4", now=after(60))
        count_zone(session, school.id, zone, 8, nonce="b", actor="staff:1", now=after(70))
    canteen = next(each for each in board_of(store, school.id).zones if each.id == zone)
    assert (canteen.crowd.people, canteen.outstanding, canteen.is_contested) == (8, 2, True)
    with store.write() as session:
        count_zone(
            session, school.id, zone, 10, nonce="c", actor="staff:1", now=after(80), clears=True, reason="重新数过"
        )
    canteen = next(each for each in board_of(store, school.id).zones if each.id == zone)
    assert (canteen.outstanding, canteen.is_contested, canteen.curve.reached_at(100)) == (0, False, after(80))


def test_a_village_without_a_list_counts_scans_too(store: Store, cast: Cast, month: Month) -> None:
    drill, held = make_drill(store, cast, month, expected=3)
    with store.write() as session:
        sound_alarm(session, drill.id, actor="staff:1", now=OPENING)
        person_id = add_person(session, month, cast.town, "郑七").id
        came = NewScan(nonce="own", person_id=person_id, door=Door.SCAN, scanned_at=after(25))
        record_scan(session, held.id, came, actor="person:1", now=after(25))
    board = board_of(store, drill.id)
    assert (board.total.arrived, board.total.outstanding, [name for name, _, _ in board.extra]) == (1, 2, ["郑七"])


def test_who_may_belong_to_either_group_is_missing_from_both_and_the_page_says_so(
    client: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    drill, held = make_drill(store, cast, month, expected=6)
    with store.write() as session:
        save_plan(session, session.get_one(Drill, drill.id), held, read_lines("一组, , 3\n二组, , 3"), now=OPENING)
        sound_alarm(session, drill.id, actor="staff:1", now=OPENING)
        came = NewScan(
            nonce="own",
            person_id=add_person(session, month, cast.town, "郑七").id,
            door=Door.SCAN,
            scanned_at=after(25),
        )
        record_scan(session, held.id, came, actor="person:1", now=after(25))
    board = board_of(store, drill.id)
    assert ([zone.outstanding for zone in board.zones], board.total.outstanding) == ([3, 3], 5)
    assert ([zone.present for zone in board.zones], board.total.present) == ([0, 0], 1)
    client.sign_in(cast.alice)
    page = client.get(f"/console/drills/{drill.id}/board").get_data(as_text=True)
    assert "其中 1 人不知道属于哪个区域" in page


def test_the_timeline_says_how_each_moment_is_known(store: Store, school: School) -> None:
    alarm(store, school)
    scan(store, school, "赵一", 20)
    for place, name in enumerate(["钱二", "孙三", "李四", "周五", "吴六"]):
        tap(store, school, name, State.ARRIVED, seconds=30 + place)
    with store.write() as session:
        count_zone(session, school.id, school.zones["食堂"], 10, nonce="z", actor="warden:4", now=after(90))
        say_counted(session, school.id, zone_id=None, actor="staff:1", now=after(100))
    moments = read_timeline(board_of(store, school.id))
    told = [(each.kind, each.percent, each.after_s, each.source) for each in moments]
    assert told == [
        ("alarm", 0, 0, "clock"), ("first", 0, 20, "scan"), ("share", 50, 90, "manual"), ("share", 90, 90, "manual"),
        ("share", 100, 90, "manual"), ("counted", 0, 100, "clock"),
    ]  # fmt: skip


def test_each_zone_has_its_own_times(store: Store, school: School) -> None:
    alarm(store, school)
    tap(store, school, "周五", State.ARRIVED, seconds=15)
    tap(store, school, "吴六", State.ARRIVED, seconds=45)
    board = board_of(store, school.id)
    second = next(zone for zone in board.zones if zone.name == "二班")
    assert [second.curve.reached_at(percent) for percent in (50, 90, 100)] == [after(15), after(45), after(45)]
    assert next(zone for zone in board.zones if zone.name == "一班").curve.first_at is None


def test_the_board_costs_a_fixed_number_of_statements(store: Store, school: School) -> None:
    alarm(store, school)
    for name in ("赵一", "钱二"):
        scan(store, school, name, 20)
    with store.read() as session:
        drill = session.get_one(Drill, school.id)
        facts = load_facts(session, drill.session_id)
        with statement_counter(store) as sent:
            read_board(session, drill, facts)
        assert len(sent) <= 6, str(sent)
        with statement_counter(store) as sent:
            board_version(session, school.id)
        assert len(sent) == 1, str(sent)


def test_a_tap_costs_at_most_five_statements(store: Store, school: School) -> None:
    with store.write() as session, statement_counter(store) as sent:
        mark_person(session, school.id, school.people["赵一"], State.ARRIVED, nonce="n", actor="warden:1", now=OPENING)
    assert len(sent) <= 5, str(sent)


def test_the_version_changes_with_everything_that_a_screen_shows(store: Store, school: School) -> None:
    def version() -> str:
        with store.read() as session:
            return board_version(session, school.id)

    seen = [version()]
    alarm(store, school)
    seen.append(version())
    tap(store, school, "赵一", State.ARRIVED)
    seen.append(version())
    attendance_id = scan(store, school, "钱二", 40)
    seen.append(version())
    with store.write() as session:
        undo_check_in(session, school.session_id, attendance_id, reason="点错", actor="staff:1", now=after(60))
    seen.append(version())
    assert len(set(seen)) == len(seen)
    assert version() == seen[-1]
