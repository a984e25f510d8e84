"""Leaderboards: rankings of units, read from the ledger and from contests, shown only where an organizer opened them.

Nothing is written here; prizes and certificates do not belong here either.
"""

from quizapp.leaderboards.queries import Board, read_unit_board
from quizapp.leaderboards.rules import MIN_PEOPLE, BoardLine, Order, Tally, rank_units

__all__ = ["MIN_PEOPLE", "Board", "BoardLine", "Order", "Tally", "rank_units", "read_unit_board"]
