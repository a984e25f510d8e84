"""People without names: who belongs to which crowd, and that one crowd's surplus hides nobody missing elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from quizapp.drills.crowds import Crowd, Crowds, share_out
from quizapp.drills.models import DrillZone
from quizapp.drills.rules import CountStanding
from tests.support.clock import OPENING

YARD, CANTEEN = 1, 2
NORTH, SOUTH = 11, 12


def after(seconds: int) -> datetime:
    return OPENING + timedelta(seconds=seconds)


def counted(people: int, seconds: int = 60) -> CountStanding:
    return CountStanding(people=people, steps=((after(seconds), people),))


def plan() -> list[DrillZone]:
    return [DrillZone(id=YARD, path="操场", expected=10), DrillZone(id=CANTEEN, path="食堂", expected=10)]


def together(crowds: Crowds) -> Crowd:
    return crowds.of(plan(), is_all=True)


def test_a_surplus_here_hides_nobody_missing_there() -> None:
    crowd = together(Crowds(counts={YARD: counted(15), CANTEEN: counted(5)}, came={}))
    assert (crowd.expected, crowd.people, crowd.missing) == (20, 20, 5)
    assert crowd.steps[-1][1] == 15, "the curve says 100 % to nobody who is missing"


def test_a_zone_that_expects_nobody_unnamed_lends_nobody() -> None:
    hall = DrillZone(id=3, path="礼堂", expected=None)
    crowd = Crowds(counts={3: counted(4)}, came={}).of([*plan(), hall], is_all=True)
    assert (crowd.people, crowd.missing) == (4, 20)


def test_who_came_by_himself_and_who_was_counted_are_different_people() -> None:
    crowds = Crowds(counts={YARD: counted(6)}, came={YARD: [after(10), after(20), after(30)]})
    crowd = crowds.of(plan()[:1], is_all=False)
    assert (crowd.people, crowd.missing) == (9, 1)
    assert crowd.steps == [(after(10), 1), (after(20), 2), (after(30), 3), (after(60), 9)]


def test_who_may_be_any_crowds_is_missing_from_none_in_particular() -> None:
    crowds = Crowds(counts={YARD: counted(10)}, came={None: [after(5), after(6)]})
    assert [crowds.of([zone], is_all=False).missing for zone in plan()] == [0, 10]
    assert (together(crowds).people, together(crowds).missing) == (12, 8)


def test_visitors_beyond_everybody_expected_do_not_pass_for_more() -> None:
    crowds = Crowds(counts={YARD: counted(10), CANTEEN: counted(10)}, came={None: [after(5)]})
    assert (together(crowds).people, together(crowds).missing, together(crowds).steps[-1]) == (21, 0, (after(60), 20))


def test_a_count_that_falls_takes_them_back() -> None:
    said = CountStanding(people=7, steps=((after(10), 10), (after(20), 7)))
    crowd = Crowds(counts={YARD: said}, came={}).of(plan()[:1], is_all=False)
    assert (crowd.people, crowd.missing) == (7, 3)


def test_arrivals_belong_to_the_only_crowd_or_to_the_one_at_their_point() -> None:
    came = [(after(1), NORTH), (after(2), SOUTH), (after(3), None), (after(4), 99)]
    assert share_out(came, {}) == {}
    assert share_out(came, {YARD: NORTH}) == {YARD: [after(second) for second in (1, 2, 3, 4)]}
    assert share_out(came, {YARD: NORTH, CANTEEN: SOUTH}) == {
        YARD: [after(1)], CANTEEN: [after(2)], None: [after(3), after(4)],
    }  # fmt: skip
    assert share_out(came[:1], {YARD: NORTH, CANTEEN: NORTH}) == {None: [after(1)]}
    assert share_out(came[2:3], {YARD: None, CANTEEN: None}) == {None: [after(3)]}, "no point is not a point"
