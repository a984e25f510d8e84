"""What changes of the pure modules showed is held to the bar, and a run that was broken off has shown nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "mutation_score.py"
KILLED = 1


def score(folder: Path, results: dict[str, list[int | None]]) -> int:
    """Exit status over two modules."""
    (folder / "pyproject.toml").write_text('[tool.mutmut]\nonly_mutate = ["a/one.py", "a/two.py"]\n')
    (folder / "mutants" / "a").mkdir(parents=True)
    for name, codes in results.items():
        told = {"exit_code_by_key": {str(number): code for number, code in enumerate(codes)}}
        (folder / "mutants" / "a" / f"{name}.py.meta").write_text(json.dumps(told))
    return subprocess.run([sys.executable, SCRIPT], cwd=folder, capture_output=True).returncode


def test_it_works(tmp_path: Path) -> None:
    assert score(tmp_path, {"one": [KILLED] * 17 + [0] * 3, "two": [KILLED]}) == 0


@pytest.mark.parametrize(
    "results",
    [
        {}, {"one": [KILLED]}, {"one": [KILLED], "two": []}, {"one": [KILLED], "two": [KILLED, None]},
        {"one": [KILLED], "two": [KILLED, 2]}, {"one": [KILLED], "two": [KILLED, 0]}, {"one": [KILLED], "two": [KILLED, 33]},
    ],
)  # fmt: skip
def test_what_was_not_tried_or_not_noticed_is_below_the_bar(
    tmp_path: Path, results: dict[str, list[int | None]]
) -> None:
    assert score(tmp_path, results) == 1
