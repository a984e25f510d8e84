"""A drill that the organizer lets count in a second cell: once in each, never twice in one, and marked wherever it is shown."""

from __future__ import annotations

import pytest

from quizapp.ledger import Measure, Sum
from quizapp.statistics.folds import Sums, fold
from quizapp.statistics.form import Derive, Fold

ALSO = " also:escape_drill delivery:offline "


def row(kind: str, quantity: int = 1, tags: str = " delivery:offline ") -> Sum:
    return Sum(kind=kind, measure=Measure.SESSION_HELD.value, tags=tags, quantity=quantity, approximate=0)


def derive(*kinds: str) -> Derive:
    drills = ("comprehensive_drill", "escape_drill", "first_aid_drill")
    also = tuple(kind for kind in drills if kind not in kinds)
    return Derive(fold=Fold.SESSIONS, measure=Measure.SESSION_HELD, kinds=kinds, also=also)


ROWS = Sums([row("comprehensive_drill", 3), row("comprehensive_drill", 2, ALSO), row("escape_drill", 4)])


@pytest.mark.parametrize(
    ("kinds", "value", "also"),
    [
        (("comprehensive_drill",), 5, 0),
        (("escape_drill",), 6, 2),
        (("escape_drill", "first_aid_drill"), 6, 2),
        (("first_aid_drill",), 0, 0),
        (("comprehensive_drill", "escape_drill"), 9, 0),
    ],
)
def test_it_counts_in_both_cells_and_once_in_a_sum_of_both(kinds: tuple[str, ...], value: int, also: int) -> None:
    folded = fold(derive(*kinds), ROWS)
    assert (folded.value, folded.also) == (value, also)
