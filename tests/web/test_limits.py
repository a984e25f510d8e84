"""Rate limits: they hold without Redis, and a village on one address gets through."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask, g
from limits.strategies import SlidingWindowCounterRateLimiter

from quizapp.db import Store
from quizapp.errors import TooMany
from quizapp.settings import Settings
from quizapp.web import by_argument, create_app, device_key, limited, participant, public
from quizapp.web.limiter import Limiter
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite_only

#: Nothing listens there; connecting fails at once.
DEAD = "redis://127.0.0.1:1/0"


def _with_routes(settings: Settings, store: Store, clock: FakeClock) -> Flask:
    app = create_app(settings, store, clock=clock)
    app.test_client_class = Visitor
    join = limited("join", "3/minute")(participant(lambda: device_key()))
    app.add_url_rule("/join", "join", join, methods=["GET", "POST"])
    guess = limited("guess", "5/minute", key=by_argument("code"), crowd=2)(public(lambda code: code))
    app.add_url_rule("/guess/<code>", "guess", guess)
    return app


@pytest.fixture
def limits_app(store: Store, settings: Settings, clock: FakeClock) -> Flask:
    """The application with two limited routes; no minute ends between two requests."""
    return _with_routes(settings, store, clock)


def test_it_works(limits_app: Flask) -> None:
    client = limits_app.test_client()
    client.get("/join")  # the first visit has no device yet; the second is counted as the first of this device
    assert [client.get("/join").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_another_phone_is_not_affected(limits_app: Flask) -> None:
    first, second = limits_app.test_client(), limits_app.test_client()
    for _ in range(6):
        first.get("/join")
    assert first.get("/join").status_code == 429
    assert second.get("/join").status_code == 200


def test_two_hundred_phones_on_one_address_join_at_once(limits_app: Flask) -> None:
    def phone(_number: int) -> list[int]:
        client = limits_app.test_client()
        assert isinstance(client, Visitor)
        return [client.get("/join").status_code, client.post("/join").status_code, client.post("/join").status_code]

    with ThreadPoolExecutor(8) as pool:
        answers = [status for phone_answers in pool.map(phone, range(200)) for status in phone_answers]
    assert answers == [200] * 600


def test_the_outer_ring_stops_guessing_from_one_address(limits_app: Flask) -> None:
    client = limits_app.test_client()
    statuses = [client.get(f"/guess/code{number}").status_code for number in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    elsewhere = client.get("/guess/code99", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == 200


def test_dead_redis_leaves_limits_on(store: Store, settings: Settings, clock: FakeClock) -> None:
    client = _with_routes(replace(settings, limits_url=DEAD), store, clock).test_client()
    client.get("/join")
    assert [client.get("/join").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_failing_redis_is_asked_once_in_ten_seconds(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    seconds, asked = [0.0], []

    def freeze(*_hit: object, **_cost: object) -> bool:
        asked.append(seconds[0])
        raise TimeoutError

    monkeypatch.setattr(SlidingWindowCounterRateLimiter, "hit", freeze)
    limiter = Limiter(DEAD, clock=clock, stopwatch=lambda: seconds[0])
    for second in range(25):
        seconds[0] = float(second)
        limiter.hit("scope", "30/minute", "key")
    assert asked == [0.0, 10.0, 20.0]


def test_a_refusal_says_when_to_come_again(clock: FakeClock) -> None:
    limiter = Limiter("memory://", clock=clock)
    limiter.hit("scope", "1/minute", "key")
    with pytest.raises(TooMany) as refused:
        limiter.hit("scope", "1/minute", "key")
    assert 1 <= refused.value.retry_after_s <= 120


def test_clearing_forgets_one_key_only(clock: FakeClock) -> None:
    limiter = Limiter("memory://", clock=clock)
    for key in ("alice", "bob"):
        limiter.hit("scope", "1/minute", key)
    limiter.clear("scope", "1/minute", "alice")
    limiter.hit("scope", "1/minute", "alice")
    with pytest.raises(TooMany):
        limiter.hit("scope", "1/minute", "bob")


def test_the_device_cookie_is_signed_and_kept(limits_app: Flask) -> None:
    client = limits_app.test_client()
    key = client.get("/join").text
    assert len(key) == 26
    assert client.get("/join").text == key
    cookie = client.get_cookie("device")
    assert cookie is not None
    assert key not in {cookie.value[:3], ""}
    client.set_cookie("device", cookie.value[:-2] + "xx")
    assert client.get("/join").text != key, "a forged cookie is a new phone"


def test_a_public_page_gives_no_device(limits_app: Flask) -> None:
    answer = limits_app.test_client().get("/guess/x")
    assert not any(cookie.startswith("device=") for cookie in answer.headers.getlist("Set-Cookie"))
    with limits_app.test_request_context():
        assert "device_key" not in g
