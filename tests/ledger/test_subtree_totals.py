"""Totals of subtrees: every unit of any tree has the figure of a dictionary, whenever units move and totals are kept."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.db import Store
from quizapp.ledger import Measure, Scope, append, reverse, roll_up, subtree_sums, sums
from quizapp.ledger.models import LedgerSubtreeTotal
from quizapp.units import get_unit, list_subtree, move_unit
from tests.ledger.conftest import NOW, MakeEntry
from tests.support.cast import Cast
from tests.support.counting import statement_counter
from tests.support.factories import Place, insert_unit

_NUMBERS = itertools.count(1)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 9), st.integers(1, 9)),
        st.tuples(st.just("back"), st.integers(0, 50), st.just(0)),
        st.tuples(st.just("move"), st.integers(1, 9), st.integers(0, 9)),
        st.tuples(st.just("roll"), st.just(0), st.just(0)),
    ),
    min_size=4,
    max_size=24,
)


class Model:
    """A tree of parents and a list of credited units: what the ledger must say."""

    def __init__(self, shape: list[int]) -> None:
        self.parents: list[int | None] = [None] + [choice % number for number, choice in enumerate(shape, 1)]
        self.lines: list[tuple[int, int, int]] = []
        self.taken_back: set[int] = set()

    def chain(self, unit: int | None) -> list[int]:
        found = []
        while unit is not None:
            found.append(unit)
            unit = self.parents[unit]
        return found

    def figure(self, unit: int) -> int:
        return sum(quantity for _, credited, quantity in self.lines if unit in self.chain(credited))


def _plant(store: Store, cast: Cast, model: Model) -> list[Place]:
    places: list[Place] = []
    with store.write() as session:
        for parent in model.parents:
            above = cast.county if parent is None else places[parent]
            places.append(insert_unit(session, NOW, code=f"m{next(_NUMBERS)}", parent=above))
    return places


def _do(store: Store, model: Model, places: list[Place], make: MakeEntry, deed: tuple[str, int, int]) -> None:
    verb, first, second = deed
    if verb == "roll":
        roll_up(store)
        return
    with store.write() as session:
        if verb == "add":
            unit = first % len(places)
            number = append(session, make(unit_id=places[unit].id, quantity=second))
            assert number is not None
            model.lines.append((number, unit, second))
        elif verb == "back":
            open_lines = [line for line in model.lines if line[2] > 0 and line[0] not in model.taken_back]
            if open_lines:
                number, unit, quantity = open_lines[first % len(open_lines)]
                made = reverse(session, number, reason="误登", actor="staff:1", now=NOW)
                assert made is not None
                model.taken_back.add(number)
                model.lines.append((made, unit, -quantity))
        else:
            unit, target = first % len(places), second % len(places)
            if unit and unit not in model.chain(target):
                move_unit(session, places[unit].id, places[target].id, actor="Alice", now=NOW)
                model.parents[unit] = target


def _compare(store: Store, model: Model, places: list[Place], campaign_id: int) -> None:
    with store.read() as session:
        units = [get_unit(session, place.id) for place in places]
        scope = Scope(campaign_id=campaign_id, unit_path=units[0].path)
        below = subtree_sums(session, scope, {unit.id: unit.path for unit in units})
        for number, unit in enumerate(units):
            found = sums(session, Scope(campaign_id=campaign_id, unit_path=unit.path))
            assert sum(row.quantity for row in found) == model.figure(number)
            assert sum(row.quantity for row in below[unit.id]) == model.figure(number)
        own = Counter({row.unit_id: row.quantity for row in sums(session, scope, by_unit=True)})
        assert sum(own.values()) == model.figure(0)


def test_every_unit_has_the_figure_of_the_model(
    store: Store, cast: Cast, campaign_id: int, make_entry: MakeEntry
) -> None:
    @settings(
        max_examples=25, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )  # fmt: skip
    @given(shape=st.lists(st.integers(0, 50), min_size=3, max_size=8), deeds=DEEDS)
    def check(shape: list[int], deeds: list[tuple[str, int, int]]) -> None:
        model = Model(shape)
        places = _plant(store, cast, model)
        for deed in deeds:
            _do(store, model, places, make_entry, deed)
            _compare(store, model, places, campaign_id)
        roll_up(store)
        _compare(store, model, places, campaign_id)

    check()


def test_a_move_shows_before_the_next_roll_up(
    store: Store, cast: Cast, campaign_id: int, make_entry: MakeEntry
) -> None:
    with store.write() as session:
        append(session, make_entry(unit_id=cast.hongxing.id))
    roll_up(store)
    with store.write() as session:
        move_unit(session, cast.hongxing.id, cast.sister_town.id, actor="Alice", now=NOW)
    assert _figure(store, campaign_id, cast.town.path) == 0
    assert _figure(store, campaign_id, cast.sister_town.path) == 1


def _figure(store: Store, campaign_id: int, path: str) -> int:
    with store.read() as session:
        return sum(row.quantity for row in sums(session, Scope(campaign_id=campaign_id, unit_path=path)))


def test_a_roll_up_after_a_move_leaves_what_summing_anew_would_leave(
    store: Store, cast: Cast, campaign_id: int, make_entry: MakeEntry
) -> None:
    for unit in (cast.hongxing, cast.qingshan, cast.factory):
        with store.write() as session:
            append(session, make_entry(unit_id=unit.id))
    roll_up(store)
    with store.write() as session:
        move_unit(session, cast.hongxing.id, cast.sister_town.id, actor="Alice", now=NOW)
        move_unit(session, cast.sister_town.id, cast.town.id, actor="Alice", now=NOW)
    roll_up(store)
    with store.read() as session:
        kept = {row.unit_id: row.quantity for row in session.query(LedgerSubtreeTotal)}
        units = list_subtree(session, cast.county.path)
    expected = {cast.county.id: 3, cast.town.id: 3, cast.sister_town.id: 1, cast.hongxing.id: 1, cast.qingshan.id: 1}
    assert kept == expected | {cast.factory.id: 1}
    assert set(kept) <= {unit.id for unit in units}


def test_the_number_of_statements_is_the_same_for_any_number_of_units(
    store: Store, cast: Cast, campaign_id: int, make_entry: MakeEntry
) -> None:
    counts = []
    for round_no in (5, 200):
        with store.write() as session:
            for number in range(round_no):
                place = insert_unit(session, NOW, code=f"r{round_no}-{number}", parent=cast.town)
                append(session, make_entry(unit_id=place.id))
        roll_up(store)
        with store.read() as session:
            units = list_subtree(session, cast.county.path)
            scope = Scope(campaign_id=campaign_id, unit_path=cast.county.path)
            with statement_counter(store) as sent:
                sums(session, scope)
                subtree_sums(session, scope, {unit.id: unit.path for unit in units})
        counts.append(len(sent))
    assert counts[0] == counts[1] == 5


def test_an_old_position_is_summed_from_entries(
    store: Store, cast: Cast, campaign_id: int, make_entry: MakeEntry
) -> None:
    with store.write() as session:
        first = append(session, make_entry(quantity=3))
        append(session, make_entry(quantity=4, measure=Measure.ITEM))
    roll_up(store)
    with store.read() as session:
        unit = get_unit(session, cast.town.id)
        scope = Scope(campaign_id=campaign_id, unit_path=unit.path, position=first)
        assert [row.quantity for row in sums(session, scope)] == [3]
        assert [row.quantity for row in subtree_sums(session, scope, {unit.id: unit.path})[unit.id]] == [3]
