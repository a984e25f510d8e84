"""The outermost layer: ids, routes, counts, and an answer whatever happens inside. Nothing that was sent is logged."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import quizapp
from quizapp.db import Store
from quizapp.errors import NotFound
from quizapp.kit import logs
from quizapp.kit.watch import Watch
from quizapp.settings import Settings
from quizapp.web import create_app, errors, public
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite_only

PHONE, NAME, TOKEN, ID_NUMBER = "13800138000", "张东明", "tok7canary7for7the7log7a1b2c3", "110105199003078819"


class Ear(Watch):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []
        self.refusals: list[str] = []
        self.commits: list[int] = []

    def answered(self, route: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        self.heard.append((route, status))

    def refused(self, scope: str) -> None:
        self.refusals.append(scope)

    def committed(self, transactions: int, seconds: float) -> None:
        assert seconds >= 0
        self.commits.append(transactions)


@pytest.fixture
def ear() -> Ear:
    """Who listens in these tests."""
    return Ear()


@pytest.fixture
def make(store: Store, settings: Settings, clock: FakeClock, ear: Ear) -> Callable[..., Flask]:
    """Applications with other settings, to which the ear listens."""

    def made(**changes: Any) -> Flask:
        app = create_app(replace(settings, **changes), store, clock=clock, watch=ear)
        app.test_client_class = Visitor
        return app

    return made


@contextmanager
def written(form: str, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """The log as the file descriptor would have it, in ``form``."""
    path = tmp_path / "log"
    real, target = logs._STANDARD_ERROR, os.open(path, os.O_WRONLY | os.O_CREAT)
    logs._STANDARD_ERROR = target
    logs.configure_logs(form)
    structlog.configure(cache_logger_on_first_use=False)
    try:
        yield lambda: path.read_text("utf-8")
    finally:
        logs._STANDARD_ERROR = real
        structlog.reset_defaults()
        os.close(target)


def test_every_answer_has_an_id_of_its_own(client: Visitor) -> None:
    answers = [
        client.get("/livez"),
        client.get("/no/such/page"),
        client.get("/live-state/ABCDEF"),
        client.delete("/livez"),
    ]
    ids = [answer.headers["X-Request-ID"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert all(len(each) == 8 and each.isalnum() for each in ids)
    assert ids[1] in answers[1].text, "the error page says it"


def test_an_id_is_taken_from_trusted_proxies_only(make: Callable[..., Flask]) -> None:
    given = "6f1c0f2e9a7b4d3c8e5f6a7b8c9d0e1f"
    assert make().test_client().get("/livez", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given
    behind = make(trusted_proxies=1).test_client()
    assert behind.get("/livez", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    for forged in ("short", "x" * 65, "a b c d e f g h", f"{NAME}{NAME}{NAME}", "abcdefgh\tlevel=error"):
        answer = behind.get("/livez", headers={"X-Request-ID": forged.encode().decode("latin-1")})
        assert answer.headers["X-Request-ID"] != forged


def test_requests_are_counted_by_route_in_front_of_the_framework_too(make: Callable[..., Flask], ear: Ear) -> None:
    client = make().test_client()
    client.get("/livez?phone=13800138000")
    client.get("/live-state/ABCDEF")
    client.get("/live-count/ABCDEF")
    client.get(f"/no/such/{TOKEN}")
    client.get(f"/c/{TOKEN}")
    assert ear.heard[:4] == [("web.livez", 200), ("live.state", 404), ("live.count", 404), ("", 404)]
    assert ear.heard[4][1] == 404
    assert TOKEN not in ear.heard[4][0]


def test_layers_say_the_name_of_a_page_that_exists(app: Flask) -> None:
    package = Path(quizapp.__file__).parent
    sources = [path.read_text("utf-8") for path in package.rglob("*bare.py")]
    named = {name for text in sources for name in re.findall(r"(?:route=|, )\"([a-z_]+\.[a-z_]+)\"", text)}
    assert {"quiz.submit", "quiz.paper", "quiz.save", "live_api.take", "live_api.me", "door_api.scans"} <= named
    assert named - {"live.state", "live.count"} - set(app.view_functions) == set(), "only live states have no page"


def test_refusals_and_commits_are_told(make: Callable[..., Flask], ear: Ear, cast: Cast) -> None:
    app = make()
    client = app.test_client()
    form = {"username": "alice", "password": "wrong-wrong-wrong"}
    statuses = [client.post("/staff/sign-in", data=form).status_code for _ in range(30)]
    assert 429 in statuses
    assert ear.refusals
    assert all(scope.rstrip("@").replace("_", "").replace(".", "").replace("-", "").isalpha() for scope in ear.refusals)


def test_a_commit_is_told_with_its_size(settings: Settings, store: Store, ear: Ear) -> None:
    watched = Store(store.url.render_as_string(hide_password=False), watch=ear)
    with watched.write():
        pass
    watched.close()
    assert ear.commits == [1]


def test_whatever_happens_there_is_an_answer(make: Callable[..., Flask], tmp_path: Path) -> None:
    app = make()
    layer = app.wsgi_app

    def broken(*_args: object) -> Any:
        raise RuntimeError(f"no luck with {PHONE}")

    layer._inner = broken  # type: ignore[attr-defined]
    with written("plain", tmp_path) as log:
        answer = app.test_client().get("/livez")
    assert answer.status_code == 500
    assert "没有丢" in answer.text
    assert "RuntimeError" in log()
    assert answer.headers["X-Request-ID"] in log()
    assert PHONE not in log()


def _plant(app: Flask) -> None:
    """Routes that fail with everything that may be planted, in each way in which an exception tells it."""

    def fails(how: str) -> str:
        match how:
            case "value":
                int(f"x{PHONE}{NAME}")
            case "key":
                {}[TOKEN]
            case "told":
                raise RuntimeError(f"no luck with {PHONE} of {NAME}, token={TOKEN}, id {ID_NUMBER}")
            case "database":
                raise IntegrityError(
                    "INSERT INTO person", {"phone": PHONE, "name": NAME}, ValueError(f"Key (phone)=({PHONE})")
                )
            case "chain":
                try:
                    raise ValueError(f"'{TOKEN}'")
                except ValueError as error:
                    raise RuntimeError(NAME) from error
            case "house":
                raise NotFound("没有“%(x)s”", x=NAME)
        return how

    app.add_url_rule("/fails/<how>/<secret>", "fails", public(fails_with_secret(fails)), methods=["GET", "POST"])


def fails_with_secret(fails: Callable[[str], str]) -> Callable[[str, str], str]:
    def view(how: str, secret: str) -> str:
        return fails(how)

    return view


@pytest.mark.parametrize("form", ["plain", "json"])
def test_nothing_that_was_sent_reaches_the_log(form: str, make: Callable[..., Flask], tmp_path: Path) -> None:
    app = make(access_log=True, trusted_proxies=0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    _plant(app)
    with written(form, tmp_path) as log:
        client = app.test_client()
        headers = {
            "X-Request-ID": TOKEN,
            "User-Agent": NAME.encode().decode("latin-1"),
            "X-Forwarded-For": "203.0.113.77",
        }
        for how in ("value", "key", "told", "database", "chain", "house", "well"):
            client.get(f"/fails/{how}/{TOKEN}?phone={PHONE}&name={NAME}", headers=headers)
        client.post(f"/staff/sign-in?next=/{TOKEN}", data={"username": PHONE, "password": ID_NUMBER}, headers=headers)
        client.open(f"/no/{TOKEN}", method="GET", headers=headers)
        client.get(f"/live-state/{PHONE}")
        told = log()
    for planted in (PHONE, NAME, TOKEN, ID_NUMBER, "203.0.113.77", "东明"):
        assert planted not in told, planted
    assert told.count("unexpected_error") == 5
    assert told.count("answered") == 10
    assert "ValueError" in told
    assert "IntegrityError" in told
    if form == "json":
        lines = [json.loads(line) for line in told.splitlines()]
        assert all({"event", "level", "timestamp", "request", "route"} <= set(line) for line in lines)
        assert {line["route"] for line in lines} == {"fails", "accounts.sign_in", "", "live.state"}
        failed = next(line for line in lines if line["event"] == "unexpected_error")
        assert "invalid literal for int()" in failed["exception"], "plain words stay"


def test_the_canary_would_be_seen(tmp_path: Path) -> None:
    """The same check with a log that writes messages as they are."""
    with written("plain", tmp_path) as log:
        structlog.configure(
            processors=[structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False)]
        )
        try:
            int(f"x{PHONE}")
        except ValueError as error:
            structlog.get_logger("test").error("unexpected_error", exc_info=error)
        assert PHONE in log()


def test_lines_of_libraries_go_the_same_way(tmp_path: Path) -> None:
    with written("json", tmp_path) as log:
        try:
            int(f"x{PHONE}")
        except ValueError:
            logging.getLogger("somebody").exception("could not read %s of %s", PHONE, NAME)
        line = json.loads(log())
    assert PHONE not in json.dumps(line, ensure_ascii=False)
    assert NAME not in json.dumps(line, ensure_ascii=False)
    assert (line["logger"], line["level"]) == ("somebody", "error")
    assert "ValueError" in line["exception"]


def test_who_is_refused_is_noted_and_a_flood_fills_no_disk(
    make: Callable[..., Flask], cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make()
    stands = iter([1000.0] * 100)
    monkeypatch.setattr(errors, "monotonic", lambda: next(stands))
    errors._noted.clear()
    client = app.test_client()
    assert isinstance(client, Visitor)
    client.sign_in(cast.alice)
    with written("json", tmp_path) as log:
        assert client.get("/console/units/999999").status_code == 404
        assert client.post("/staff/sign-out", csrf=False).status_code == 400
        for _ in range(40):
            client.get("/console/units/999999")
        lines = [json.loads(line) for line in log().splitlines()]
    assert [(line["code"], line["status"], line["staff"]) for line in lines[:2]] == [
        ("not_found", 404, cast.alice.id), ("csrf", 400, None),  # forged forms are met before anybody is looked up
    ]  # fmt: skip
    assert all(line["event"] == "refused" for line in lines)
    assert len(lines) == 20
    errors._noted.clear()


def test_it_drains(make: Callable[..., Flask], tmp_path: Path) -> None:
    leaving = tmp_path / "draining"
    client = make(draining_file=leaving).test_client()
    assert client.get("/healthz").status_code == 200
    leaving.touch()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json and answer.json["draining"]) == (503, True)
    assert client.get("/livez").status_code == 200, "nobody should start it again for that"
    leaving.unlink()
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("revision", "status", "said"), [("9999", 200, "ahead"), (None, 503, "behind")])
def test_a_database_of_a_newer_release_is_no_reason_to_leave(
    make: Callable[..., Flask], store: Store, revision: str | None, status: int, said: str
) -> None:
    client = make().test_client()
    with store.write() as session:
        if revision is None:
            session.execute(text("DELETE FROM alembic_version"))
        else:
            session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json and answer.json["migrations"]) == (status, said)


def test_livez_asks_the_database_nothing(
    make: Callable[..., Flask], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make().test_client()
    client.get("/livez")
    monkeypatch.setattr(Store, "read", None)
    monkeypatch.setattr(Store, "write", None)
    assert client.get("/livez").status_code == 200
