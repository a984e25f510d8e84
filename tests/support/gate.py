"""How much of a promise one run shows: a little each time, all of it in ``make gate``, which tells it in a table.

`size` is the only place where the sizes differ, so that the long form runs the very tests that ``make test`` runs. Times
are noted by ``make gate`` alone; a run at the whole numbers fails when one of its lines shows less than is asked.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

#: ``QUIZAPP_GATE=1`` asks for the whole numbers; ``0.1`` for a tenth of them, never for less than the short form.
SHARE = float(os.environ.get("QUIZAPP_GATE", "0") or 0)
_COUNT, _TIME = "promise", "promise_s"


def size(short: int, *, done: int) -> int:
    """``short`` in ``make test``, ``done`` in ``make gate``: what docs/promises.md asks for."""
    return max(short, round(done * SHARE)) if SHARE else short


class Shown(Protocol):
    """Tells how much of a promise a test has shown: ``shown(2, "power cuts", 30, asked=1_000)``."""

    def __call__(self, promise: int, what: str, count: int, *, asked: int) -> None: ...


class Took(Protocol):
    """Tells how long something took: ``took(1, "back after kill -9", 1.4, asked_s=3.0)``; the slowest stands."""

    def __call__(self, promise: int, what: str, took_s: float, *, asked_s: float) -> None: ...


#: Takes the time of a block: ``with within(1, "back after kill -9", 3.0): ...``
Within = Callable[[int, str, float], AbstractContextManager[None]]


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> Shown:
    """Write a line of the table; call it when the test has shown it. ``asked`` is of all tests with the same words."""

    def note(promise: int, what: str, count: int, *, asked: int) -> None:
        request.node.user_properties.append((_COUNT, [promise, what, asked, count]))

    return note


@pytest.fixture
def took(request: pytest.FixtureRequest) -> Took:
    """Write a line of the table that is a time. In ``make test`` nothing reads a stopwatch."""

    def note(promise: int, what: str, took_s: float, *, asked_s: float) -> None:
        if SHARE:
            request.node.user_properties.append((_TIME, [promise, what, asked_s, took_s]))

    return note


@pytest.fixture
def within(took: Took) -> Within:
    """Take the time of a block and write it like ``took``."""

    @contextmanager
    def watched(promise: int, what: str, asked_s: float) -> Iterator[None]:
        began = time.perf_counter()
        yield
        took(promise, what, time.perf_counter() - began, asked_s=asked_s)

    return watched


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: counts are to be reached, times (``is_time``, in seconds) not to be passed."""

    promise: int
    what: str
    is_time: bool
    asked: float
    shown: float

    @property
    def is_met(self) -> bool:
        """Whether it is as a release asks."""
        return self.shown <= self.asked if self.is_time else self.shown >= self.asked

    def __str__(self) -> str:
        asked, shown = (f"{each:,.2f} s" if self.is_time else f"{each:,}" for each in (self.asked, self.shown))
        missed = "  [not as asked]" if SHARE >= 1 and not self.is_met else ""
        return f"{self.promise:>3}  {asked:>9}  {shown:>9}  {self.what}{missed}"


def lines_of(properties: list[tuple[str, Any]]) -> list[Line]:
    """The table: the same words count together, and of times the slowest stands."""
    found: dict[tuple[int, str], Line] = {}
    for name, value in properties:
        if name not in (_COUNT, _TIME):
            continue
        promise, what, asked, count = value
        before = found.get((promise, what))
        if before is not None:
            count = max(before.shown, count) if name == _TIME else before.shown + count
        found[promise, what] = Line(promise, what, name == _TIME, asked, count)
    return [found[key] for key in sorted(found)]


def _lines(reporter: Any) -> list[Line]:
    """Of the tests that passed."""
    passed = [report for report in reporter.stats.get("passed", ()) if report.when == "call"]
    return lines_of([each for report in passed for each in report.user_properties])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run at the whole numbers fails when a line of its table is not met."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or SHARE < 1 or session.exitstatus != pytest.ExitCode.OK:
        return
    if not all(line.is_met for line in _lines(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table, where a run has shown anything."""
    lines = _lines(terminalreporter)
    if lines:
        terminalreporter.section(f"promises: asked of a release, shown (QUIZAPP_GATE={SHARE:g})")
    for line in lines:
        terminalreporter.write_line(str(line))
    if SHARE >= 1 and not all(line.is_met for line in lines):
        terminalreporter.write_line("A release asks for more: this gate is not passed.", red=True)
