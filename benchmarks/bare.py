"""Baselines: the same application with parts of one route left out, and nothing else changed.

Each function makes an application for a server, as `quizapp.cli.served` does. Housekeeping is off, it would miss the
store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial, wraps
from types import SimpleNamespace
from typing import Any

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.activities import load_facts_by_code
from quizapp.activities.models import ActivitySession
from quizapp.checkins import ScanResult, Verdict, views_phone
from quizapp.contests import attempts, queries
from quizapp.contests.pool import load_pool
from quizapp.contests.service import save, submit
from quizapp.contests.service.grade import Graded
from quizapp.db import Store
from quizapp.devices import DoorDevice, views_taking, views_token
from quizapp.devices import bare as devices_bare
from quizapp.devices.rules import hash_token
from quizapp.devices.service import links, receive
from quizapp.people import Person, PersonDevice
from quizapp.settings import load_settings
from quizapp.web import create_app


class _NoSession:
    """Stands where the session was: every update changes one row."""

    rowcount = 1

    def execute(self, *_args: object, **_named: object) -> _NoSession:
        return self


def without_write() -> Flask:
    """Everything, with the attempt read in a transaction as ever; only the writing of a submit is left out."""
    app = create_app(load_settings())
    store: Store = app.extensions["quizapp"].store

    def reading(work: Callable[[Session], Any], **_named: object) -> Any:
        with store.read() as session:
            return work(session)

    store.retrying = reading  # type: ignore[method-assign]
    submit.record_submission = _receipt_only
    return app


def _receipt_only(session: Session, graded: Graded, *, now: datetime) -> contests.Receipt:
    return graded.receipt()


def static_json() -> Flask:
    """The paper's address answers a fixed body as long as a paper, as JSON: policy, cookies, limits and headers stay."""
    app = create_app(load_settings())
    view = app.view_functions["quiz.paper"]
    body = {"page": "x" * 60_000}

    @wraps(view)
    def fixed(code: str, token: str) -> ResponseReturnValue:
        return jsonify(body)

    app.view_functions["quiz.paper"] = fixed
    app.wsgi_app = partial(Flask.wsgi_app, app)  # type: ignore[method-assign]
    return app


def without_database() -> Flask:
    """Cookies, token, limits, parsing, grading and rendering; rows come from memory and go nowhere."""
    app = create_app(load_settings())
    store: Store = app.extensions["quizapp"].store
    find = _remember_attempts(store)
    _remember_door(store)
    _remember_scanners(store)
    _leave_out_writing(store)
    store.read = store.glance = _nothing  # type: ignore[method-assign,assignment]
    for module in (attempts, queries, save, submit):
        module.find_attempt = find  # type: ignore[attr-defined]
    submit.record_submission = _receipt_only
    save.change_rows = lambda *_args: 1  # type: ignore[attr-defined]
    return app


@contextmanager
def _nothing() -> Iterator[_NoSession]:
    yield _NoSession()


def _leave_out_writing(store: Store) -> None:
    store.write = _nothing  # type: ignore[method-assign,assignment]
    store.retrying = lambda work, **_named: work(_NoSession())  # type: ignore[method-assign]


def _remember_attempts(store: Store) -> Callable[..., attempts.AttemptRow]:
    """`find_attempt` over a copy of the table made at the start; the pool is in memory, as it is on a warm server."""
    with store.read() as session:
        rows = [attempts.AttemptRow._make(row) for row in session.execute(attempts.ATTEMPTS_WITH_RULES)]
        if rows:
            load_pool(session, rows[0].contest_id, rows[0].pool_hash)
    by_token = {row.token: row for row in rows}

    def find(_session: object, *, code: str, token: str, device_hash: str) -> attempts.AttemptRow:
        return by_token[token]

    return find


def _remember_door(store: Store) -> None:
    """The poster's route over copies of its session and its people; the scan is kept by nobody."""
    with store.read() as session:
        code = session.scalars(select(ActivitySession.code)).one()
        facts = load_facts_by_code(session, code)
        people: dict[str, Any] = {
            row.device_hash: SimpleNamespace(id=row.id, unit_id=row.unit_id)
            for row in session.execute(select(PersonDevice.device_hash, Person.id, Person.unit_id).join(Person))
        }
    door: Any = views_phone
    door.load_facts_by_code = lambda _session, _code, **_named: facts
    door.current_person = lambda _session, device_hash, _campaign_id: people[device_hash]
    door.record_scan_at = lambda *_args, **_named: None


def _remember_scanners(store: Store) -> None:
    """The scanners' route over copies of its session and its devices; codes are read, nobody is looked up."""
    with store.read() as session:
        code = session.scalars(select(ActivitySession.code)).one()
        facts = load_facts_by_code(session, code)
        devices = {row.token_hash: links._device(row) for row in session.scalars(select(DoorDevice))}
    door: Any = receive
    view: Any = views_token
    taking: Any = views_taking
    layer: Any = devices_bare
    layer.find_device = lambda _session, token: devices[hash_token(token)]
    view.find_device = lambda _session, token: devices[hash_token(token)]
    taking.known_nonces = lambda *_args: frozenset()
    door.load_facts = lambda *_args, **_named: facts
    door.insert_or_ignore = lambda *_args, **_named: 1
    door.record_scan_at = lambda _session, _facts, scan, **_named: ScanResult(
        verdict=Verdict.ACCEPTED, person_id=scan.person_id, name="王一", arrived_at=scan.scanned_at
    )
