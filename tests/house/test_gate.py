"""The gate fails when a line of its table shows less than is asked, and only at the whole numbers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.gate import Line, lines_of

ROOT = Path(__file__).resolve().parents[2]
_TEST = """
def test_it(shown, took, within):
    shown(2, "cuts", {count}, asked=40)
    took(1, "back", {seconds}, asked_s=3.0)
    with within(9, "proved", 60.0):
        pass
"""


def gate(folder: Path, share: str, *, count: int = 40, seconds: float = 2.9) -> tuple[int, str]:
    """Exit status and output of a run of its own."""
    (folder / "test_one.py").write_text(_TEST.format(count=count, seconds=seconds))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.gate", "-p", "no:cacheprovider", str(folder)]
    environ = os.environ | {"QUIZAPP_GATE": share, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_it_works(tmp_path: Path) -> None:
    status, said = gate(tmp_path, "1")
    assert status == 0, said
    table = [line.split() for line in said.splitlines() if line.startswith("  ")]
    assert table[0] == ["1", "3.00", "s", "2.90", "s", "back"]
    assert table[1] == ["2", "40", "40", "cuts"]
    assert (table[2][:3], table[2][-1]) == (["9", "60.00", "s"], "proved")


@pytest.mark.parametrize(("count", "seconds"), [(39, 2.9), (40, 3.1)])
def test_it_fails_when_a_line_is_not_met(tmp_path: Path, count: int, seconds: float) -> None:
    status, said = gate(tmp_path, "1", count=count, seconds=seconds)
    assert (status, said.count("[not as asked]")) == (1, 1), said
    assert "this gate is not passed" in said


def test_a_share_of_it_is_printed_only(tmp_path: Path) -> None:
    status, said = gate(tmp_path, "0.02", count=1, seconds=3.1)
    assert status == 0, said
    assert "3.10 s" in said
    assert "not as asked" not in said


def test_without_a_gate_nothing_reads_a_stopwatch(tmp_path: Path) -> None:
    status, said = gate(tmp_path, "0", count=1, seconds=3.1)
    assert (status, " s  " in said) == (0, False), said
    assert "cuts" in said


def test_the_same_words_count_together_and_the_slowest_stands() -> None:
    told = [("promise", [3, "rounds", 4, 3]), ("promise_s", [1, "back", 3.0, 2.0]), ("other", 1)]
    again = [("promise", [3, "rounds", 4, 1]), ("promise_s", [1, "back", 3.0, 1.0])]
    assert lines_of([*told, *again]) == [Line(1, "back", True, 3.0, 2.0), Line(3, "rounds", False, 4, 4)]
