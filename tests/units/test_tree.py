"""The unit tree: adding, moving, merging; subtrees stay right and history stays readable."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import false, or_, select, text
from sqlalchemy.exc import DBAPIError

from quizapp import units
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter

WHO = {"actor": "Alice", "now": OPENING}


def _new(**columns: object) -> units.NewUnit:
    values = {"code": "new", "name": "新村", "level": "village", "kind": "village", "parent_id": None}
    return units.NewUnit(**(values | columns))  # type: ignore[arg-type]


def _subtree(store: Store, path: str) -> list[str]:
    with store.read() as session:
        return [unit.name for unit in units.list_subtree(session, path)]


def test_it_works(store: Store, cast: Cast) -> None:
    with store.write() as session:
        unit = units.add_unit(session, _new(parent_id=cast.town.id), **WHO)
        assert (unit.path, unit.depth, unit.initials) == (f"{cast.town.path}{unit.id}/", 2, "xc")
    assert _subtree(store, cast.town.path) == ["东明镇", "红星村", "青山村", "东明化工厂", "新村"]


@pytest.mark.parametrize("wrong", [{"name": " "}, {"code": ""}, {"level": "galaxy"}, {"kind": "pub"}])
def test_what_cannot_be_a_unit_is_named(store: Store, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught, store.write() as session:
        units.add_unit(session, _new(**wrong), **WHO)
    assert caught.value.field == next(iter(wrong))


def test_codes_are_unique(store: Store, cast: Cast) -> None:
    with pytest.raises(Conflict, match="hongxing"), store.write() as session:
        units.add_unit(session, _new(code="hongxing"), **WHO)


def test_a_moved_unit_takes_its_subtree_along(store: Store, cast: Cast) -> None:
    with store.write() as session:
        units.move_unit(session, cast.town.id, cast.sister_town.id, **WHO)
    assert _subtree(store, cast.sister_town.path) == ["南河镇", "东明镇", "红星村", "青山村", "东明化工厂"]
    with store.read() as session:
        village = units.get_unit(session, cast.hongxing.id)
        assert (village.path, village.depth) == (f"{cast.sister_town.path}{cast.town.id}/{cast.hongxing.id}/", 3)
        assert [change.action for change in units.list_changes(session, cast.town.id)] == ["moved"]


def test_a_unit_cannot_move_below_itself(store: Store, cast: Cast) -> None:
    with pytest.raises(Conflict), store.write() as session:
        units.move_unit(session, cast.town.id, cast.hongxing.id, **WHO)


def test_a_merged_unit_closes_and_counts_with_the_other(store: Store, cast: Cast) -> None:
    with store.write() as session:
        units.merge_units(session, cast.sister_town.id, cast.town.id, **WHO)
    with store.read() as session:
        merged = units.get_unit(session, cast.sister_town.id)
        assert (merged.is_active, merged.merged_into_id, merged.parent_id) == (False, cast.town.id, cast.town.id)
    assert "南河镇" not in _subtree(store, cast.county.path)
    with pytest.raises(Conflict), store.write() as session:
        units.set_active(session, cast.sister_town.id, True, **WHO)


def test_history_is_never_rewritten(store: Store, cast: Cast) -> None:
    with store.write() as session:
        units.rename_unit(session, cast.hongxing.id, "红星新村", **WHO)
        units.declare_headcount(session, cast.hongxing.id, 1180, as_of=date(2026, 6, 1), **WHO)
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(text("DELETE FROM unit_change"))
    with store.read() as session:
        details = [change.detail for change in units.list_changes(session, cast.hongxing.id)]
    assert details[1] == {"from": "红星村", "to": "红星新村"}


@pytest.mark.parametrize("words", ["红星", "hongxing", "hxc", "HXC", "ｈｘｃ"])
def test_search_finds_by_characters_code_pinyin_and_initials(store: Store, cast: Cast, words: str) -> None:
    with store.read() as session:
        found = units.search_units(session, words, paths=[cast.county.path])
        elsewhere = units.search_units(session, words, paths=[cast.stranger_county.path])
    assert [unit.name for unit in found] == ["红星村"]
    assert elsewhere == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --"])
def test_search_takes_signs_as_signs(store: Store, cast: Cast, words: str) -> None:
    with store.read() as session:
        assert units.search_units(session, words, paths=[cast.county.path]) == []


def test_unknown_units_are_not_found(store: Store) -> None:
    with store.read() as session, pytest.raises(NotFound, match="nowhere"):
        units.get_unit_by_code(session, "nowhere")


def test_a_subtree_is_one_statement_and_a_range_of_the_index(store: Store, cast: Cast) -> None:
    with statement_counter(store) as sent, store.read() as session:
        units.list_subtree(session, cast.county.path)
    assert len(sent) == 1
    if store.is_sqlite:
        query = select(units.Unit.id).where(units.within(cast.town.path))
        compiled = query.compile(store.engine, compile_kwargs={"literal_binds": True})
        with store.read() as session:
            plan = session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all()
        assert "path>? AND path<?" in str(plan)


@given(st.lists(st.integers(0, 9), max_size=8), st.lists(st.integers(0, 9), max_size=8))
def test_a_path_prefix_is_ancestry(first: list[int], second: list[int]) -> None:
    one, two = (f"/{'/'.join(map(str, [1, *chain]))}/" for chain in (first, second))
    is_above = [1, *second][: len(first) + 1] == [1, *first]
    assert units.is_within(two, one) is is_above
    in_range = one <= two < one[:-1] + "0"
    assert in_range is is_above


def test_the_lowest_common_parent() -> None:
    assert units.lowest_common_parent(["/1/2/3/", "/1/2/4/"]) == 2
    assert units.lowest_common_parent(["/1/2/", "/1/2/4/"]) == 2
    assert units.lowest_common_parent(["/1/2/", "/5/2/"]) is None


def test_a_tree_reads_from_the_top_whatever_the_ids() -> None:
    paths = ["/1/", "/1/10/", "/1/2/", "/1/2/11/", "/1/3/"]
    assert sorted(paths, key=units.tree_place) == ["/1/", "/1/2/", "/1/2/11/", "/1/3/", "/1/10/"]
    positions = {2: 5, 3: 1}
    read = sorted(paths, key=lambda path: units.tree_place(path, positions))
    assert read == ["/1/", "/1/10/", "/1/3/", "/1/2/", "/1/2/11/"]


def test_the_only_unit_is_its_own_lowest_parent() -> None:
    assert units.lowest_common_parent(["/1/5/"]) == 5
    assert units.lowest_common_parent([]) is None


def test_subtrees_within_others_and_twice_ask_for_nothing_more() -> None:
    one, two = units.within("/1/"), units.within("/2/")
    assert units.within_any(["/1/5/", "/1/", "/1/"]).compare(one)
    assert units.within_any(["/2/", "/1/"]).compare(or_(one, two))
    assert units.within_any([]).compare(false())


def test_a_subtree_ends_before_its_neighbour() -> None:
    """Paths compare byte by byte: 0 follows the slash, and X would follow all digits."""
    compiled = units.within("/1/5/").compile(compile_kwargs={"literal_binds": True})
    assert str(compiled).endswith("unit.path < '/1/50'")
