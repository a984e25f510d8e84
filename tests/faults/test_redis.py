"""Limits are counted in Redis, and Redis dies or freezes: nobody waits for it, and the limits stay on."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers import free_port
from benchmarks.world import World
from tests.faults.phones import Phone, phones_of
from tests.faults.server import Server
from tests.support.patience import PATIENCE_S, wait_until

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
        wait_until(self._listens, "redis-server did not start")

    def _listens(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def size(self) -> int:
        """How many keys it holds."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
            line.sendall(b"DBSIZE\r\n")
            return int(line.makefile().readline().removeprefix(":"))

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


def _statuses(phone: Phone, count: int) -> list[int]:
    return [phone.start().status for _ in range(count)]


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_without_redis_requests_are_served_and_limits_are_on(world: World, redis: Redis, fault: str) -> None:
    """Without a time limit a frozen Redis holds a request for ever; that it is then left alone, tests/web shows."""
    with Server(world, QUIZAPP_LIMITS_URL=redis.url) as server, phones_of(world, server.port, 2) as (first, second):
        assert set(_statuses(first, 10)) == {200}
        getattr(redis, fault)()
        during = _statuses(second, _START_LIMIT)
        assert during == [200] * _START_LIMIT
        wait_until(lambda: second.start().status == 429, "the limit of 30 a minute is off")


def test_limits_are_counted_in_redis_while_it_is_well(world: World, redis: Redis) -> None:
    """The control: the counters really are there, so the faults above fell on something."""
    assert redis.size() == 0
    with Server(world, QUIZAPP_LIMITS_URL=redis.url) as server, phones_of(world, server.port, 1) as (phone,):
        assert set(_statuses(phone, 10)) == {200}
        assert redis.size() > 0
