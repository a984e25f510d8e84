"""The board is a fold of events: whatever was said, scores add up, and what was taken back was never there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.stage import (
    Act,
    Event,
    FalseStart,
    RoundKind,
    RoundPlan,
    RoundRules,
    Setup,
    Verdict,
    fold,
    judge_press,
    points_for,
    rank_teams,
    tied_teams,
)
from quizapp.stage.presets import PRESETS
from quizapp.stage.rules import check_rules, read_rules

NOON = datetime(2026, 6, 16, 12, tzinfo=UTC)
TEAMS = (11, 12, 13)
ROUNDS = {
    1: RoundPlan(id=1, kind=RoundKind.REQUIRED, rules=RoundRules()),
    2: RoundPlan(id=2, kind=RoundKind.BUZZER, rules=RoundRules(wrong=10, reopens=True, false_start=FalseStart.LOCK)),
    3: RoundPlan(id=3, kind=RoundKind.RISK, rules=RoundRules(values=(10, 30))),
    4: RoundPlan(id=4, kind=RoundKind.TIE, rules=RoundRules()),
}
SETUP = Setup(teams=TEAMS, rounds=ROUNDS, start_score=100)

_facts = st.fixed_dictionaries({
    "kind": st.sampled_from([act for act in Act if act is not Act.UNDO]),
    "round_id": st.sampled_from([1, 2, 3, 4]),
    "question_id": st.sampled_from([21, 22, 23]),
    "team_id": st.sampled_from(TEAMS),
    "points": st.integers(-30, 30),
    "verdict": st.sampled_from([each.value for each in Verdict]),
})  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Any acts in any order, some of them taken back later, each once."""
    made = [
        Event(id=number, at=NOON + timedelta(seconds=number), **facts)
        for number, facts in enumerate(draw(st.lists(_facts, max_size=30)), start=1)
    ]
    gone = draw(st.lists(st.sampled_from(made), unique_by=lambda each: each.id, max_size=6)) if made else []
    undos = [
        Event(id=100 + place, kind=Act.UNDO, at=NOON + timedelta(hours=1), undoes_id=each.id)
        for place, each in enumerate(gone)
    ]
    return [*made, *undos]


@given(histories())
def test_scores_are_the_start_and_every_point_that_stands(events: list[Event]) -> None:
    board = fold(SETUP, events)
    gone = {each.undoes_id for each in events}
    scoring = [each for each in events if each.kind in (Act.JUDGE, Act.AWARD, Act.FALSE_START) and each.id not in gone]
    for team in TEAMS:
        mine = [each for each in scoring if each.team_id == team]
        assert board.scores[team] == 100 + sum(each.points for each in mine if each.round_id != 4)
        assert board.ties[team] == sum(each.points for each in mine if each.round_id == 4)


@given(histories())
def test_what_was_taken_back_was_never_said(events: list[Event]) -> None:
    gone = {each.undoes_id for each in events}
    board, short = fold(SETUP, events), fold(SETUP, [each for each in events if each.id not in gone])
    for name in ("scores", "ties", "question_id", "gate", "barred", "answering", "judged", "is_closed", "asked"):
        assert getattr(board, name) == getattr(short, name)


@given(histories())
def test_ranks_order_all_teams_and_equals_share(events: list[Event]) -> None:
    board = fold(SETUP, events)
    ranks = rank_teams(board, TEAMS)
    assert sorted(team for _, team in ranks) == sorted(TEAMS)
    results = [(board.scores[team], board.ties[team]) for _, team in ranks]
    assert results == sorted(results, reverse=True)
    for place, team in ranks:
        better = sum(each > (board.scores[team], board.ties[team]) for each in results)
        assert place == better + 1
    assert (tied_teams(board, TEAMS) == ()) == (len(set(results)) == len(TEAMS))


def _say(*said: Event) -> list[Event]:
    return list(said)


def _event(number: int, kind: Act, **facts: object) -> Event:
    return Event(id=number, kind=kind, at=NOON + timedelta(seconds=number), **facts)  # type: ignore[arg-type]


