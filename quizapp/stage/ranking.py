"""Who stands where. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.stage.board import Board


def rank_teams(board: Board, seats: Iterable[int]) -> list[tuple[int, int]]:
    """(place, team), best first: by score, then by points of tie-breaks; equals share a place, in the order of ``seats``."""
    order = sorted(seats, key=lambda team: (-board.scores[team], -board.ties[team]))
    placed: list[tuple[int, int]] = []
    for at, team in enumerate(order, start=1):
        before = placed[-1] if placed else None
        same = before is not None and _result(board, before[1]) == _result(board, team)
        placed.append((before[0] if before is not None and same else at, team))
    return placed


def _result(board: Board, team: int) -> tuple[int, int]:
    return board.scores[team], board.ties[team]


def tied_teams(board: Board, seats: Iterable[int]) -> tuple[int, ...]:
    """The teams that share the best shared place; none when all places are clear."""
    groups: dict[int, list[int]] = {}
    for place, team in rank_teams(board, seats):
        groups.setdefault(place, []).append(team)
    return next((tuple(group) for _, group in sorted(groups.items()) if len(group) > 1), ())
