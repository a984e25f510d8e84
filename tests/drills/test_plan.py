"""The plan: lines become a tree of zones, points and lists, and come back as the same lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.activities import load_facts
from quizapp.checkins import list_gates
from quizapp.db import Store
from quizapp.drills import (
    Drill,
    State,
    ZoneLine,
    list_expected,
    list_zones,
    mark_person,
    read_board,
    read_lines,
    read_plan,
    save_plan,
    write_lines,
)
from quizapp.errors import Conflict, Invalid
from tests.drills.conftest import PLAN, School, make_drill
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month


def save(store: Store, drill_id: int, text: str) -> int:
    with store.write() as session:
        drill = session.get_one(Drill, drill_id)
        return save_plan(session, drill, load_facts(session, drill.session_id), read_lines(text), now=OPENING)


def test_it_works(store: Store, school: School) -> None:
    assert set(school.people) == {"赵一", "钱二", "孙三", "李四", "周五", "吴六"}
    with store.read() as session:
        drill = session.get_one(Drill, school.id)
        board = read_board(session, drill, load_facts(session, drill.session_id))
    zones = {zone.name: zone for zone in board.zones}
    assert [(zone.name, zone.depth) for zone in board.zones] == [("教学楼", 0), ("一班", 1), ("二班", 1), ("食堂", 0)]
    assert [zones[name].expected for name in ("教学楼", "一班", "二班", "食堂")] == [6, 4, 2, 10]
    assert [zones[name].point for name in ("教学楼", "一班", "二班", "食堂")] == [
        "操场东侧",
        "操场东侧",
        "操场西侧",
        "校门口",
    ]
    assert board.total.expected == 16


def test_the_plan_comes_back_as_its_lines_and_saving_it_again_changes_nothing(store: Store, school: School) -> None:
    with store.read() as session:
        text = write_lines(read_plan(session, session.get_one(Drill, school.id)))
        before = [person.id for person in list_expected(session, school.id)]
    assert read_lines(text)[1].department == "一班"
    assert save(store, school.id, text) == 6
    with store.read() as session:
        assert write_lines(read_plan(session, session.get_one(Drill, school.id))) == text
        assert len(list_expected(session, school.id)) == len(before)


def test_points_are_gates_of_the_session(store: Store, school: School) -> None:
    with store.read() as session:
        assert [gate.name for gate in list_gates(session, school.session_id)] == ["操场东侧", "操场西侧", "校门口"]


def test_a_village_has_one_zone_and_a_number(store: Store, cast: Cast, month: Month) -> None:
    drill, held = make_drill(store, cast, month, expected=120)
    with store.read() as session:
        board = read_board(session, session.get_one(Drill, drill.id), held)
    assert [(zone.name, zone.expected, zone.point) for zone in board.zones] == [("全体", 120, "文化广场")]


def test_a_zone_in_which_somebody_was_marked_is_not_dropped(store: Store, school: School) -> None:
    with store.write() as session:
        mark_person(session, school.id, school.people["赵一"], State.ARRIVED, nonce="n1", actor="warden:1", now=OPENING)
    with pytest.raises(Conflict):
        save(store, school.id, "食堂, 校门口, 10")
    with store.read() as session:
        assert len(list_zones(session, school.id)) == 4


def test_somebody_marked_moves_with_the_list_and_keeps_his_mark(store: Store, school: School) -> None:
    with store.write() as session:
        mark_person(session, school.id, school.people["赵一"], State.ARRIVED, nonce="n1", actor="warden:1", now=OPENING)
    save(
        store,
        school.id,
        PLAN.replace("东明镇:一班", "").replace("食堂, 校门口, 10, 王师傅", "食堂, 校门口, , 王师傅, 东明镇:一班"),
    )
    with store.read() as session:
        drill = session.get_one(Drill, school.id)
        board = read_board(session, drill, load_facts(session, drill.session_id))
    person = next(person for person in board.people if person.name == "赵一")
    assert (person.id, person.zone_id, person.state) == (school.people["赵一"], school.zones["食堂"], State.ARRIVED)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "至少写一个区域"), ("食堂, 校门口, 很多", "第 1 行的应到人数"), ("食堂\n食堂, 校门口", "第 1 行是同一个区域"),
        ("食堂, 校门口, , , 不存在的小学", "没有找到唯一的单位"), ("食堂, , , , 西岭镇", "没有找到唯一的单位"),
        ("食堂, , , , 南河镇", "不在主办单位之下"), (", 校门口", "没有区域名称"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(store: Store, school: School, text: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(store, school.id, text)
    assert words in str(refused.value)


_name = st.text(st.sampled_from("东明镇一二三班楼食堂AB1"), min_size=1, max_size=8)


@given(
    st.lists(
        st.tuples(st.lists(_name, min_size=1, max_size=3), _name | st.just(""), st.none() | st.integers(0, 9999),
                  _name | st.just(""), _name | st.just("")),
        min_size=1, max_size=12, unique_by=lambda row: "/".join(row[0]),
    )
)  # fmt: skip
def test_lines_are_read_back_as_written(rows: list[tuple[list[str], str, int | None, str, str]]) -> None:
    lines = [
        ZoneLine(number=number, names=tuple(names), point=point, expected=expected, warden=warden, unit=unit)
        for number, (names, point, expected, warden, unit) in enumerate(rows, 1)
    ]
    assert read_lines(write_lines(lines)) == lines


def test_cells_pasted_from_a_spreadsheet_are_read() -> None:
    line = read_lines("教学楼 / 一楼\t操场东侧\t45人\t张老师\t东明小学：三年级一班")[0]
    assert line == ZoneLine(
        number=1, names=("教学楼", "一楼"), point="操场东侧", expected=45, warden="张老师", unit="东明小学",
        department="三年级一班",
    )  # fmt: skip


def test_two_forms_of_one_double_tap_make_one_drill(store: Store, cast: Cast, month: Month) -> None:
    make_drill(store, cast, month)
    with store.read() as session:
        assert len(session.scalars(select(Drill)).all()) == 1
