"""The page on what check-in answers names tests and files that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "checkin-anchors.md").read_text("utf-8")


def test_every_test_that_is_named_exists() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    known = {name for text in sources for name in re.findall(r"def (test_\w+)", text)}
    known |= {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(re.findall(r"\btest_\w+", PAGE)) <= known


def test_every_row_is_answered() -> None:
    rows = [line.split("|")[1:-1] for line in PAGE.splitlines() if re.match(r"\| \d", line)]
    numbers = [int(number) for row in rows for number in row[0].split(",")]
    assert numbers[:37] == [*range(1, 29), *range(1, 10)]
    assert sorted(numbers[37:]) == [*range(1, 57)]
    assert {row[2].strip() for row in rows} == {"yes", "partly", "no"}
