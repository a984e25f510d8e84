"""The mistake book's rule, the ladder, and what a form may say."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.practice import Tally, climb, count_answer, is_nonce, read_atoms

MONDAY = date(2026, 6, 15)
TUESDAY = MONDAY + timedelta(days=1)


def after(*answers: tuple[bool, date]) -> Tally:
    tally = Tally()
    for is_right, day in answers:
        tally = count_answer(tally, is_right=is_right, today=day)
    return tally


def test_two_right_days_take_a_mistake_out() -> None:
    tally = after((False, MONDAY), (True, MONDAY), (True, TUESDAY))
    assert (tally.asked, tally.right_count, tally.is_mistake) == (3, 2, False)


def test_twice_on_one_day_is_one_day() -> None:
    assert after((False, MONDAY), (True, MONDAY), (True, MONDAY)).is_mistake


def test_a_wrong_answer_starts_again() -> None:
    assert after((False, MONDAY), (True, MONDAY), (False, TUESDAY), (True, TUESDAY)).is_mistake


def test_right_from_the_beginning_never_enters_the_book() -> None:
    assert not after((True, MONDAY), (True, MONDAY)).is_mistake


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=20))
def test_the_book_says_how_the_last_days_went(answers: list[tuple[bool, int]]) -> None:
    """In the book exactly when something was wrong and fewer than two different days were right since."""
    days = sorted(number for _, number in answers)
    told = [(is_right, MONDAY + timedelta(days=day)) for (is_right, _), day in zip(answers, days, strict=True)]
    wrong = [place for place, (is_right, _) in enumerate(told) if not is_right]
    since = {day for _, day in told[wrong[-1] + 1 :]} if wrong else set()
    tally = after(*told)
    assert tally.is_mistake == (bool(wrong) and len(since) < 2)
    assert tally.asked == len(told)


@given(st.lists(st.sampled_from(["easy", "medium", "hard"]), min_size=1, max_size=60), st.text(min_size=1, max_size=9))
def test_a_run_rises_and_never_repeats(levels: list[str], run: str) -> None:
    order = climb(levels, run)
    rungs = [("easy", "medium", "hard").index(levels[place]) for place in order]
    assert rungs == sorted(rungs)
    assert len(set(order)) == len(order)
    assert rungs.count(0) <= 5 or set(levels) == {"easy"}
    assert order == climb(levels, run)


def test_the_highest_difficulty_has_no_limit() -> None:
    assert len(climb(["easy"] * 40, "run")) == 40
    assert len(climb(["easy"] * 40 + ["hard"] * 40, "run")) == 45


def test_forms_are_not_trusted() -> None:
    assert read_atoms(["1", " 119 ", "0119", ""]) == (1, 119, "0119", "")
    assert read_atoms(["", " "]) == ()
    assert read_atoms(["x" * 201]) == ()
    assert read_atoms(["1"] * 81) == ()
    assert is_nonce("abc23456")
    assert not is_nonce("../../etc")
    assert not is_nonce("a" * 33)
