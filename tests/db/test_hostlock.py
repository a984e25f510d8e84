"""The lock between processes goes from hand to hand: whoever waits is next, however eager the last one is."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from quizapp.db.hostlock import HostLock

_ROUNDS = 200


class Unfair(HostLock):
    """The twin: without the turnstile."""

    def acquire(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_EX)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "quiz.db-writer.lock"


def wait_until_somebody_waits(path: Path) -> None:
    """Until the turnstile is taken: from then on the lock itself is asked for."""
    probe = os.open(path.with_name(f"{path.name}.turnstile"), os.O_RDWR)
    try:
        while True:
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(probe, fcntl.LOCK_UN)
            time.sleep(0.001)
    finally:
        os.close(probe)


def who_comes_first(kind: type[HostLock], path: Path) -> str:
    """``a`` holds the lock while ``b`` begins to wait; then ``a`` gives it back and takes it again at once."""
    first, second, order = kind(path), kind(path), []

    def wait() -> None:
        second.acquire()
        order.append("b")
        second.release()

    first.acquire()
    waiting = Thread(target=wait)
    waiting.start()
    if kind is HostLock:
        wait_until_somebody_waits(path)
    else:
        time.sleep(0.002)
    first.release()
    first.acquire()
    order.append("a")
    first.release()
    waiting.join()
    first.close()
    second.close()
    return order[0]


def test_the_one_that_waits_is_next(path: Path) -> None:
    assert {who_comes_first(HostLock, path) for _ in range(_ROUNDS)} == {"b"}


def test_without_the_turnstile_the_eager_one_overtakes(path: Path) -> None:
    assert "a" in {who_comes_first(Unfair, path) for _ in range(_ROUNDS)}


def test_it_excludes(path: Path) -> None:
    inside, seen = [], []

    def work() -> None:
        lock = HostLock(path)
        for _ in range(100):
            lock.acquire()
            inside.append(1)
            seen.append(len(inside))
            inside.pop()
            lock.release()
        lock.close()

    workers = [Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert set(seen) == {1}
    assert len(seen) == 400
