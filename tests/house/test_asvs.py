"""The table of ASVS requirements is whole, its tests exist, and what the security page says is what the code does."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from quizapp.accounts import Permission
from quizapp.accounts.service import passwords, sessions
from quizapp.media import pictures
from quizapp.sheets import Limits

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in TABLE.splitlines() if re.match(r"\| \d+\.\d", line)
]

#: Sections and how many of their requirements, counted from 1, are of level 1 or 2; in version 5.0.0.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
LEVEL_3 = {"2.4.2", "5.2.4", "5.2.5", "5.2.6", "5.3.3", "14.2.7", "14.2.8", "15.4.1", "15.4.2", "15.4.3"}


def test_every_requirement_has_its_line() -> None:
    numbers = [row[0] for row in ROWS]
    wanted = {f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)}
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == wanted | LEVEL_3
    assert {row[0] for row in ROWS if row[1] == "3"} == LEVEL_3
    assert {row[1] for row in ROWS} == {"1", "2", "3"}


def test_what_is_met_has_tests_that_exist_and_what_is_not_has_a_reason() -> None:
    missing = []
    for number, _level, status, words, tests in ROWS:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", tests)
        assert status in {"met", "n.a.", "not met"}, number
        assert words, number
        assert bool(named) or status != "met", f"{number}: nothing proves it"
        missing += [f"{number}: {path}::{name}" for path, name in named if not _has(path, name)]
    assert missing == []


def _has(path: str, name: str) -> bool:
    file = ROOT / "tests" / path
    return file.is_file() and f"def {name}(" in file.read_text("utf-8")


def test_the_sums_at_the_top_are_right() -> None:
    told = [int(number) for number in re.findall(r"(\d+) (?:lines|are met|have no object|are not met)", TABLE)]
    statuses = [row[2] for row in ROWS]
    assert told == [len(ROWS), statuses.count("met"), statuses.count("n.a."), statuses.count("not met")]


def test_the_security_page_says_what_the_code_does() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "quizapp").rglob("*.py"))
    scopes = set(re.findall(r"@limited\(\s*\"([a-z_.]+)\"", sources))
    purposes = set(re.findall(r"key_for\(\"([a-z-]+)\"\)", sources))
    told = set(re.findall(r"`([\w.-]+)`", SECURITY))
    assert scopes - told == set()
    assert {str(each) for each in Permission} - told == set()
    assert purposes - told == set()
    assert (timedelta(hours=3), timedelta(hours=12)) == (sessions.IDLE, sessions.ABSOLUTE)
    assert "three hours idle, twelve hours at most" in SECURITY
    assert f"{passwords.MINIMUM_LENGTH} to {passwords.MAXIMUM_LENGTH} characters" in SECURITY
    assert f"{pictures.MAX_PIXELS // 1_000_000} megapixels" in SECURITY
    limits = Limits()
    for said in (
        f"{limits.file_bytes >> 20} MB",
        f"{limits.inflated_bytes >> 20} MB unpacked",
        f"{limits.rows:,} rows",
    ):
        assert said in SECURITY


def test_every_library_is_pinned_with_its_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        pins = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8"))
        libraries = [pin for pin in pins if re.match(r"[a-z0-9][\w.-]*==", pin)]
        assert len(libraries) > 20
        assert [pin for pin in libraries if "--hash=sha256:" not in pin] == []


#: They take a choice of what is shown (a filter, a gate, a person of one's own phone) from the query or the form alike.
SHOWS_ONLY = {
    "checkins/views_phone.py", "statistics/views_cell.py", "datasets/views.py", "stage/views_rounds.py",
    "live/views_questions.py", "live/views_host.py", "practice/views_shared.py", "contests/views_time.py",
}  # fmt: skip


def test_no_view_mixes_query_and_form() -> None:
    """``request.values`` would take a value from wherever somebody put it."""
    package = ROOT / "quizapp"
    found = {
        str(path.relative_to(package)) for path in package.rglob("*.py") if "request.values" in path.read_text("utf-8")
    }
    assert found == SHOWS_ONLY
