"""Waiting without guessing: a condition is asked again and again, and only what never comes fails.

Nothing here says that something was quick. Speed is measured in benchmarks; a busy machine is no defect.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: How long something may take that takes a second on a quiet machine.
PATIENCE_S = 180.0


def wait_until(condition: Callable[[], bool], what: object = "") -> None:
    """Return as soon as ``condition()`` holds; ``what`` (said as it is by then) tells of what never came."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, f"it never came: {what}"
        time.sleep(0.005)


@contextmanager
def ends_at_all(cpu_s: float = 600.0) -> Iterator[None]:
    """Fail what would run for hours (a pattern that backtracks, a loop without end), hundreds of times what it needs.

    Counts the CPU time of this process, so that neighbours do not matter. For the main thread.
    """

    def give_up(*_signal: object) -> None:
        raise AssertionError(f"still at it after {cpu_s:.0f} s of CPU time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
