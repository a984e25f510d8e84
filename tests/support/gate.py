"""How much of a promise one run shows: a little each time, all of it in ``make gate``, which tells it in a table.

`size` is the only place where the two differ, so that the long form runs the very tests that ``make test`` runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

#: ``QUIZAPP_GATE=1`` asks for the whole numbers; ``0.1`` for a tenth of them, never for less than the short form.
SHARE = float(os.environ.get("QUIZAPP_GATE", "0") or 0)
_PROPERTY = "promise"


def size(short: int, *, done: int) -> int:
    """``short`` in ``make test``, ``done`` in ``make gate``: what docs/promises.md asks for."""
    return max(short, round(done * SHARE)) if SHARE else short


#: Tells how much of a promise a test has shown: ``shown(2, "power cuts", 30)``.
Shown = Callable[[int, str, int], None]


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> Shown:
    """Write a line of the table; call it when the test has shown it."""

    def note(promise: int, what: str, count: int) -> None:
        request.node.user_properties.append((_PROPERTY, [promise, what, count]))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table, where a run has shown anything: sums over tests that say the same words."""
    sums: dict[tuple[int, str], int] = {}
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties if report.when == "call" else ():
            if name == _PROPERTY:
                promise, what, count = value
                sums[promise, what] = sums.get((promise, what), 0) + count
    if sums:
        terminalreporter.section(f"promises shown (QUIZAPP_GATE={SHARE:g})")
    for (promise, what), count in sorted(sums.items()):
        terminalreporter.write_line(f"{promise:>3}  {count:>9,}  {what}")