def test_a_wrong_answer_opens_again_to_the_others_alone() -> None:
    events = _say(
        _event(1, Act.CALL, round_id=2, question_id=21), _event(2, Act.OPEN, round_id=2),
        _event(3, Act.BUZZ, round_id=2, team_id=12),
    )  # fmt: skip
    board = fold(SETUP, events)
    assert (board.gate, board.answering) == ("taken", 12)
    assert board.clock_until == NOON + timedelta(seconds=33)
    events.append(_event(4, Act.JUDGE, round_id=2, question_id=21, team_id=12, points=-10, verdict="wrong"))
    board = fold(SETUP, events)
    assert (board.gate, board.answering, board.barred, board.is_settled) == ("ready", None, {12}, False)
    events += [_event(5, Act.OPEN, round_id=2), _event(6, Act.BUZZ, round_id=2, team_id=11)]
    events.append(_event(7, Act.JUDGE, round_id=2, question_id=21, team_id=11, points=10, verdict="right"))
    board = fold(SETUP, events)
    assert (board.scores[11], board.scores[12], board.is_settled) == (110, 90, True)
    events.append(_event(8, Act.UNDO, undoes_id=7))
    board = fold(SETUP, events)
    assert (board.answering, board.is_settled, board.scores[11]) == (11, False, 100), "he is judged once more"


def test_a_false_start_locks_for_this_question_only() -> None:
    events = _say(
        _event(1, Act.CALL, round_id=2, question_id=21),
        _event(2, Act.FALSE_START, round_id=2, question_id=21, team_id=13), _event(3, Act.OPEN, round_id=2),
    )  # fmt: skip
    board = fold(SETUP, events)
    assert board.barred == {13}
    assert [judge_press(board.gate, team, sorted(board.barred)) for team in TEAMS] == ["in", "in", "barred"]
    events += [_event(4, Act.CLOSE), _event(5, Act.CALL, round_id=2, question_id=22)]
    assert fold(SETUP, events).barred == set()


def test_a_question_for_all_is_over_when_all_are_judged() -> None:
    events = [_event(1, Act.CALL, round_id=1, question_id=21)]
    for number, team in enumerate(TEAMS, start=2):
        assert not fold(SETUP, events).is_settled
        events.append(_event(number, Act.JUDGE, round_id=1, question_id=21, team_id=team, points=10, verdict="right"))
    assert fold(SETUP, events).may_reveal


def test_points_of_tie_breaks_order_equals_and_nothing_else() -> None:
    events = _say(
        _event(1, Act.AWARD, team_id=11, points=10), _event(2, Act.CALL, round_id=4, question_id=21, teams=(12, 13)),
        _event(3, Act.OPEN, round_id=4), _event(4, Act.BUZZ, round_id=4, team_id=13),
        _event(5, Act.JUDGE, round_id=4, question_id=21, team_id=13, points=10, verdict="right"),
    )  # fmt: skip
    assert tied_teams(fold(SETUP, events[:1]), TEAMS) == (12, 13)
    assert fold(SETUP, events[:2]).barred == {11}
    assert rank_teams(fold(SETUP, events), TEAMS) == [(1, 11), (2, 13), (3, 12)]


@given(st.integers(1, 100), st.integers(0, 100), st.sampled_from(RoundKind), st.integers(-5, 120))
def test_points_are_the_rule_s(right: int, wrong: int, kind: RoundKind, partial: int) -> None:
    rules = RoundRules(right=right, wrong=wrong, values=(20,))
    whole = 20 if kind is RoundKind.RISK else right
    if kind is RoundKind.AUDIENCE:
        assert points_for(kind, rules, Verdict.RIGHT, value=20) == 0
        return
    assert points_for(kind, rules, Verdict.RIGHT, value=20) == whole
    assert points_for(kind, rules, Verdict.WRONG, value=20) == -(20 if kind is RoundKind.RISK else wrong)
    if 0 <= partial <= whole:
        assert points_for(kind, rules, Verdict.PARTIAL, value=20, partial=partial) == partial
    else:
        with pytest.raises(Invalid):
            points_for(kind, rules, Verdict.PARTIAL, value=20, partial=partial)


def test_presets_can_be_played_and_rules_come_back_as_stored() -> None:
    for preset in PRESETS.values():
        for each in preset.rounds:
            assert check_rules(each.kind, each.rules) == each.rules == read_rules(each.rules.dump())
    for kind, rules in (
        (RoundKind.RISK, RoundRules()), (RoundKind.BUZZER, RoundRules(right=-1)), (RoundKind.BUZZER, RoundRules(seconds=601)),
        (RoundKind.BUZZER, RoundRules(false_start=FalseStart.MINUS)), (RoundKind.RISK, RoundRules(values=(0,))),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            check_rules(kind, rules)
