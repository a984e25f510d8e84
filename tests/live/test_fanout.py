"""Processes tell each other of changes over a real Redis; when it is not there, everybody looks for himself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from quizapp.errors import Misconfigured
from quizapp.live.bare import LiveLayer
from quizapp.live.fanout import Fanout
from quizapp.live.hub import Hub
from quizapp.settings import Settings, load_settings
from quizapp.web.app import make_services
from tests.live.makers import Game
from tests.support.counting import statement_counter
from tests.support.patience import wait_until
from tests.support.redis_server import Redis

#: Longer than any test: who shows something new has been told of it.
_NEVER_S = 3_600.0
#: A line that is never thought broken because the machine is busy, and one whose silence is noticed soon.
_PATIENT: dict[str, float] = {"beat_s": 60.0}
_WATCHFUL: dict[str, float] = {"beat_s": 0.2, "again_s": 0.05}
_FENCE = "fence"


class Process(Hub):
    """A hub as another process has it. By itself it looks only as often as it is told to, which is never."""

    def __init__(self, game: Game, url: str, *, max_age_s: float = _NEVER_S, **line: float) -> None:
        self.heard: list[str] = []
        self.line = Fanout(url, **line)  # type: ignore[arg-type]
        super().__init__(game.store, game.clock, max_age_s=max_age_s, calm_s=_NEVER_S, fanout=self.line)

    def hear(self, code: str, revision: int) -> None:
        super().hear(code, revision)
        self.heard.append(code)

    def wait_until_told(self, redis: Redis) -> None:
        """Return when everything published so far has come: Redis keeps the order."""
        before = self.heard.count(_FENCE)
        other = Fanout(redis.url)
        other.start(lambda *_: None, lambda: None)
        other.publish(_FENCE, 1)
        other.close()
        wait_until(lambda: self.heard.count(_FENCE) > before, "the fence")


class Silent(Process):
    """The broken twin: it has changed the room and tells nobody."""

    def announce(self, code: str) -> None:
        self.forget(code)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Running until the test stops it."""
    made = Redis(tmp_path)
    yield made
    made.kill()


@contextmanager
def processes(*made: Process) -> Iterator[None]:
    """Each with its line, until the block ends."""
    with ExitStack() as stack:
        for each in made:
            stack.callback(each.close)
        for each in made:
            wait_until(lambda each=each: each.line.is_healthy, "the line")  # type: ignore[misc]
        yield


def revision(hub: Hub, game: Game) -> int:
    """What the hub shows."""
    told = hub.state(game.room.code)
    assert told is not None
    return int(msgspec.json.decode(told.body)["rev"])


def is_shown_elsewhere(game: Game, redis: Redis, kind: type[Process]) -> bool:
    """The checker: whether what one process does is what the other one shows, without a look of its own."""
    here, there = kind(game, redis.url, **_PATIENT), Process(game, redis.url, **_PATIENT)
    with processes(here, there):
        before = revision(there, game)
        now = game.do("next").revision
        assert revision(there, game) == before != now
        here.announce(game.room.code)
        there.wait_until_told(redis)
        assert revision(here, game) == now
        return revision(there, game) == now


def test_what_one_process_does_the_others_show(game: Game, redis: Redis) -> None:
    assert is_shown_elsewhere(game, redis, Process)


def test_the_checker_sees_a_process_that_says_nothing(game: Game, redis: Redis) -> None:
    assert not is_shown_elsewhere(game, redis, Silent)


def test_while_nothing_changes_nobody_looks(game: Game, redis: Redis) -> None:
    """Without a line this hub would look every time: its ``max_age_s`` is nothing."""
    hub, other = (Process(game, redis.url, max_age_s=0, **_PATIENT) for _ in range(2))
    code = game.room.code
    with processes(hub, other):
        first = hub.state(code)
        with statement_counter(game.store) as sent:
            assert all(hub.state(code) is first for _ in range(100))
        assert len(sent) == 0, str(sent)
        with statement_counter(game.store) as sent:
            hub.announce(code)
            hub.announce(code)
            hub.wait_until_told(redis)
            assert hub.state(code) is first
        assert len(sent) == 2, "one look an announcement, none for hearing one's own"
        redis.kill()
        wait_until(lambda: not hub.line.is_healthy, "nobody notices")
        with statement_counter(game.store) as sent:
            assert all(hub.state(code) is first for _ in range(5))
        assert len(sent) == 5, str(sent)


def test_the_counts_are_kept_as_they_were(game: Game, redis: Redis) -> None:
    """Who joined is told by nobody, and shown as soon as without a line."""
    hub = Process(game, redis.url, max_age_s=0, **_PATIENT)
    with processes(hub):
        for number, name in enumerate(("王小明", "李红"), start=1):
            game.come(name)
            told = hub.counts(game.room.code)
            assert told is not None
            assert msgspec.json.decode(told.body)["players"] == number


@pytest.mark.parametrize("fault", [Redis.kill, Redis.freeze], ids=["kill", "freeze"])
def test_without_redis_everybody_looks_again(game: Game, redis: Redis, fault: Callable[[Redis], None]) -> None:
    """A frozen Redis keeps its lines: without a limit on every call the act would never be answered."""
    here, there = (Process(game, redis.url, max_age_s=0, **_WATCHFUL) for _ in range(2))
    with processes(here, there):
        revision(there, game)
        fault(redis)
        done = game.do("next").revision
        here.announce(game.room.code)
        assert revision(here, game) == done
        wait_until(lambda: not there.line.is_healthy, "nobody notices")
        assert revision(there, game) == done


