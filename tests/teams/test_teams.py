"""Founding, joining, leaving; the common score; what organizers decide."""

from __future__ import annotations

import pytest

from quizapp.contests import close_contest, restore_attempt, void_attempt
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.people import Person, erase_person
from quizapp.teams import (
    Formula,
    Result,
    Tally,
    approve_names,
    dissolve_team,
    last_ended,
    leave_team,
    list_teams,
    my_team,
    rank_teams,
    read_rules,
    rename_team,
)
from tests.contests.makers import Phone
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.teams.makers import Pitch, make_pitch


def leave(pitch: Pitch, phone: Phone) -> None:
    with pitch.store.write() as session:
        person = session.get_one(Person, phone.person_id)
        leave_team(session, pitch.row(session), person, now=pitch.clock())


def test_it_works(pitch: Pitch) -> None:
    team_id, phones = pitch.team_of(1, name="红星一队")
    for phone, right in zip(phones, (10, 8, 6), strict=True):
        pitch.hand_in(phone, right=right)
    (team,) = pitch.board()
    assert (team.id, team.name, team.public_name, team.is_approved) == (team_id, "红星一队", "", False)
    assert [member.seat for member in team.members] == [1, 2, 3]
    assert (team.scored.rank, team.scored.score, team.scored.with_result) == (1, 24_000, 3)


def test_the_best_paper_counts_and_a_voided_one_does_not(pitch: Pitch) -> None:
    _team, phones = pitch.team_of(1)
    pitch.hand_in(phones[0], right=5)
    best = pitch.hand_in(phones[0], right=9)
    assert pitch.board()[0].scored.score == 9_000
    with pitch.store.write() as session:
        void_attempt(session, best, reason="代答", actor=pitch.cast.alice.actor, now=pitch.clock())
    assert pitch.board()[0].scored.score == 5_000
    with pitch.store.write() as session:
        restore_attempt(session, best, reason="核实无误", actor=pitch.cast.alice.actor, now=pitch.clock())
    assert pitch.board()[0].scored.score == 9_000


def test_a_mean_counts_who_has_no_result_as_nought() -> None:
    results = tuple(Result(score=score, seconds=1_000) for score in (10_000, 9_000))
    (scored,) = rank_teams([Tally(team_id=1, members=3, results=results)], Formula.MEAN, min_size=3)
    assert scored.score == 6_333


def test_more_points_then_less_time_and_equals_share_a_rank() -> None:

    def tally(team_id: int, score: int, seconds: int, members: int = 3) -> Tally:
        return Tally(team_id=team_id, members=members, results=(Result(score=score, seconds=seconds),))

    tallies = [
        tally(1, 500, 90), tally(2, 700, 99), tally(3, 500, 80), tally(4, 500, 80), tally(5, 900, 1, members=2),
        Tally(team_id=6, members=3, results=()),
    ]  # fmt: skip
    ranked = rank_teams(tallies, Formula.SUM, min_size=3)
    assert [(each.team_id, each.rank) for each in ranked] == [(2, 1), (3, 2), (4, 2), (1, 4), (5, None), (6, None)]


def test_a_full_team_takes_nobody(pitch: Pitch) -> None:
    team_id, _phones = pitch.team_of(1)
    with pytest.raises(Conflict, match="满员"):
        pitch.join(pitch.phone(9), team_id)


def test_joining_twice_is_the_same_seat(pitch: Pitch) -> None:
    team_id = pitch.found(pitch.phone(1), "甲队")
    second = pitch.phone(2)
    first = pitch.join(second, team_id)
    again = pitch.join(second, team_id)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.seat == again.seat == 2


def test_one_person_sits_in_one_team(pitch: Pitch) -> None:
    team_id, phones = pitch.team_of(1, size=2)
    other = pitch.found(pitch.phone(7), "乙队")
    with pytest.raises(Conflict):
        pitch.join(phones[1], other)
    with pytest.raises(Conflict):
        pitch.found(phones[1], "丙队")
    leave(pitch, phones[1])
    assert pitch.join(phones[1], other).is_new
    assert team_id != other


def test_the_first_paper_locks_the_team(pitch: Pitch) -> None:
    team_id, phones = pitch.team_of(1, size=2)
    pitch.hand_in(phones[1], right=3)
    with pytest.raises(Conflict, match="不能再加人"):
        pitch.join(pitch.phone(9), team_id)
    with pytest.raises(Conflict, match="不能再退出"):
        leave(pitch, phones[0])


def test_who_has_begun_a_paper_is_too_late(pitch: Pitch) -> None:
    early = pitch.phone(1)
    pitch.hand_in(early, right=10)
    with pytest.raises(Conflict, match="先组队"):
        pitch.found(early, "晚了队")
    with pytest.raises(Conflict, match="先组队"):
        pitch.join(early, pitch.found(pitch.phone(2), "乙队"))


def test_members_of_one_unit_where_the_organizer_asks_for_it(store: Store, cast: Cast, clock: FakeClock) -> None:
    pitch = make_pitch(store, cast, clock, same_unit=True)
    team_id = pitch.found(pitch.phone(1), "红星队")
    assert pitch.join(pitch.phone(2), team_id).is_new
    with pytest.raises(Conflict, match="同一个单位"):
        pitch.join(pitch.phone(3, unit_id=cast.qingshan.id), team_id)


