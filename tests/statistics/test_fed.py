"""Which blanks one session's entries feed. No database."""

from __future__ import annotations

from quizapp.ledger import Sum
from quizapp.statistics import fed_cells, get_form


def rows(kind: str, tags: str = "", heads: int = 30, approximate: int = 0) -> list[Sum]:
    return [
        Sum(kind=kind, measure="session_held", tags=tags, quantity=1, approximate=0),
        Sum(kind=kind, measure="attendance", tags=tags, quantity=heads, approximate=approximate),
    ]


def said(found: list[Sum]) -> list[tuple[str, int, bool, bool]]:
    cells = fed_cells(get_form("national_2026"), found)
    return [(cell.field.key, cell.quantity, cell.is_approximate, cell.is_also) for cell in cells]


def test_a_drill_feeds_the_cells_of_its_kind_alone() -> None:
    assert said(rows("evacuation_drill", approximate=1)) == [
        ("escape_drills", 1, False, False), ("escape_drill_attendances", 30, True, False),
    ]  # fmt: skip


def test_another_kind_by_choice_is_marked() -> None:
    found = {key: is_also for key, _, _, is_also in said(rows("evacuation_drill", " also:comprehensive_drill "))}
    assert found == {
        "escape_drills": False, "escape_drill_attendances": False, "response_drills": True,
        "response_drill_attendances": True,
    }  # fmt: skip


def test_what_was_taken_back_feeds_nothing() -> None:
    gone = [Sum(kind="evacuation_drill", measure="session_held", tags="", quantity=0, approximate=0)]
    assert said(gone) == []