@pytest.mark.parametrize("fault", [Redis.kill, Redis.freeze], ids=["kill", "freeze"])
def test_redis_comes_back_and_is_used(game: Game, redis: Redis, fault: Callable[[Redis], None]) -> None:
    """What happened in between was said to nobody: with the line everything is looked at again."""
    here, there = (Process(game, redis.url, pause_s=_NEVER_S, **_WATCHFUL) for _ in range(2))
    with ExitStack() as stack:
        stack.enter_context(processes(here, there))
        revision(there, game)
        fault(redis)
        missed = game.do("next").revision
        here.announce(game.room.code)
        wait_until(lambda: not (here.line.is_healthy or there.line.is_healthy), "nobody notices")
        redis.thaw() if fault is Redis.freeze else redis.start()
        wait_until(lambda: here.line.is_healthy and there.line.is_healthy, "the line does not come back")
        wait_until(lambda: revision(there, game) == missed, "what was missed")
        game.clock.advance(seconds=3)
        now = game.do("close").revision
        here.announce(game.room.code)
        wait_until(lambda: revision(there, game) == now, "what was said over the new line")


def test_a_broken_line_is_tried_once_and_then_left_alone(game: Game, redis: Redis) -> None:
    here = Process(game, redis.url, pause_s=_NEVER_S, **_PATIENT)
    sent: list[str] = []

    class Full:
        """Refuses every message, as a Redis without a free line does."""

        def publish(self, _channel: str, message: str) -> None:
            sent.append(message)
            raise ConnectionError("max number of clients reached")

    with processes(here):
        honest, here.line._client = here.line._client, Full()
        for _ in range(3):
            here.announce(game.room.code)
        assert sent == [f"{game.room.code} {game.room.revision}"]
        assert not here.line.is_healthy
        here.line._client = honest


def test_a_look_that_was_under_way_does_not_count(game: Game, redis: Redis) -> None:
    """The room is changed and said to be while an older state is being read: the next one asks again."""

    class Slow:
        """A store whose first read takes so long that the host acts meanwhile."""

        is_done = False

        @contextmanager
        def read(self) -> Iterator[Any]:
            with game.store.read() as session:
                yield session
            if not self.is_done:
                self.is_done = True
                hub.hear(game.room.code, game.do("next").revision)

    hub = Hub(game.store, game.clock, max_age_s=_NEVER_S)
    hub.state("nowhere")
    hub._store = Slow()  # type: ignore[assignment]
    revision(hub, game)
    assert revision(hub, game) == game.room.revision


def test_messages_that_are_none_of_ours_are_passed_over(game: Game, redis: Redis) -> None:
    there = Process(game, redis.url, **_PATIENT)
    with processes(there):
        for message in ('"x"', '"a b c"', '"k -1"', '"k ²"', '"\\xff\\xfe 1x"', f'"k {"9" * 40}"'):
            assert redis.ask(f"PUBLISH quizapp-live {message}") == ":1"
        there.wait_until_told(redis)
        assert there.heard == [_FENCE]


def test_the_layer_in_front_opens_its_line_at_the_first_request(game: Game, redis: Redis, settings: Settings) -> None:
    """In the process that serves; and it ends with what it served."""
    told = Settings(
        home=settings.home, database_url="", secret_key=settings.secret_key, live_fanout_url=redis.url
    )  # fmt: skip
    services = make_services(told, game.store, game.clock)
    layer = LiveLayer(lambda _environ, _start: [], lambda: services)
    assert redis.listeners() == 0
    assert layer.hub() is layer.hub()
    wait_until(lambda: redis.listeners() == 1, "nobody listens")
    services = make_services(settings, game.store, game.clock)
    layer.hub()
    wait_until(lambda: redis.listeners() == 0, "still listening")
    assert "live-fanout" not in {each.name for each in threading.enumerate()}


def test_without_the_library_everybody_looks(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_url: str) -> None:
        raise ModuleNotFoundError("redis")

    monkeypatch.setattr("quizapp.live.fanout.connect", missing)
    hub = Process(game, "redis://127.0.0.1:1/0", max_age_s=0)
    before = revision(hub, game)
    game.do("next")
    hub.announce(game.room.code)
    assert revision(hub, game) == game.room.revision > before
    hub.close()


@pytest.mark.parametrize(
    "url", ["redis.local:6380", "http://x:hunter2@redis/0", "redis://", "redis://redis:port", "unix://", "redis://[::1"]
)
def test_an_address_that_is_none_is_refused_and_keeps_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(Misconfigured, match="QUIZAPP_LIVE_FANOUT") as caught:
        load_settings({"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_LIVE_FANOUT": url})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "redis://:secret@redis:6379/1", "rediss://redis", "unix:///run/redis.sock?db=1"])
def test_an_address_of_redis_is_taken_and_never_shown(tmp_path: Path, url: str) -> None:
    found = load_settings({"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_LIVE_FANOUT": f" {url} "})
    assert found.live_fanout_url == url
    assert not url or url not in repr(found)
