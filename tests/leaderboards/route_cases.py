"""Routes of leaderboards."""

from __future__ import annotations

from tests.house.cases import Case, Open

CASES: dict[str, Case] = {
    "boards.board": Open(why="the contest's code stands on the poster; 404 unless its organizer opened the board"),
}
