"""The one route of the line."""

from __future__ import annotations

from tests.house.cases import Case, Open

CASES: dict[str, Case] = {
    "admission.place": Open(why="says where the asking phone's own number stands; the number is in its cookie alone"),
}
