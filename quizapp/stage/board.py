"""The board: what all events of a run come to. Pure; the same events always give the same board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quizapp.stage.events import SCORING, Act, Event
from quizapp.stage.rules import FalseStart, RoundKind, RoundRules, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """A round as the board knows it."""

    id: int
    kind: RoundKind
    rules: RoundRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What stands before the first event."""

    teams: tuple[int, ...]
    rounds: Mapping[int, RoundPlan]
    start_score: int = 0


@dataclass(slots=True, kw_only=True)
class Board:
    """Where the contest stands. Made by `fold` alone."""

    scores: dict[int, int]
    #: Points of tie-breaks: they order equals.
    ties: dict[int, int]
    is_started: bool = False
    is_finished: bool = False
    round_id: int | None = None
    question_id: int | None = None
    call_id: int | None = None
    #: Whose turn it is by the call; what it is worth; who takes part.
    turn: int | None = None
    value: int | None = None
    players: tuple[int, ...] = ()
    gate: str = "none"
    opening_id: int | None = None
    opened_at: datetime | None = None
    #: Teams that may not press for this question any more, and those that pressed too early before this opening.
    barred: set[int] = field(default_factory=set)
    early: set[int] = field(default_factory=set)
    #: Who answers now.
    answering: int | None = None
    clock_until: datetime | None = None
    #: Judgements of the present question that stand.
    judged: dict[int, Event] = field(default_factory=dict)
    is_closed: bool = False
    is_revealed: bool = False
    #: Questions that were on the screen.
    asked: set[int] = field(default_factory=set)
    undone: set[int] = field(default_factory=set)
    #: Acts that stand, in order.
    standing: list[Event] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether the question on the screen is over, or there is none."""
        return self.question_id is None or self.is_closed

    @property
    def may_reveal(self) -> bool:
        """Whether the key may be shown to the hall."""
        return self.question_id is not None and self.is_closed and not self.is_revealed


def fold(setup: Setup, events: Sequence[Event]) -> Board:
    """What ``events`` (in order) come to. What was taken back is as if it had never been said."""
    undone = {event.undoes_id for event in events if event.kind is Act.UNDO and event.undoes_id is not None}
    board = Board(scores=dict.fromkeys(setup.teams, setup.start_score), ties=dict.fromkeys(setup.teams, 0))
    board.undone = undone
    for event in events:
        if event.kind is not Act.UNDO and event.id not in undone:
            board.standing.append(event)
            _apply(board, setup, event)
    return board


def _apply(board: Board, setup: Setup, event: Event) -> None:
    if event.kind in SCORING and event.team_id in board.scores:
        _score(board, setup, event)
    step = _STEPS.get(event.kind)
    if step is not None:
        step(board, setup, event)


def _score(board: Board, setup: Setup, event: Event) -> None:
    plan = setup.rounds.get(event.round_id or 0)
    kept = board.ties if plan is not None and plan.kind is RoundKind.TIE else board.scores
    if event.team_id is not None:
        kept[event.team_id] += event.points


def _start(board: Board, _setup: Setup, _event: Event) -> None:
    board.is_started = True


def _leave(board: Board) -> None:
    """No question on the screen."""
    board.question_id = board.call_id = board.turn = board.value = board.opening_id = None
    board.answering = board.clock_until = board.opened_at = None
    board.players, board.gate = (), "none"
    board.barred, board.early, board.judged = set(), set(), {}
    board.is_closed = board.is_revealed = False


def _round(board: Board, _setup: Setup, event: Event) -> None:
    _leave(board)
    board.round_id = event.round_id


def _call(board: Board, setup: Setup, event: Event) -> None:
    _leave(board)
    board.round_id, board.question_id, board.call_id = event.round_id, event.question_id, event.id
    board.turn, board.value = event.team_id, event.value
    board.players = event.teams or setup.teams
    board.answering = event.team_id
    if event.question_id is not None:
        board.asked.add(event.question_id)
    plan = setup.rounds.get(event.round_id or 0)
    if plan is not None and plan.kind.is_pressed:
        board.gate = "ready"
        board.barred = set(setup.teams) - set(board.players)


def _open(board: Board, _setup: Setup, event: Event) -> None:
    board.gate, board.opening_id, board.opened_at = "open", event.id, event.at
    board.answering = board.clock_until = None
    board.early = set()


def _false_start(board: Board, setup: Setup, event: Event) -> None:
    plan = setup.rounds.get(event.round_id or 0)
    if event.question_id != board.question_id or event.team_id is None:
        return
    board.early.add(event.team_id)
    if plan is not None and plan.rules.false_start is FalseStart.LOCK:
        board.barred.add(event.team_id)


def _answer(board: Board, setup: Setup, event: Event) -> None:
    """Somebody answers: the first to press, or whom staff named. His clock runs."""
    board.answering, board.gate = event.team_id, "taken"
    plan = setup.rounds.get(board.round_id or 0)
    if plan is not None and plan.rules.seconds:
        board.clock_until = event.at + timedelta(seconds=plan.rules.seconds)


def _clock(board: Board, _setup: Setup, event: Event) -> None:
    board.clock_until = event.at + timedelta(seconds=event.value or 0) if event.value else None


def _judge(board: Board, setup: Setup, event: Event) -> None:
    plan = setup.rounds.get(board.round_id or 0)
    if event.question_id != board.question_id or event.team_id is None or plan is None:
        return  # a correction of an earlier question: it moves the score alone
    board.judged[event.team_id] = event
    board.clock_until = None
    if plan.kind.is_pressed:
        _judge_pressed(board, plan, event)
    elif board.turn is not None or set(board.judged) >= set(board.players):
        board.is_closed, board.answering = True, None


def _judge_pressed(board: Board, plan: RoundPlan, event: Event) -> None:
    board.barred.add(event.team_id or 0)
    board.answering, board.opening_id = None, None
    left = [team for team in board.players if team not in board.barred]
    if event.verdict == Verdict.WRONG and plan.rules.reopens and left:
        board.gate, board.early = "ready", set()
    else:
        board.gate, board.is_closed = "none", True


def _reveal(board: Board, _setup: Setup, _event: Event) -> None:
    board.is_revealed = True


def _close(board: Board, _setup: Setup, _event: Event) -> None:
    board.is_closed, board.gate, board.answering, board.clock_until = True, "none", None, None
    board.opening_id = None


def _finish(board: Board, _setup: Setup, _event: Event) -> None:
    _leave(board)
    board.is_finished, board.round_id = True, None


def _reopen(board: Board, _setup: Setup, _event: Event) -> None:
    board.is_finished = False


_STEPS = {
    Act.START: _start, Act.ROUND: _round, Act.CALL: _call, Act.OPEN: _open, Act.FALSE_START: _false_start,
    Act.BUZZ: _answer, Act.PICK: _answer, Act.CLOCK: _clock, Act.JUDGE: _judge, Act.REVEAL: _reveal,
    Act.CLOSE: _close, Act.FINISH: _finish, Act.REOPEN: _reopen,
}  # fmt: skip
