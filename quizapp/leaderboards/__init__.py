"""Leaderboards: rankings of persons and units by the results that count, shown only where an organizer opened them.

Results themselves belong to `quizapp.contests`; prizes and certificates do not belong here either.
"""

from quizapp.leaderboards.freeze import freeze_due
from quizapp.leaderboards.models import BoardFreeze, ContestBoard
from quizapp.leaderboards.queries import (
    PeopleBoard,
    UnitBoard,
    people_board,
    read_people_board,
    read_unit_board,
    unit_board,
)
from quizapp.leaderboards.rules import (
    BoardLine,
    BoardSettings,
    BoardState,
    Bracket,
    Formula,
    Tally,
    rank_units,
    value_of,
)
from quizapp.leaderboards.service import publish_results, read_settings, save_settings

__all__ = [
    "BoardFreeze",
    "BoardLine",
    "BoardSettings",
    "BoardState",
    "Bracket",
    "ContestBoard",
    "Formula",
    "PeopleBoard",
    "Tally",
    "UnitBoard",
    "freeze_due",
    "people_board",
    "publish_results",
    "rank_units",
    "read_people_board",
    "read_settings",
    "read_unit_board",
    "save_settings",
    "unit_board",
    "value_of",
]
