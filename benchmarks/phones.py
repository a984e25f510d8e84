"""What phones send: whole requests as bytes, with cookies and form tokens as our pages would have given them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha1
from random import Random
from urllib.parse import urlencode

import msgspec
from flask import Flask

from benchmarks.world import QUESTIONS, Phone, World
from quizapp.settings import Settings
from quizapp.web.signing import SessionCookie, make_signer, sign_form_token

_AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


@dataclass(frozen=True, slots=True)
class Browser:
    """One phone's cookies and its form token."""

    cookie: str
    csrf: str


def open_browser(settings: Settings, phone: Phone, number: int, *, signed_in: str = "") -> Browser:
    """The cookies that this phone has after looking at any page of ours; ``signed_in``: the token of staff's session."""
    app = Flask("bench")
    app.secret_key = key = settings.key_for("cookies")
    raw = sha1(str(number).encode()).hexdigest()
    sessions = SessionCookie().get_signing_serializer(app)
    assert sessions is not None
    device = make_signer(settings.key_for("device"), "device").dumps(phone.device_key)
    csrf = sign_form_token(key, raw)
    kept = {"csrf_token": raw} | ({"_user_id": signed_in} if signed_in else {})
    told = {"device": device, "session": sessions.dumps(kept)}
    cookie = "; ".join(f"{settings.cookie_name(name)}={_text(value)}" for name, value in told.items())
    return Browser(cookie=cookie, csrf=_text(csrf))


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def open_browsers(world: World) -> list[Browser]:
    """A browser for each phone of the world."""
    return [open_browser(world.settings, phone, number) for number, phone in enumerate(world.phones)]


def get(path: str, browser: Browser) -> bytes:
    """A page."""
    return _head("GET", path, browser, "Accept: text/html,application/xhtml+xml\r\n")


def post_form(
    path: str, browser: Browser, fields: Iterable[tuple[str, str]], *, accept: str = "application/json"
) -> bytes:
    """A form, sent by script (``accept`` JSON) or by the browser itself."""
    body = urlencode([("csrf_token", browser.csrf), *fields]).encode()
    extra = f"Accept: {accept}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return _head("POST", path, browser, extra) + body


def post_json(path: str, browser: Browser, value: object) -> bytes:
    """A JSON body with the token in its header."""
    body = msgspec.json.encode(value)
    extra = (
        f"Accept: application/json\r\nX-CSRFToken: {browser.csrf}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return _head("POST", path, browser, extra) + body


def _head(method: str, path: str, browser: Browser, extra: str) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {_AGENT}\r\n"
        f"Accept-Language: zh-CN,zh;q=0.9\r\nCookie: {browser.cookie}\r\n{extra}\r\n"
    ).encode()


def submits(world: World) -> list[bytes]:
    """Every phone hands in its paper, all questions answered, with a key of its own."""
    return [
        post_form(
            f"/q/{world.contest_code}/a/{phone.token}/submit", browser,
            [("submission_key", f"key-{number:08d}"), *_answers(number)],
        )
        for number, (phone, browser) in enumerate(zip(world.phones, open_browsers(world), strict=True))
    ]  # fmt: skip


def _answers(number: int) -> list[tuple[str, str]]:
    rng = Random(number)
    return [(f"q-{place}", str(rng.randrange(2))) for place in range(1, QUESTIONS + 1)]


def saves(world: World) -> list[bytes]:
    """Every phone saves its sheet, half answered."""
    sheet = {str(place): [place % 2] for place in range(1, QUESTIONS // 2 + 1)}
    return [
        post_json(f"/q/{world.contest_code}/a/{phone.token}/save", browser, {"revision": 1, "answers": sheet})
        for phone, browser in zip(world.phones, open_browsers(world), strict=True)
    ]


def papers(world: World) -> list[bytes]:
    """Every phone opens its paper."""
    return [
        get(f"/q/{world.contest_code}/a/{phone.token}", browser)
        for phone, browser in zip(world.phones, open_browsers(world), strict=True)
    ]


def starts(world: World) -> list[bytes]:
    """Every phone starts."""
    return [
        post_form(f"/q/{world.contest_code}/start", browser, [], accept="text/html") for browser in open_browsers(world)
    ]


def check_ins(world: World) -> list[bytes]:
    """Every phone checks in at the poster, without script."""
    return [
        post_form(f"/s/{world.session_code}", browser, [("nonce", f"nonce-{number:08d}")], accept="text/html")
        for number, browser in enumerate(open_browsers(world))
    ]
