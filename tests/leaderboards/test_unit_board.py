"""A contest's board of units, read from sums that are kept and an exact tail."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random

import pytest
from sqlalchemy import select, text

from quizapp.contests import Attempt, restore_attempt, roll_up_results, void_attempt
from quizapp.contests.counted import tallies
from quizapp.db import Store
from quizapp.errors import NotFound
from quizapp.leaderboards import Formula
from quizapp.units import declare_headcount, move_unit
from tests.leaderboards.conftest import Fair, MakeFair
from tests.support.counting import statement_counter


def lines_of(fair: Fair) -> list[tuple[int, str, int]]:
    return [(line.rank, line.tally.name, line.value) for each in fair.units().brackets for line in each.lines]


def test_it_works(fair: Fair) -> None:
    fair.set_board(shows_units=True)
    board = fair.units()
    assert lines_of(fair) == [(1, "红星村", 7), (2, "青山村", 5)]
    assert board.brackets[0].small == ("东明化工厂",)
    assert board.others == 2


def test_it_is_closed_by_default_and_can_be_closed_again(fair: Fair) -> None:
    with pytest.raises(NotFound):
        fair.units()
    fair.set_board(shows_units=True)
    fair.units()
    fair.set_board(shows_units=False)
    with pytest.raises(NotFound):
        fair.units()


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (Formula.ABOVE_MARK, [(1, "青山村", 5), (2, "红星村", 4)]),
        (Formula.AVERAGE, [(1, "青山村", 9400), (2, "红星村", 6000)]),
        (Formula.CORRECT, [(1, "青山村", 9400), (2, "红星村", 6000)]),
        (Formula.POINTS, [(1, "红星村", 11), (2, "青山村", 10)]),
        (Formula.RATE, [(1, "红星村", 7000), (2, "青山村", 5000)]),
    ],
)
def test_each_formula_orders_by_its_figures(fair: Fair, formula: Formula, expected: list[tuple[int, str, int]]) -> None:
    with fair.store.write() as session:
        for place in (fair.cast.hongxing, fair.cast.qingshan):
            declare_headcount(session, place.id, 10, as_of=date(2026, 6, 1), actor="test", now=fair.clock())
    fair.set_board(shows_units=True, formula=formula)
    assert lines_of(fair) == expected


def test_units_of_one_kind_are_compared_wherever_they_stand(fair: Fair) -> None:
    fair.set_board(shows_units=True, ranked_kind="village", min_people=3)
    assert [name for _, name, _ in lines_of(fair)] == ["红星村", "青山村"]
    assert fair.units().others == 4


def test_somebody_with_many_papers_counts_once(fair: Fair) -> None:
    fair.set_board(shows_units=True)
    for _ in range(3):
        fair.answer(fair.phones[8], 1)
    found = {line.tally.name: (line.tally.people, line.tally.attempts) for line in fair.units().brackets[0].lines}
    assert found["青山村"] == (5, 8)


def test_a_voided_paper_leaves_the_board_and_a_restored_one_comes_back(fair: Fair) -> None:
    fair.set_board(shows_units=True)
    roll_up_results(fair.store)
    with fair.store.write() as session:
        person = fair.phones[0].person_id
        attempt_id = session.scalars(select(Attempt.id).where(Attempt.person_id == person)).one()
        void_attempt(session, attempt_id, reason="代答", actor=fair.cast.alice.actor, now=fair.clock())
    assert lines_of(fair)[0] == (1, "红星村", 6)
    with fair.store.write() as session:
        restore_attempt(session, attempt_id, reason="核实", actor=fair.cast.alice.actor, now=fair.clock())
    assert lines_of(fair)[0] == (1, "红星村", 7)


def test_a_unit_that_moves_takes_its_people_along(fair: Fair) -> None:
    fair.set_board(shows_units=True)
    with fair.store.write() as session:
        move_unit(session, fair.cast.qingshan.id, fair.cast.sister_town.id, actor="test", now=fair.clock())
    assert lines_of(fair) == [(1, "红星村", 7)]
    assert fair.units().others == 7


def test_the_number_of_statements_does_not_grow(fair: Fair) -> None:
    fair.set_board(shows_units=True)
    with statement_counter(fair.store) as sent:
        fair.units()
    assert len(sent) == 4, str(sent)


@pytest.mark.sqlite_only
def test_rolled_results_are_not_read_again(fair: Fair) -> None:
    """A board reads the sums and what has changed since: the work of the database does not grow with papers."""
    fair.set_board(shows_units=True)
    roll_up_results(fair.store)
    with statement_counter(fair.store) as sent:
        fair.units()
    reading = next(each for each in sent.texts if "contest_tally" in each)
    with fair.store.engine.connect() as raw:
        steps = raw.exec_driver_sql(f"EXPLAIN QUERY PLAN {reading}", (1,) * reading.count("?")).all()
    told = [step[3] for step in steps if "contest_result" in step[3]]
    assert len(told) == 2
    assert all("ix_contest_result_tail (contest_id=?)" in each for each in told), told
    with fair.store.read() as session:
        assert session.scalar(text("SELECT count(*) FROM contest_result WHERE NOT is_rolled")) == 0


def test_a_random_month_equals_a_count_by_hand(make_fair: MakeFair) -> None:
    fair, rng = make_fair(), Random("boards")
    fair.set_board(shows_units=True, min_people=3)
    places = (fair.cast.hongxing, fair.cast.qingshan, fair.cast.factory)
    void: set[int] = set()
    for step in range(40):
        deed = rng.random()
        if deed < 0.5 or not fair.phones:
            fair.join(rng.choice(places), rng.randrange(11))
        elif deed < 0.7:
            fair.answer(rng.choice(fair.phones), rng.randrange(11))
        elif deed < 0.85:
            turn_over(fair, rng, void)
        else:
            roll_up_results(fair.store, step=rng.choice((2, 50)))
        if step % 8 == 7:
            assert counted_on_board(fair) == counted_by_hand(fair)


def turn_over(fair: Fair, rng: Random, void: set[int]) -> None:
    with fair.store.write() as session:
        attempt_id = rng.choice(list(session.scalars(select(Attempt.id).order_by(Attempt.id))))
        deed = restore_attempt if attempt_id in void else void_attempt
        deed(session, attempt_id, reason="复核", actor=fair.cast.alice.actor, now=fair.clock())
    void ^= {attempt_id}


def counted_on_board(fair: Fair) -> dict[str, tuple[int, int]]:
    board = fair.units().brackets
    found = {line.tally.name: (line.tally.people, line.tally.attempts) for each in board for line in each.lines}
    assert not {name for each in board for name in each.small} & found.keys()
    return found


def counted_by_hand(fair: Fair) -> dict[str, tuple[int, int]]:
    with fair.store.read() as session:
        rows = session.execute(
            text(
                "SELECT unit.name, person_id, sum(quantity) AS papers FROM ledger_entry "
                "JOIN unit ON unit.id = unit_id GROUP BY unit.name, person_id HAVING sum(quantity) > 0"
            )
        ).all()
    people, papers = Counter(row.name for row in rows), Counter[str]()
    for row in rows:
        papers[row.name] += int(row.papers)
    return {name: (count, papers[name]) for name, count in people.items() if count >= 3}


def test_the_twin_that_forgets_what_was_rolled_counts_twice(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    fair.set_board(shows_units=True)
    roll_up_results(fair.store)
    fair.answer(fair.phones[0], 10)
    assert lines_of(fair)[0] == (1, "红星村", 7)
    monkeypatch.setattr(tallies, "_as_rolled", lambda contest_id: tallies._rolled(-1))
    assert lines_of(fair)[0] == (1, "红星村", 8)


def test_two_jobs_at_one_instant_roll_each_result_once(fair: Fair, store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: roll_up_results(store, step=3), range(4)))
    assert sum(done) == 16
    fair.set_board(shows_units=True)
    assert lines_of(fair) == [(1, "红星村", 7), (2, "青山村", 5)]
