"""The Redis primary dies and a sentinel names another one: limits go on being counted, changes go on being told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from quizapp.errors import Misconfigured, TooMany
from quizapp.live.fanout import Fanout, check_fanout
from quizapp.settings import load_settings
from quizapp.web.limiter import Limiter
from tests.support.patience import wait_until
from tests.support.sentinels import Watched

_LIMIT = "5/hour"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Watched]:
    """Running until the test has ended."""
    made = Watched(tmp_path)
    yield made
    made.kill()


def test_limits_are_counted_by_whoever_is_primary(redis: Watched) -> None:
    moments = count(0.0, 11.0)  # each look is later than the rest that a failure earns
    limiter = Limiter(redis.url, stopwatch=lambda: next(moments))
    limiter.hit("try", _LIMIT, "phone")
    wait_until(lambda: redis.two.size() > 0, "the replica hears nothing")
    redis.one.kill()
    limiter.hit("try", _LIMIT, "another phone")  # in memory: nobody waits, nothing is refused
    redis.wait_until_two_leads()
    redis.two.ask("FLUSHALL")

    def is_counted() -> bool:
        limiter.hit("seen", "1000000/hour", "phone")
        return redis.two.size() > 0

    wait_until(is_counted, "the new primary counts nothing")
    for _ in range(5):
        limiter.hit("try", _LIMIT, "third phone")
    with pytest.raises(TooMany):
        limiter.hit("try", _LIMIT, "third phone")


def test_changes_are_told_over_whoever_is_primary(redis: Watched) -> None:
    heard: list[tuple[str, int]] = []
    lines = Event()
    with closing(Fanout(redis.url, beat_s=0.1, again_s=0.1, pause_s=0.1)) as here, closing(Fanout(redis.url)) as there:
        here.start(lambda code, revision: heard.append((code, revision)), lines.set)
        there.start(lambda _code, _revision: None, lambda: None)
        wait_until(lambda: here.is_healthy, "no line")
        there.publish("AAAA", 1)
        wait_until(lambda: heard == [("AAAA", 1)], heard)
        lines.clear()
        redis.one.kill()
        redis.wait_until_two_leads()
        wait_until(lambda: lines.is_set() and here.is_healthy, "no line to the new primary")
        wait_until(lambda: there.is_healthy, "no line to the new primary")
        there.publish("AAAA", 2)
        wait_until(lambda: ("AAAA", 2) in heard, heard)
    assert check_fanout(redis.url) == ""


@pytest.mark.parametrize(
    "url",
    ["redis+sentinel://", "redis+sentinel://one:26379", "redis+sentinel://one,:1/name", "redis+sentinel://one/a/b"],
)
@pytest.mark.parametrize("name", ["QUIZAPP_LIMITS_URL", "QUIZAPP_LIVE_FANOUT"])
def test_sentinels_that_name_nobody_are_refused_at_the_start(tmp_path: Path, name: str, url: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        load_settings({"QUIZAPP_HOME": str(tmp_path), name: url})


def test_sentinels_are_taken_and_their_password_is_never_shown(tmp_path: Path) -> None:
    url = "redis+sentinel://:geheim@one:26379,two/quizapp"
    found = load_settings({"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_LIMITS_URL": url, "QUIZAPP_LIVE_FANOUT": url})
    assert found.limits_url == found.live_fanout_url == url
    assert "geheim" not in repr(found)