@pytest.mark.parametrize("same", ["红星队", " 红 星 队", "红星·队"])
def test_two_teams_cannot_look_alike(pitch: Pitch, same: str) -> None:
    pitch.found(pitch.phone(1), "红星队")
    with pytest.raises(Invalid):
        pitch.found(pitch.phone(2), same)


@pytest.mark.parametrize("name", ["", "  ", "长" * 21])
def test_a_name_is_needed_and_short(pitch: Pitch, name: str) -> None:
    with pytest.raises(Invalid):
        pitch.found(pitch.phone(1), name)


def test_the_last_who_leaves_ends_the_team_and_frees_its_name(pitch: Pitch) -> None:
    founder = pitch.phone(1)
    pitch.found(founder, "红星队")
    leave(pitch, founder)
    assert pitch.board() == []
    assert pitch.found(pitch.phone(2), "红星队")


def test_nobody_forms_teams_when_it_is_closed_or_over(pitch: Pitch) -> None:
    pitch.change(is_open=False)
    with pytest.raises(Conflict):
        pitch.found(pitch.phone(1), "甲队")
    pitch.change(is_open=True)
    with pitch.store.write() as session:
        close_contest(session, pitch.contest_id, actor=pitch.cast.alice.actor, now=pitch.clock())
    with pytest.raises(Conflict):
        pitch.found(pitch.phone(1), "甲队")


def test_rules_stand_once_there_is_a_team(pitch: Pitch) -> None:
    pitch.change(size=4, formula=Formula.MEAN)
    pitch.found(pitch.phone(1), "甲队")
    with pytest.raises(Conflict):
        pitch.change(formula=Formula.SUM)
    pitch.change(shows_board=False)
    with pitch.store.read() as session:
        assert read_rules(session, pitch.contest_id).formula is Formula.MEAN


@pytest.mark.parametrize("changes", [{"size": 1}, {"size": 11}, {"min_size": 4}, {"min_size": 0}])
def test_sizes_have_bounds(pitch: Pitch, changes: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        pitch.change(**changes)


def test_a_name_is_public_once_staff_has_looked(pitch: Pitch) -> None:
    team_id = pitch.found(pitch.phone(1), "红星队")
    with pitch.store.write() as session:
        actor = pitch.cast.alice.actor
        assert approve_names(session, pitch.contest_id, (team_id,), actor=actor, now=pitch.clock()) == 1
        assert approve_names(session, pitch.contest_id, (team_id,), actor=actor, now=pitch.clock()) == 0
    assert pitch.board()[0].public_name == "红星队"


def test_staff_renames_with_a_reason(pitch: Pitch) -> None:
    pitch.found(pitch.phone(1), "青山队")
    team_id = pitch.found(pitch.phone(2), "不文明的名字")
    actor = pitch.cast.alice.actor
    for name, reason in (("", "不文明"), ("好队", " "), ("青 山 队", "不文明")):
        with pytest.raises(Invalid), pitch.store.write() as session:
            rename_team(session, team_id, name=name, reason=reason, actor=actor, now=pitch.clock())
    with pitch.store.write() as session:
        rename_team(session, team_id, name="好队", reason="不文明", actor=actor, now=pitch.clock())
    assert [team.public_name for team in pitch.board()] == ["", "好队"]


def test_staff_dissolves_with_a_reason_and_papers_stay(pitch: Pitch) -> None:
    team_id, phones = pitch.team_of(1)
    pitch.hand_in(phones[0], right=5)
    with pitch.store.write() as session:
        actor = pitch.cast.alice.actor
        dissolve_team(session, team_id, reason="冒名组队", actor=actor, now=pitch.clock())
    assert pitch.board() == []
    with pitch.store.read() as session:
        ended = last_ended(session, pitch.contest_id, phones[1].person_id)
        assert ended is not None
        assert ended.dissolved_reason == "冒名组队"
        assert my_team(session, pitch.row(session), read_rules(session, pitch.contest_id), phones[1].person_id) is None
    with pytest.raises(NotFound):
        pitch.join(pitch.phone(9), team_id)
    with pytest.raises(Conflict), pitch.store.write() as session:
        dissolve_team(session, team_id, reason="再一次", actor=pitch.cast.alice.actor, now=pitch.clock())


def test_only_the_contests_own_staff_decides(pitch: Pitch) -> None:
    team_id = pitch.found(pitch.phone(1), "甲队")
    for officer, refusal in ((pitch.cast.zhao, NotFound), (pitch.cast.vera, NotAllowed)):
        with pytest.raises(refusal), pitch.store.write() as session:
            dissolve_team(session, team_id, reason="无权", actor=officer.actor, now=pitch.clock())


def test_a_member_who_is_erased_keeps_the_figures_without_a_name(pitch: Pitch) -> None:
    _team, phones = pitch.team_of(1)
    pitch.hand_in(phones[0], right=10)
    with pitch.store.write() as session:
        erase_person(session, phones[0].person_id, now=pitch.clock())
    (team,) = pitch.board()
    assert team.scored.score == 10_000
    assert team.members[0].name == ""


def test_the_board_costs_the_same_with_any_number_of_teams(pitch: Pitch) -> None:
    counts = []
    for number in (1, 2, 3):
        _team, phones = pitch.team_of(number)
        pitch.hand_in(phones[0], right=number)
        with pitch.store.read() as session:
            contest, rules = pitch.row(session), read_rules(session, pitch.contest_id)
        with statement_counter(pitch.store) as sent, pitch.store.read() as session:
            list_teams(session, contest, rules)
        counts.append(len(sent))
    assert counts == [3, 3, 3]
