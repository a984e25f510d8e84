"""Limits are counted in Redis and live quizzes told through it, and it dies or freezes: nobody waits, nothing is wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import pytest

from benchmarks.phones import open_browser
from benchmarks.world import Phone as Host
from benchmarks.world import World
from tests.faults.live_rooms import Remote, open_room
from tests.faults.phones import Phone, phones_of
from tests.faults.server import Server
from tests.support.gate import SHARE, Took, Within
from tests.support.patience import wait_until
from tests.support.redis_server import Redis

_START_LIMIT = 30
#: What a gate gives the servers to find out that Redis is gone; without a gate nobody reads what it took.
_FOUND_OUT_S = 2.0 if SHARE else 0.0


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Running until the test stops it."""
    made = Redis(tmp_path)
    yield made
    made.kill()


def _statuses(phone: Phone, count: int) -> list[int]:
    return [phone.start().status for _ in range(count)]


def _p95_s(phones: list[Phone]) -> float:
    """What nineteen of twenty starts take at the most, seconds; each phone starts five times, and all are served."""
    took_s = []
    for phone in phones * 5:
        began = time.perf_counter()
        assert phone.start().status == 200
        took_s.append(time.perf_counter() - began)
    return quantiles(took_s, n=20)[-1]


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_without_redis_requests_are_served_and_limits_are_on(
    world: World, redis: Redis, fault: str, took: Took
) -> None:
    """Without a time limit a frozen Redis holds a request for ever; that it is then left alone, tests/web shows."""
    with Server(world, QUIZAPP_LIMITS_URL=redis.url) as server, phones_of(world, server.port, 22) as phones:
        first, second, *others = phones
        assert set(_statuses(first, 10)) == {200}
        before_s = _p95_s(others)
        getattr(redis, fault)()
        during = _statuses(second, _START_LIMIT)
        assert during == [200] * _START_LIMIT
        wait_until(lambda: second.start().status == 429, "the limit of 30 a minute is off")
        time.sleep(_FOUND_OUT_S)
        added_s = max(0.0, _p95_s(others) - before_s)
        took(21, "added to the p95 of starts two seconds after Redis is gone", added_s, asked_s=0.05)


def test_limits_are_counted_in_redis_while_it_is_well(world: World, redis: Redis) -> None:
    """The control: the counters really are there, so the faults above fell on something."""
    assert redis.size() == 0
    with Server(world, QUIZAPP_LIMITS_URL=redis.url) as server, phones_of(world, server.port, 1) as (phone,):
        assert set(_statuses(phone, 10)) == {200}
        assert redis.size() > 0


def test_a_live_quiz_goes_on_over_two_servers_while_redis_freezes_dies_and_comes_back(
    world: World, redis: Redis, within: Within
) -> None:
    """The host is answered all the time, and what one server did the other one shows."""
    code, token, _questions = open_room(world)
    host = open_browser(world.settings, Host(device_key="host"), len(world.phones))
    with Server(world, QUIZAPP_LIVE_FANOUT=redis.url) as here, Server(world, QUIZAPP_LIVE_FANOUT=redis.url) as there:
        remote, elsewhere = (Remote(each.port, code, token, host) for each in (here, there))
        remote.wait_for("lobby", "rev")
        elsewhere.wait_for("lobby", "rev")
        wait_until(lambda: redis.listeners() == 2, "they do not listen")
        assert remote.tap("next")[0] == 200
        elsewhere.wait_for("asking", "question")
        redis.freeze()
        assert remote.tap("close")[0] == 200
        elsewhere.wait_for("locked", "reveal_from")
        redis.kill()
        remote.insist("reveal")
        elsewhere.wait_for("revealed", "reveal")
        redis.start()
        with within(21, "two servers listening again when Redis is back", 10.0):
            wait_until(lambda: redis.listeners() == 2, "they do not listen again")
        assert remote.tap("next")[0] == 200
        elsewhere.wait_for("asking", "question")
        assert redis.size() == 0, "nothing of it is in Redis"
