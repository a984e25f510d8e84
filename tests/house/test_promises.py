"""The page of promises names tests, scripts and commands that are there, and leaves no promise out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if re.match(r"\| \d", line)]


def named(cell: str) -> list[tuple[str, str]]:
    """(file, test) of each test in a cell; ``::test_x`` alone is in the file named before it."""
    found, file = [], ""
    for path, test in re.findall(r"`([\w/]*\.py)?::(test_\w+)`", cell):
        file = path or file
        found.append((file, test))
    return found


def is_there(file: str, test: str) -> bool:
    """Whether the file below ``tests`` has this test."""
    path = ROOT / "tests" / file
    return path.is_file() and re.search(rf"^def {test}\(", path.read_text("utf-8"), re.M) is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_test_that_is_named_exists(row: list[str]) -> None:
    tests = [each for cell in row for each in named(cell)]
    assert tests
    assert [f"{file}::{test}" for file, test in tests if not is_there(file, test)] == []


def test_all_promises_are_answered() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 25))
    assert all(len(row) == 7 and all(row) for row in ROWS)


def test_every_command_and_script_that_is_named_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"`make (\w+)`", PAGE)) <= targets
    scripts = re.findall(r"script `([^`]+)`", PAGE)
    assert scripts
    assert [script for script in scripts if not (ROOT / script).is_file()] == []


def test_the_gate_runs_every_test_that_is_named() -> None:
    recipe = re.search(r"^gate:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert recipe is not None
    paths = re.findall(r"tests/([\w/]+(?:\.py)?)", recipe[1])
    assert [path for path in paths if not (ROOT / "tests" / path).exists()] == []
    files = {file for row in ROWS for cell in row for file, _test in named(cell)}
    missing = {file for file in files if not any(file == path or file.startswith(f"{path}/") for path in paths)}
    assert missing == set()


def test_the_reader_sees_what_is_not_there() -> None:
    assert named("`faults/test_a.py::test_b`, `::test_c`") == [
        ("faults/test_a.py", "test_b"),
        ("faults/test_a.py", "test_c"),
    ]
    assert not is_there("house/test_promises.py", "test_of_nothing")
    assert not is_there("house/test_nowhere.py", "test_all_promises_are_answered")
