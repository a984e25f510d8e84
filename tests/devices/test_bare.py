"""Scans are taken in front of the framework, word for word as the framework takes them; what is wrong, it answers."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from quizapp.db import Store
from quizapp.devices.api import SCANS_PER_TOKEN
from quizapp.devices.bare import ScanLayer
from quizapp.devices.service.links import revoke_device
from tests.devices.conftest import Door, Gadget, batch, scan
from tests.support.clock import OPENING, FakeClock
from tests.support.counting import statement_counter

_PATH = "/api/door/scans"


def layer_of(app: Flask) -> ScanLayer:
    layer = app.extensions["quizapp.devices.bare"]
    assert isinstance(layer, ScanLayer)
    return layer


def send(place: Any, token: str, body: Any, **more: Any) -> TestResponse:
    """A batch, sent to a WSGI application."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **more.pop("headers", {})}
    return Client(place).post(more.pop("path", _PATH), data=raw, headers=headers, **more)


@pytest.fixture
def framework(app: Flask) -> Any:
    """The application behind the layer."""
    return layer_of(app)._inner


def test_both_answer_the_same_in_body_and_headers(app: Flask, framework: Any, door: Door, steward: Gadget) -> None:
    said = [
        batch(scan("scan-one-0001", code=door.codes[0])),
        batch(scan("scan-two-0001", who=f"p{door.people[1]}", direction="entry"), last_nonce="scan-one-0001"),
        batch(
            scan("scan-three-0001", said_name="王大爷", via="written"),
            scan("scan-four-0001", code="nonsense"),
            last_nonce="scan-lost-0001",
        ),
        batch(scan("scan-one-0001", code=door.codes[1])),
    ]
    for body in said:
        first, again = send(layer_of(app), steward.token, body), send(framework, steward.token, body)
        assert first.status_code == again.status_code == 200, first.text
        assert first.json == again.json
        by_the_framework = sorted(header for header in again.headers if header[0] != "Vary")  # here no cookie is read
        assert sorted(first.headers) == by_the_framework


def test_the_framework_is_not_asked_for_what_goes_well(app: Flask, door: Door, steward: Gadget) -> None:
    def never(_environ: Any, _start: Any) -> Any:
        raise AssertionError("the framework was asked")

    alone = ScanLayer(never, app)
    assert (
        send(alone, steward.token, batch(scan("scan-one-0001", code=door.codes[0]))).json["receipts"][0]["outcome"]
        == "stored"
    )  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "about"),
    [
        (b"{", {}),
        (b"", {}),
        (b"\xff" * 10, {}),
        ({"sent_at": OPENING.isoformat(), "scans": []}, {}),
        (batch(scan("scan-x-0001")), {}),
        (batch(scan("scan-x-0001", code="a", who="p1")), {}),
        (batch(scan("scan-x-0001", code="a") | {"surplus": 1}), {}),
        (b" " * 70_000, {}),
        (batch(scan("scan-x-0001", code="a")), {"path": f"{_PATH}?lang=en"}),
        (batch(scan("scan-x-0001", code="a")), {"headers": {"Authorization": "Bearer nobody"}}),
        (batch(scan("scan-x-0001", code="a")), {"headers": {"Authorization": ""}}),
        (batch(scan("scan-x-0001", code="a")), {"headers": {"Authorization": "Basic abc"}}),
    ],
)
def test_what_is_wrong_is_answered_by_the_framework(
    app: Flask, framework: Any, steward: Gadget, body: Any, about: dict[str, Any]
) -> None:
    answers = [send(place, steward.token, body, **dict(about)) for place in (layer_of(app), framework)]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].status_code >= 400 or "path" in about
    assert sorted(answers[0].headers) == sorted(answers[1].headers)
    if answers[0].status_code >= 400:
        assert answers[0].json == answers[1].json


def test_a_get_is_the_frameworks(app: Flask, framework: Any) -> None:
    assert Client(layer_of(app)).get(_PATH).status_code == Client(framework).get(_PATH).status_code == 405


def test_a_foreign_host_is_refused(app: Flask, door: Door, steward: Gadget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["quiz.example"])
    body = batch(scan("scan-one-0001", code=door.codes[0]))
    assert send(layer_of(app), steward.token, body, headers={"Host": "evil.example"}).status_code == 400
    assert send(layer_of(app), steward.token, body, headers={"Host": "quiz.example"}).status_code == 200


def test_the_limit_holds(app: Flask, door: Door, steward: Gadget) -> None:
    allowed = int(SCANS_PER_TOKEN.partition("/")[0])
    body = batch(scan("scan-one-0001", code=door.codes[0]))
    codes = [send(layer_of(app), steward.token, body).status_code for _ in range(allowed + 1)]
    assert codes == [200] * allowed + [429]


def test_a_revoked_device_may_still_send_and_a_person_decides(
    app: Flask, framework: Any, store: Store, clock: FakeClock, door: Door, steward: Gadget
) -> None:
    with store.write() as session:
        revoke_device(session, door.facts.id, steward.device.id, actor="staff:1", now=clock())
    clock.advance(minutes=1)
    body = batch(scan("scan-late-0001", clock(), code=door.codes[0]), sent_at=clock())
    first = send(layer_of(app), steward.token, body).json
    assert first is not None
    assert (first["receipts"][0]["outcome"], first["receipts"][0]["verdict"]) == ("review", "device_revoked")
    assert send(framework, steward.token, body).json == first


def test_a_reason_is_written_into_the_audit_log_by_the_framework(app: Flask, door: Door, steward: Gadget) -> None:
    asked: list[str] = []

    def noticing(environ: Any, start: Any) -> Any:
        asked.append(environ["wsgi.input"].read().decode())
        return framework(environ, start)

    def framework(_environ: Any, start: Any) -> Any:
        start("204 No Content", [])
        return []

    send(ScanLayer(noticing, app), steward.token, batch(scan("scan-one-0001", code=door.codes[0], reason="late bus")))
    assert len(asked) == 1
    assert "late bus" in asked[0], "the body is whole for whoever reads it next"


def test_a_scan_costs_at_most_eight_statements(app: Flask, store: Store, door: Door, steward: Gadget) -> None:
    send(layer_of(app), steward.token, batch(scan("scan-warm-0001", code=door.codes[1])))
    with statement_counter(store) as sent:
        send(
            layer_of(app), steward.token, batch(scan("scan-one-0001", code=door.codes[0]), last_nonce="scan-warm-0001")
        )
    assert len(sent) <= 8
