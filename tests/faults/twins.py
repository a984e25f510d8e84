"""Broken twins of the server: each lacks one guard, and the same checker must catch it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from quizapp import contests, ledger
from quizapp.cli.served import create_served_app
from quizapp.contests import api, views_participant
from quizapp.contests.service import submit
from quizapp.db import engines
from quizapp.devices import Receipt, views_taking
from quizapp.devices.rules import Outcome
from quizapp.live import views_taking as live_taking
from quizapp.stage import views_hall
from quizapp.web import now, store


class Behind:
    """Work in memory that is done when so much more has come: a server that dies takes the rest with it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: deque[Callable[[], object]] = deque()
        self._lock = threading.Lock()

    def put(self, work: Callable[[], object]) -> None:
        """Do what has waited long enough; ``work`` waits."""
        with self._lock:
            self._waiting.append(work)
            due = self._waiting.popleft() if len(self._waiting) > self._most else None
        if due is not None:
            due()


def acknowledge_before_commit() -> Flask:
    """Answers at once and writes later, as a server with a queue in memory would."""
    app, behind = create_served_app(), Behind(8)

    def hand_in(submission: contests.Submission) -> contests.Receipt:
        kept, moment = store(), now()
        with kept.read() as session:
            judged = contests.judge_submission(session, submission, now=moment)
        if isinstance(judged, contests.Receipt):
            return judged
        behind.put(lambda: kept.retrying(lambda session: contests.record_submission(session, judged, now=moment)))
        return judged.receipt()

    _replace(hand_in)
    return app


def acknowledge_scans_before_commit() -> Flask:
    """Tells scanners "stored" at once and writes later."""
    app, behind = create_served_app(), Behind(2)
    honest = views_taking._receive

    def file_now(who: Any, sent: Any, clock: Any, known: set[str]) -> None:
        with app.app_context():
            honest(who, sent, clock, known)

    def receive_later(who: Any, sent: Any, clock: Any, known: set[str]) -> list[Receipt]:
        behind.put(partial(file_now, who, sent, clock, known))
        return [Receipt(nonce=each.nonce, outcome=Outcome.STORED, verdict="accepted") for each in sent]

    views_taking._receive = receive_later
    return app


def acknowledge_answers_before_commit() -> Flask:
    """Tells players of a live quiz "kept" at once and writes later."""
    app, behind = create_served_app(), Behind(8)
    honest = live_taking.store

    class Later:
        def __getattr__(self, name: str) -> Any:
            return getattr(honest(), name)

        def retrying(self, work: Any) -> Any:
            if work.func is not live_taking.answer:
                return honest().retrying(work)
            kept, sending = honest(), work.keywords["sending"]
            behind.put(lambda: kept.retrying(work))
            return live_taking.Kept(
                place=sending.place, atoms=sending.atoms, nonce=sending.nonce, received_at=sending.received_at, is_mine=True
            )  # fmt: skip

    live_taking.store = Later  # type: ignore[assignment]
    return app


def acknowledge_presses_before_commit() -> Flask:
    """Tells buzzers on a stage "counts" at once and writes later."""
    app, behind = create_served_app(), Behind(8)
    honest = views_hall.store

    class Later:
        def __getattr__(self, name: str) -> Any:
            return getattr(honest(), name)

        def retrying(self, work: Any) -> str:
            kept = honest()
            behind.put(lambda: kept.retrying(work))
            return "in"

    views_hall.store = Later  # type: ignore[assignment]
    return app


def without_condition_or_key() -> Flask:
    """Whoever has judged a paper as open stores it: no ``submitted_at IS NULL``, no unique source in the ledger."""
    app = create_served_app()
    honest = contests.record_submission
    submit._SUBMIT_ONCE = submit.update(submit.ATTEMPTS).where(submit.ATTEMPTS.c.id == submit.bindparam("attempt_id"))
    credit = ledger.append
    lock, numbers = threading.Lock(), iter(range(10**9, 2 * 10**9))
    pairs: dict[str, threading.Barrier] = {}

    def append(session: Any, entry: Any) -> int | None:
        taken = credit(session, entry)
        if taken is not None:
            return taken
        with lock:
            return credit(session, replace(entry, source_id=next(numbers)))

    def hand_in(submission: contests.Submission) -> contests.Receipt:
        kept, moment = store(), now()
        with kept.read() as session:
            judged = contests.judge_submission(session, submission, now=moment)
        if isinstance(judged, contests.Receipt):
            return judged
        with lock:
            pair = pairs.setdefault(submission.token, threading.Barrier(2))
        with suppress(threading.BrokenBarrierError):
            pair.wait(timeout=10.0)  # for the same sheet on the second line, so that both find it open
        return kept.retrying(lambda session: honest(session, judged, now=moment))

    ledger.append = append
    _replace(hand_in)
    return app


def _replace(hand_in: Any) -> None:
    views_participant.hand_in = hand_in
    api.hand_in = hand_in


def synchronous_normal() -> Flask:
    """Leaves each commit to the kernel's leisure: nothing is lost by kill -9, everything by a power cut."""
    return _with_synchronous("NORMAL")


def synchronous_off() -> Flask:
    """Never waits for the disk."""
    return _with_synchronous("OFF")


def _with_synchronous(level: str) -> Flask:
    honest = engines._prepare_sqlite

    def prepare(raw: Any, entry: Any, *, read_only: bool) -> None:
        honest(raw, entry, read_only=read_only)
        raw.execute(f"PRAGMA synchronous={level}")

    engines._prepare_sqlite = prepare
    return create_served_app()


def that_keeps_everything() -> Flask:
    """Holds a megabyte and an open file for every request."""
    app = create_served_app()
    kept: list[object] = []

    @app.before_request
    def keep() -> None:
        kept.append((bytearray(b"x" * (1 << 20)), Path(__file__).open()))  # noqa: SIM115 - that is the fault

    return app
