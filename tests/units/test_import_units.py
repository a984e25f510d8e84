"""Importing a unit list: what people hand in becomes a tree, once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.units import (
    Step,
    Unit,
    UnitChange,
    get_unit_by_code,
    import_units,
    list_subtree,
    plan_import,
    read_units,
    within,
)
from tests.sheets.files import csv_bytes, xls, xlsx
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter

HEAD = ["单位代码", "单位名称", "上级单位", "层级", "单位类别", "应参加人数"]
DAY = date(2026, 6, 16)


def run(session: Session, data: bytes, top: Unit | None = None, filename: str = "units.xlsx"):
    return import_units(session, data, filename, top=top, actor="Alice", now=OPENING, as_of=DAY)


def tree_of(session: Session) -> dict[str, str]:
    """Code -> codes from the top, joined."""
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    return {
        unit.code: "/".join(units[int(part)].code for part in unit.path.strip("/").split("/"))
        for unit in units.values()
    }


def test_it_works(store: Store) -> None:
    data = xlsx(
        [
            ["东明县单位名录"],
            HEAD,
            ["hx", "红星村", "dmz", "村（社区）", "行政村", 1200],
            ["dm", "东明县", "", "县级", "政府", None],
            ["dmz", "东明镇", "dm", "乡镇", "政府", "3,400人"],
        ]
    )
    with store.write() as session:
        done = run(session, data)
        assert (done.added, done.changed, done.problems) == (3, 0, ())
        assert tree_of(session) == {"dm": "dm", "dmz": "dm/dmz", "hx": "dm/dmz/hx"}
        village = get_unit_by_code(session, "hx")
        assert (village.level, village.kind, village.headcount, village.headcount_as_of) == (
            "village",
            "village",
            1200,
            DAY,
        )
        assert (village.pinyin, village.initials, village.depth) == ("hongxingcun", "hxc", 2)
        assert [unit.code for unit in list_subtree(session, get_unit_by_code(session, "dm").path)] == [
            "dm",
            "dmz",
            "hx",
        ]
        assert session.scalar(select(func.count()).select_from(UnitChange)) == 3


def test_importing_again_adds_nothing(store: Store) -> None:
    data = csv_bytes([HEAD[:3], ["dm", "东明县", ""], ["dmz", "东明镇", "东明县"]], "gb18030")
    with store.write() as session:
        run(session, data)
    with store.write() as session:
        again = run(session, data)
        assert (again.added, again.changed, again.same, again.problems) == (0, 0, 2, ())
        assert session.scalar(select(func.count()).select_from(UnitChange)) == 2


def test_a_list_without_codes_is_recognised_the_second_time(store: Store) -> None:
    rows = [["名称", "上级路径"], ["东明县", ""], ["东明镇", "东明县"], ["南河镇", "东明县"]]
    rows += [["中心村", "东明县/东明镇"], ["中心村", "东明县 > 南河镇"]]
    with store.write() as session:
        first = run(session, xls(rows))
        assert (first.added, first.problems) == (5, ())
        assert sorted(tree_of(session).values())[-1].startswith("dmx/dmx-nhz/")
        assert {unit.level for unit in session.scalars(select(Unit).where(Unit.name == "中心村"))} == {"village"}
    with store.write() as session:
        again = run(session, xls(rows))
        assert (again.added, again.same, again.problems) == (0, 5, ())


def test_changes_are_shown_before_they_are_made(store: Store, cast: Cast) -> None:
    data = xlsx(
        [HEAD, ["hongxing", "红星社区", "nanhe-town", "", "社区", 900], ["qingshan", "青山村", "", "", "", None]]
    )
    with store.read() as session:
        plan = plan_import(session, read_units(data), top=get_unit_by_code(session, "dongming"))
    [change] = plan.of(Step.CHANGE)
    assert change.changes == (
        ("name", "红星村", "红星社区"),
        ("parent", "东明镇", "南河镇"),
        ("kind", "village", "community"),
        ("headcount", "", "900"),
    )
    assert [each.place.code for each in plan.of(Step.SAME)] == ["qingshan"]
    with store.write() as session:
        run(session, data, get_unit_by_code(session, "dongming"))
        moved = get_unit_by_code(session, "hongxing")
        assert (moved.name, moved.parent_id, moved.headcount) == ("红星社区", cast.sister_town.id, 900)
        assert moved.path.startswith(cast.sister_town.path)
        actions = session.scalars(select(UnitChange.action).where(UnitChange.unit_id == moved.id)).all()
        assert sorted(actions) == ["changed", "headcount", "moved", "renamed"]


def test_the_day_of_a_headcount_stays_when_only_the_name_changes(store: Store, cast: Cast) -> None:
    with store.write() as session:
        run(session, xlsx([HEAD, ["hongxing", "红星村", "", "", "", 900]]))
    with store.write() as session:
        import_units(
            session, xlsx([HEAD, ["hongxing", "红星新村", "", "", "", None]]), "x.xlsx", top=None, actor="Alice",
            now=OPENING, as_of=date(2026, 6, 30),
        )  # fmt: skip
        unit = get_unit_by_code(session, "hongxing")
        assert (unit.name, unit.headcount, unit.headcount_as_of) == ("红星新村", 900, DAY)


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (["a", "", "dongming", "", "", ""], "E-NAME", "第 2 行没有单位名称"),
        (["a", "新村", "不存在的镇", "", "", ""], "E-PARENT", "不存在的镇"),
        (["a", "新村", "xiling-town", "", "", ""], "E-PARENT", "xiling-town"),
        (["xiling", "新村", "dongming", "", "", ""], "E-CODE", "范围以外"),
        (["a", "新村", "dongming", "外星", "", ""], "E-LEVEL", "外星"),
        (["a", "新村", "dongming", "", "海盗船", ""], "E-KIND", "海盗船"),
        (["a", "新村", "dongming", "", "", "很多"], "E-HEADCOUNT", "很多"),
        (["a", "新村", "新村", "", "", ""], "E-PARENT", "新村"),
    ],
)
def test_a_wrong_row_is_named_and_stops_nobody_else(
    store: Store, cast: Cast, row: list[str], code: str, words: str
) -> None:
    data = xlsx([HEAD, row, ["good", "好村", "dongming-town", "", "", ""]])
    with store.write() as session:
        done = run(session, data, get_unit_by_code(session, "dongming"))
        [problem] = done.problems
        assert (problem.code, problem.row, problem.is_error) == (code, 2, True)
        assert words in problem.message
        assert done.added == 1
        assert get_unit_by_code(session, "good").parent_id == cast.town.id


def test_rows_in_a_circle_are_refused(store: Store) -> None:
    data = xlsx([HEAD[:3], ["a", "甲村", "b"], ["b", "乙村", "c"], ["c", "丙村", "a"], ["d", "丁村", ""]])
    with store.write() as session:
        done = run(session, data)
        assert done.added == 1
        assert {each.code for each in done.problems} <= {"E-CIRCLE", "E-PARENT"}
        assert {each.row for each in done.problems} == {2, 3, 4}
        assert set(tree_of(session)) == {"d"}


def test_two_units_of_one_name_need_the_code(store: Store) -> None:
    rows = [["dm", "东明县", ""], ["x1", "中心村", "dm"], ["x2", "中心村", "dm"], ["g", "一组", "中心村"]]
    with store.write() as session:
        done = run(session, xlsx([HEAD[:3], *rows]))
        assert [(each.code, each.row) for each in done.problems] == [("E-PARENT", 5)]
        assert "2 个同名" in done.problems[0].message


def test_without_a_column_of_names_the_way_out_is_told(store: Store) -> None:
    with store.read() as session, pytest.raises(Invalid, match="单位名称"):
        run(session, xlsx([["甲", "乙"], ["1", "2"]]))


def test_hostile_names_stay_text(store: Store) -> None:
    rows = [["a", "\u202e红\u200b星村", ""], ["b", '=HYPERLINK("http://x")', "a"], ["c", "<b>𠮷䶮</b>村", "a"]]
    with store.write() as session:
        run(session, csv_bytes([HEAD[:3], *rows]), filename="x.csv")
        names = set(session.scalars(select(Unit.name)))
        assert names == {"红星村", "<b>𠮷䶮</b>村"} | {name for name in names if name.startswith("=HYPERLINK")}
        assert len(names) == 3


def big_list(towns: int, villages: int) -> bytes:
    rows: list[list[str]] = [["county", "东明县", ""]]
    for town in range(towns):
        rows.append([f"t{town}", f"{town}号镇", "county"])
        rows += [[f"t{town}v{village}", f"{village}号村", f"t{town}"] for village in range(villages)]
    return csv_bytes([HEAD[:3], *rows])


def test_statements_do_not_grow_with_the_list(store: Store) -> None:
    with statement_counter(store) as small, store.write() as session:
        run(
            session,
            csv_bytes([HEAD[:3], ["s", "西县", ""], ["st", "西镇", "s"], ["sv", "西村", "st"]]),
            filename="x.csv",
        )
    with statement_counter(store) as large, store.write() as session:
        assert run(session, big_list(20, 20), filename="x.csv").added == 421
    assert len(large) == len(small) <= 14, str(large)


def test_five_thousand_units_at_once(store: Store) -> None:
    data = big_list(50, 100)
    with store.write() as session:
        assert run(session, data, filename="x.csv").added == 5051
    with store.read() as session:
        town = get_unit_by_code(session, "t7")
        assert len(list_subtree(session, town.path)) == 101
        plan = plan_import(session, read_units(data), top=None)
        assert len(plan.of(Step.SAME)) == 5051


@pytest.mark.sqlite_only
def test_a_subtree_is_a_slice_of_the_index(store: Store) -> None:
    with store.write() as session:
        run(session, big_list(10, 10), filename="x.csv")
    with store.read() as session:
        query = select(Unit.id).where(within(get_unit_by_code(session, "t7").path))
        sql = str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        steps = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}")))
    assert "SEARCH unit USING" in steps
    assert "(path>? AND path<?)" in steps
