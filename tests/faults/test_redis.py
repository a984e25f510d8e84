"""Limits are counted in Redis, and Redis dies or freezes: nobody waits for it, and the limits stay on."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers import free_port
from benchmarks.world import World
from tests.faults.phones import Answer, Phone, phones_of
from tests.faults.server import Server

#: What a frozen Redis may cost the first request: its time limit of 200 ms and much room for a busy machine.
#: Without a time limit it would wait for ever, without a breaker each of the others would pay the 200 ms.
FIRST_EXTRA_S, LATER_EXTRA_S = 3.0, 0.15
_START_LIMIT = 30


class Redis:
    """A redis-server of our own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    @property
    def url(self) -> str:
        """What the server is told."""
        return f"redis://127.0.0.1:{self.port}/0"

    def _wait(self) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("redis-server did not start")

    def freeze(self) -> None:
        """It keeps its connections and answers nothing: worse than dead."""
        self.process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        """Gone."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Running until the test stops it."""
    made = Redis(tmp_path)
    yield made
    made.kill()


def _timed(phone: Phone, count: int) -> tuple[list[Answer], list[float]]:
    answers, seconds = [], []
    for _ in range(count):
        began = time.monotonic()
        answers.append(phone.start())
        seconds.append(time.monotonic() - began)
    return answers, seconds


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_without_redis_requests_are_served_and_limits_are_on(world: World, redis: Redis, fault: str) -> None:
    with Server(world, QUIZAPP_LIMITS_URL=redis.url) as server, phones_of(world, server.port, 2) as (first, second):
        before, usual_s = _timed(first, 10)
        assert {answer.status for answer in before} == {200}
        getattr(redis, fault)()
        during, seconds = _timed(second, _START_LIMIT + 10)
    allowed = [answer.status for answer in during[:_START_LIMIT]]
    assert allowed == [200] * _START_LIMIT
    assert 429 in {answer.status for answer in during[_START_LIMIT:]}, "the limit of 30 a minute is off"
    # The first pays the time limit once, the others nothing: a breaker leaves Redis alone.
    assert seconds[0] < max(usual_s) + FIRST_EXTRA_S, seconds[0]
    assert sorted(seconds)[len(seconds) // 2] < max(usual_s) + LATER_EXTRA_S, seconds


def test_limits_are_shared_while_redis_is_well(world: World, redis: Redis) -> None:
    """The control: the counters really are in Redis, so the faults above fell on something."""
    with Server(world, QUIZAPP_LIMITS_URL=redis.url) as server, phones_of(world, server.port, 1) as (phone,):
        _timed(phone, _START_LIMIT)
    with Server(world, QUIZAPP_LIMITS_URL=redis.url) as server, phones_of(world, server.port, 1) as (phone,):
        answers, _ = _timed(phone, 10)
    assert 429 in {answer.status for answer in answers}
