"""Headers, cookies, hosts, sizes: the same on every answer."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder, TestResponse

from quizapp.db import Store
from quizapp.settings import Settings
from quizapp.web import create_app, frameable, public, security
from quizapp.web.assets import asset
from quizapp.web.participant import read_device_cookie
from quizapp.web.signing import SessionCookie
from tests.support.cast import Cast
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite_only

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
#: The snapshot: what stands on every answer.
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secured(app: Flask, settings: Settings, store: Store, **changes: object) -> Flask:
    """The application with other settings."""
    other = create_app(replace(settings, **changes), store)  # type: ignore[arg-type]
    other.test_client_class = Visitor
    return other


#: Pages that read codes with the camera, and they alone.
CAMERAS = {"/door/scan", "/door/kiosk"}
#: Workers are kept by the browser, which asks for a newer one each time.
WORKERS = {"/sw.js", "/door/sw.js"}


def wrong_headers(answer: TestResponse, *, cached: bool = False, camera: bool = False) -> list[str]:
    """Headers that are not as in the snapshot, with their path."""
    wanted = HEADERS | (
        {"Permissions-Policy": HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")} if camera else {}
    )
    wrong = [name for name, value in wanted.items() if answer.headers.get(name) != value]
    if ("no-store" in answer.headers["Cache-Control"]) is cached:
        wrong.append("Cache-Control")
    return [f"{name} of {answer.request.path}" for name in wrong]


def _check(answer: TestResponse, *, cached: bool = False, camera: bool = False) -> None:
    assert wrong_headers(answer, cached=cached, camera=camera) == []


def test_the_snapshot_allows_nothing_unsafe() -> None:
    assert "unsafe" not in CSP
    assert "*" not in CSP


@pytest.mark.parametrize(
    ("guard", "twin", "wrong"),
    [
        (
            "content_security_policy",
            lambda **_named: CSP.replace("'self'", "'self' 'unsafe-inline'", 1),
            "Content-Security-Policy",
        ),
        ("_HEADERS", {}, "X-Content-Type-Options"),
    ],
)
def test_twins_with_weaker_headers_are_caught(
    client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch, guard: str, twin: object, wrong: str
) -> None:
    monkeypatch.setattr(security, guard, twin)
    assert f"{wrong} of /staff/sign-in" in wrong_headers(client.get("/staff/sign-in"))


def test_every_answer_has_the_same_headers(client: Visitor, cast: Cast) -> None:
    _check(client.get("/staff/sign-in"))
    _check(client.get("/healthz"))
    _check(client.get("/no/such/page"))
    _check(client.get("/console/account"))
    _check(client.post("/preferences", data={"elder": "1"}))
    _check(client.post("/preferences", csrf=False))
    _check(client.delete("/healthz"))
    _check(client.get(asset("phone.css")), cached=True)


def test_every_page_without_parts_has_them_too(app: Flask, client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.chen)
    for rule in app.url_map.iter_rules():
        if not rule.arguments and "GET" in (rule.methods or set()):
            _check(client.get(rule.rule), cached=rule.rule in WORKERS, camera=rule.rule in CAMERAS)


def test_what_a_view_leaves_of_a_small_body_is_read(app: Flask) -> None:
    """A server closes a line on which unread bytes lie; the next request would meet a reset."""
    for size, left in ((100, 0), (64 * 1024, 0), (64 * 1024 + 1, 64 * 1024 + 1)):
        environ = EnvironBuilder(method="POST", path="/healthz", data=b"x" * size).get_environ()
        b"".join(app.wsgi_app(environ, lambda *_: lambda _body: None))
        assert len(environ["wsgi.input"].read()) == left, size


def test_https_only_cookies_when_the_site_has_https(app: Flask, settings: Settings, store: Store, cast: Cast) -> None:
    client = secured(app, settings, store, secure_cookies=True).test_client()
    page = client.get("/staff/sign-in?lang=en", base_url="https://localhost")
    cookies = page.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith(("__Host-session=", "__Host-lang="))
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_every_cookie_is_bound_to_this_host(app: Flask, settings: Settings, store: Store, cast: Cast) -> None:
    client = secured(app, settings, store, secure_cookies=True).test_client()
    base = "https://localhost"
    page = client.post("/preferences", data={"elder": "1", "locale": "zh_Hant"}, base_url=base)
    names = [cookie.partition("=")[0] for cookie in page.headers.getlist("Set-Cookie")]
    assert {"__Host-elder", "__Host-lang"} <= set(names)
    assert all(name.startswith("__Host-") for name in names)
    assert 'lang="zh-Hant"' in client.get("/staff/sign-in", base_url=base).text, "and it is read again"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "MADEUP"])
def test_methods_that_nobody_needs_are_refused(client: Visitor, method: str) -> None:
    for path in ("/livez", "/staff/sign-in", "/live-state/ABCDEF"):
        answer = client.open(path, method=method)
        assert answer.status_code in (404, 405), path
        assert "X-Planted" not in answer.text


def test_no_page_lets_another_site_read_it(client: Visitor, cast: Cast) -> None:
    """Neither a foreign origin nor any at all is ever let in, and nothing is redirected to another host."""
    for path in ("/", "/staff/sign-in", "/api/openapi.json", "/live-state/ABCDEF", "/no/such/page"):
        answer = client.get(path, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer.headers, path


def test_layers_in_front_of_the_framework_carry_the_policies_too(app: Flask, settings: Settings, store: Store) -> None:
    client = secured(app, settings, store, secure_cookies=True).test_client()
    for path in ("/live-state/ABCDEF", "/live-count/ABCDEF"):
        headers = client.get(path, base_url="https://localhost").headers
        policy = {rule.strip() for rule in headers["Content-Security-Policy"].split(";")}
        assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def cookies_within_reach(client: Visitor, *wanted: str) -> set[str]:
    """Names of the cookies of this site that lack one of the wanted marks."""
    base = "https://localhost" if "Secure" in wanted else "http://localhost"
    answers = (
        client.get("/staff/sign-in?lang=en", base_url=base),
        client.post("/preferences", data={"elder": "1", "locale": "zh_Hant"}, base_url=base),
    )
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert {"elder", "lang", "session"} <= {cookie.partition("=")[0].removeprefix("__Host-") for cookie in cookies}
    marks = {"HttpOnly", "SameSite=Lax", "Path=/", *wanted}
    return {each.partition("=")[0] for each in cookies if not marks <= {part.strip() for part in each.split(";")}}


def test_every_cookie_is_out_of_reach_for_scripts(client: Visitor, cast: Cast) -> None:
    assert cookies_within_reach(client) == set()


def test_every_cookie_of_a_site_with_https_is_for_https_alone(
    app: Flask, settings: Settings, store: Store, cast: Cast
) -> None:
    client = secured(app, settings, store, secure_cookies=True).test_client()
    assert isinstance(client, Visitor)
    assert cookies_within_reach(client, "Secure") == set()


@pytest.mark.parametrize(
    ("weaker", "wanted"),
    [({"SESSION_COOKIE_HTTPONLY": False}, ()), ({"SESSION_COOKIE_SAMESITE": None}, ()), ({}, ("Secure",))],
)
def test_twins_with_a_cookie_within_reach_are_caught(
    fresh_app: Flask, cast: Cast, weaker: dict[str, object], wanted: tuple[str, ...]
) -> None:
    fresh_app.config.update(weaker)
    client = fresh_app.test_client()
    assert isinstance(client, Visitor)
    assert "session" in cookies_within_reach(client, *wanted)


class Watched(io.RawIOBase):
    """A body without an end that knows whether somebody touched it."""

    was_read = False

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        self.was_read = True
        return 0


def send_five_megabytes(app: Flask) -> tuple[TestResponse, bool]:
    """The answer, and whether a byte of the body was asked for."""
    body = Watched()
    answer = app.test_client().post(
        "/preferences", csrf=False, content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": "5000000"},
    )  # fmt: skip
    return answer, body.was_read


def test_what_browsers_keep_is_signed_with_sha_256(client: Visitor, cast: Cast) -> None:
    """A signature of 32 bytes has 43 letters; SHA-1 would make 27."""
    page = client.get("/staff/sign-in")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    client.sign_in(cast.alice)
    client.get("/live")  # any page for participants gives the phone its key
    cookies = {name: client.get_cookie(name) for name in ("session", "device")}
    signed = [token, *(cookie.value for cookie in cookies.values() if cookie is not None)]
    assert [len(each.rpartition(".")[2]) for each in signed] == [43, 43, 43]


def test_a_cookie_signed_with_sha_1_opens_nothing(client: Visitor, cast: Cast, settings: Settings) -> None:
    """As Flask signs by itself: the browser is taken for a new one, and asked to sign in."""
    token = client.sign_in(cast.alice)
    old = SecureCookieSessionInterface().get_signing_serializer(client.application)
    assert old is not None
    client.set_cookie("session", str(old.dumps({"_user_id": token})))
    assert client.get("/console/account").location == "/staff/sign-in?next=%2Fconsole%2Faccount"
    phone = str(URLSafeTimedSerializer(settings.key_for("device"), salt="device").dumps("a-key-of-before"))
    assert read_device_cookie(phone, settings) is None
    now = SessionCookie().get_signing_serializer(client.application)
    assert now is not None
    client.set_cookie("session", str(now.dumps({"_user_id": token})))
    assert client.get("/console/account").status_code == 200, "the same session, signed as we do"


def test_a_large_body_is_refused_before_it_is_read(app: Flask, settings: Settings, store: Store) -> None:
    answer, was_read = send_five_megabytes(secured(app, settings, store, max_body_bytes=1_000))
    assert (answer.status_code, was_read) == (413, False)
    assert "没有保存" in answer.text


def test_the_twin_without_a_limit_for_bodies_is_caught(app: Flask, settings: Settings, store: Store) -> None:
    answer, was_read = send_five_megabytes(secured(app, settings, store, max_body_bytes=10_000_000))
    assert answer.status_code != 413
    assert was_read


def test_a_foreign_host_name_is_refused_where_the_site_has_a_name(app: Flask, settings: Settings, store: Store) -> None:
    client = secured(app, settings, store, public_url="https://quiz.example.cn").test_client()
    assert client.get("/healthz", base_url="https://quiz.example.cn").status_code == 200
    assert client.get("/healthz", base_url="http://127.0.0.1:8000").status_code == 200
    assert client.get("/healthz", base_url="https://evil.example").status_code == 400


def test_forwarded_addresses_count_only_behind_trusted_proxies(app: Flask, settings: Settings, store: Store) -> None:
    def seen(proxies: int) -> str:
        other = secured(app, settings, store, trusted_proxies=proxies)
        found: list[str] = []
        other.before_request_funcs.setdefault(None, []).append(lambda: found.append(request.remote_addr or ""))
        other.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
        return found[0]

    assert seen(0) == "127.0.0.1"
    assert seen(1) == "203.0.113.9"


def test_a_preview_may_stand_in_our_own_frame(app: Flask, settings: Settings, store: Store) -> None:
    other = create_app(settings, store)
    other.add_url_rule("/preview", "preview", frameable(public(lambda: "preview")))
    answer = other.test_client().get("/preview")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
