"""No test depends on how fast the machine is, on chance, or on the day of the calendar."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests").rglob("*.py"))

#: Where a stopwatch may be read, and why that decides nothing.
STOPWATCH = {
    "tests/support/patience.py": "the limit of a wait",
    "tests/banks/test_hostile_texts.py": "ratios of CPU time in one process, measured until they are right once",
    "tests/banks/test_likeness.py": "ratios of CPU time in one process, measured until they are right once",
    "tests/exports/test_docx.py": "any moment and the day after it",
    "tests/support/gate.py": "a line of the gate's table; make test asks for none",
    "tests/faults/test_redis.py": "a line of the gate's table; make test asks for none",
}
#: Where the real date may be read: what runs in a process of its own lives by it.
CALENDAR = {
    "tests/faults/scanners.py": "scans of a real server",
    "tests/browser/conftest.py": "the application behind a real browser",
    "tests/browser/test_devices_journey.py": "the application behind a real browser",
    "tests/browser/test_stage_journey.py": "the application behind a real browser",
    "tests/faults/live_rooms.py": "a real server",
    "tests/faults/stages.py": "a real server",
    "tests/stage/test_races.py": "moments of receipt: only their order counts",
    "tests/frontend/scripted_server.py": "a deadline minutes ahead, for a real browser",
    "tests/faults/test_clock_steps.py": "a window from nine in the morning on, in another process",
    "tests/contests/test_window_borders.py": "a window from nine in the morning on, in another process",
    "tests/cli/test_commands.py": "a command of a process of its own",
    "tests/faults/test_worker.py": "a real server and a real worker",
    "tests/ops/test_background.py": "a thread that lives today",
    "tests/ops/test_many_attempts.py": "the world of the bench, which lives today",
}
_STOPWATCH = re.compile(r"\btime\.(?:time|monotonic|perf_counter|process_time|thread_time)(?:_ns)?$")
_CALENDAR = re.compile(r"(?:^|\.)(?:utc_now|datetime\.now|datetime\.utcnow|date\.today|datetime\.today)$")
_CHANCE = re.compile(r"^random\.(?!Random$)|^(?:random\.)?SystemRandom$|^secrets\.|^os\.urandom$|^uuid\.uuid[14]$")


def _calls(path: Path) -> Iterator[tuple[int, str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func), node


def _found(pattern: re.Pattern[str], allowed: dict[str, str]) -> list[str]:
    found = {}
    for path in TESTS:
        named = path.relative_to(ROOT).as_posix()
        found |= {f"{named}:{line} {name}()": named for line, name, _ in _calls(path) if pattern.search(name)}
    assert set(allowed) <= set(found.values()), "the list names what is not there"
    return [place for place, named in found.items() if named not in allowed]


def test_no_test_reads_a_stopwatch() -> None:
    assert _found(_STOPWATCH, STOPWATCH) == []


def test_no_test_reads_the_calendar() -> None:
    assert _found(_CALENDAR, CALENDAR) == []


def test_no_test_throws_dice_without_a_seed() -> None:
    assert _found(_CHANCE, {}) == []
    bare = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in TESTS
        for line, name, call in _calls(path)
        if name in {"Random", "random.Random"} and not call.args
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("code", "pattern"),
    [
        ("time.perf_counter()", _STOPWATCH),
        ("time.monotonic_ns()", _STOPWATCH),
        ("datetime.now(UTC)", _CALENDAR),
        ("clock.utc_now()", _CALENDAR),
        ("random.choice(x)", _CHANCE),
        ("secrets.token_hex()", _CHANCE),
    ],
)
def test_the_rule_sees_what_it_should(code: str, pattern: re.Pattern[str]) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert pattern.search(ast.unparse(call.func))
