"""A contest's board of persons: masked, in order, with one's own place for oneself."""

from __future__ import annotations

import pytest

from quizapp.contests import void_attempt
from quizapp.contests.counted import people
from quizapp.contests.rules import Counting
from quizapp.errors import NotFound
from quizapp.people import erase_person
from tests.leaderboards.conftest import Fair, MakeFair
from tests.support.counting import statement_counter


def test_it_works(fair: Fair) -> None:
    fair.set_board(shows_people=True, people_limit=3)
    board = fair.people(fair.phones[0])
    assert [(each.score, each.unit_name) for each in board.people] == [
        (10_000, "青山村"), (10_000, "青山村"), (10_000, "东明化工厂"),
    ]  # fmt: skip
    assert board.mine is not None
    assert (board.mine.number, board.mine.score) == (4, 9000)


def test_it_is_closed_by_default(fair: Fair) -> None:
    with pytest.raises(NotFound):
        fair.people()


def test_the_quicker_of_equals_stands_first(fair: Fair) -> None:
    fair.set_board(shows_people=True)
    quick = fair.join(fair.cast.hongxing, 10, seconds=20)[0]
    assert fair.people().people[0].person_id == quick.person_id


def test_a_handful_of_people_is_not_shown(make_fair: MakeFair) -> None:
    fair = make_fair()
    fair.join(fair.cast.hongxing, 9, 8, 7, 6)
    fair.set_board(shows_people=True)
    board = fair.people(fair.phones[0])
    assert (board.people, board.is_large_enough) == ((), False)
    assert board.mine is not None


def test_brackets_have_places_of_their_own(fair: Fair) -> None:
    fair.set_board(shows_people=True, has_brackets=True, min_people=3)
    board = fair.people(fair.phones[0], kind="village")
    assert board.kinds == ("village",)  # two people of a factory are too few
    assert {each.unit_kind for each in board.people} == {"village"}
    assert board.mine is not None
    assert board.mine.number == 3
    with pytest.raises(NotFound):
        fair.people(kind="enterprise")


def test_without_brackets_there_is_nothing_to_ask_for(fair: Fair) -> None:
    fair.set_board(shows_people=True)
    with pytest.raises(NotFound):
        fair.people(kind="village")


@pytest.mark.parametrize(("counting", "best"), [(Counting.LAST, 2000), (Counting.AVERAGE, 6000)])
def test_the_counting_rule_decides(make_fair: MakeFair, counting: Counting, best: int) -> None:
    fair = make_fair(counting=counting)
    fair.join(fair.cast.hongxing, 10, 1, 1, 1, 1)
    fair.answer(fair.phones[0], 2)
    fair.set_board(shows_people=True)
    assert fair.people().people[0].score == best


def test_a_voided_paper_leaves_the_board(fair: Fair) -> None:
    fair.set_board(shows_people=True)
    extra = fair.join(fair.cast.hongxing, 0)[0]
    attempt_id = fair.answer(extra, 10, seconds=5)
    assert fair.people().people[0].person_id == extra.person_id
    with fair.store.write() as session:
        void_attempt(session, attempt_id, reason="代答", actor=fair.cast.alice.actor, now=fair.clock())
    assert fair.people().people[-1].person_id == extra.person_id


def test_an_erased_person_has_no_name_left(fair: Fair) -> None:
    fair.set_board(shows_people=True)
    first = fair.people().people[0].person_id
    with fair.store.write() as session:
        erase_person(session, first, now=fair.clock())
    assert fair.people().people[0].name == ""


def test_places_are_counted_so_far_and_no_farther(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    fair.set_board(shows_people=True)
    monkeypatch.setattr(people, "FARTHEST", 5)
    assert [_place(fair, number) for number in (7, 8, 12, 0, 1, 6)] == [1, 2, 3, 4, None, None]


def _place(fair: Fair, number: int) -> int | None:
    mine = fair.people(fair.phones[number]).mine
    assert mine is not None
    return mine.number


def test_the_number_of_statements_does_not_grow(fair: Fair) -> None:
    fair.set_board(shows_people=True)
    with statement_counter(fair.store) as sent:
        fair.people(fair.phones[0])
    assert len(sent) == 6, str(sent)
