"""Ten thousand people in one line, on a simulated server: nobody who answers waits for those who come."""

from __future__ import annotations

from statistics import median

import pytest

from quizapp.admission import door, pace
from tests.admission.simulated import Herd, Seen


def answers_wait(seen: Seen) -> float:
    """Seconds, the 95th percentile of whoever saves or hands in."""
    return max(seen.share("save", 95), seen.share("submit", 95))


@pytest.mark.parametrize("slow", [1.0, 2.0])
def test_ten_thousand_come_in_while_answers_go_through(slow: float) -> None:
    seen = Herd(10_000, slow=slow).run()
    assert answers_wait(seen) < 0.5
    # 10 ms of work each: all of them one after the other, and half as much again
    assert seen.last_in < max(80, 150 * slow)
    assert 0.7 < median(seen.told_right) < 1.3, "what the first word said was so"
    assert len(seen.waits["place"]) < 8 * 10_000


def test_three_thousand_come_in_nearly_as_fast_as_they_come() -> None:
    seen = Herd(3_000).run()
    assert seen.last_in < 80, "the last one comes after 70 s"
    assert answers_wait(seen) < 0.1


def test_a_stall_is_made_good() -> None:
    seen = Herd(10_000, dip=(40.0, 46.0, 5.0)).run()
    assert seen.last_in < 180
    assert seen.share("save", 90) < 0.5


def test_twin_whose_phones_believe_a_young_line_drowns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_YOUNG_S", 30.0)
    monkeypatch.setattr(pace, "_AHEAD", 8.0)
    assert answers_wait(Herd(10_000).run()) > 1
