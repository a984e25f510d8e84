"""Check-in as JSON: the state of a session, and batches of scans from helpers' devices. Sending again is safe."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from flask import Blueprint
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.checkins import queries
from quizapp.checkins.desk_people import choose
from quizapp.checkins.rules import Direction, Door, clock_offset, corrected_time
from quizapp.checkins.service.answers import ScanResult, find_answer
from quizapp.checkins.service.record import NewScan, record_scan
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.web import actor, api_route, by_session, limited, now, staff, store
from quizapp.web.i18n import translate_error

blueprint = Blueprint("checkin_api", __name__, url_prefix="/api/sessions")
_TAGS = ("check-in",)

Nonce = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]


class SessionState(msgspec.Struct, frozen=True, kw_only=True):
    """A session and its live numbers. ``heads`` counts 人次, crowds included."""

    id: int
    code: str
    title: str
    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    is_cancelled: bool
    is_held: bool
    expected: int | None
    heads: int
    by_source: dict[str, int]
    server_now: datetime


class ScanIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tick. ``scanned_at`` is the device's own clock; ``reason`` enters somebody outside of the window."""

    nonce: Nonce
    person_id: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    scanned_at: datetime
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""
    direction: Literal["entry", "exit"] = "entry"
    #: A gate of this session; another one is left out.
    gate_id: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None = None


class ScanBatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scans since the last answer. ``sent_at`` is the device's clock at sending: it tells how wrong the clock is."""

    sent_at: datetime
    scans: Annotated[list[ScanIn], msgspec.Meta(min_length=1, max_length=200)]


class ScanOut(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one scan. ``conflict``: this nonce was used for something else, nothing was stored."""

    nonce: str
    #: A value of `quizapp.checkins.verdicts.Verdict`, or ``conflict``.
    verdict: str
    arrived_at: datetime | None = None
    message: str = ""


class BatchOut(msgspec.Struct, frozen=True, kw_only=True):
    """Answers in the order of the scans."""

    results: list[ScanOut]
    heads: int
    server_now: datetime


@blueprint.get("/<int:session_id>")
@staff(Permission.CHECK_IN)
@limited("checkin.api", "120/minute", key=by_session)
@api_route(summary="A session and its live numbers", responses={200: SessionState}, tags=_TAGS)
def state(session_id: int) -> SessionState:
    """What the desk and the session page show."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.CHECK_IN, actor())
        figures = queries.door_figures(session, session_id)
    return SessionState(
        id=facts.id, code=facts.code, title=facts.title, kind=facts.kind, place=facts.place, starts_at=facts.starts_at,
        ends_at=facts.ends_at, opens_at=facts.opens_at, closes_at=facts.closes_at,
        is_cancelled=facts.cancelled_at is not None, is_held=facts.held_at is not None, expected=facts.expected,
        heads=figures.heads, by_source=figures.by_source, server_now=now(),
    )  # fmt: skip


@blueprint.post("/<int:session_id>/scans")
@staff(Permission.CHECK_IN)
@limited("checkin.api", "120/minute", key=by_session)
@api_route(summary="Record a batch of scans; the same batch again gives the same answers", request=ScanBatch, responses={200: BatchOut}, tags=_TAGS)  # fmt: skip
def scans(session_id: int, body: ScanBatch) -> BatchOut:
    """Each scan is judged by its own time, corrected by the server's clock."""
    if body.sent_at.tzinfo is None or any(scan.scanned_at.tzinfo is None for scan in body.scans):
        raise Invalid(N_("时间要带时区，例如 2026-06-16T10:00:00+08:00"), field="sent_at")
    with store().read() as session:
        activities.session_for(session, session_id, Permission.CHECK_IN, actor())
    results = [_record(session_id, scan, body.sent_at) for scan in body.scans]
    with store().read() as session:
        heads = queries.door_figures(session, session_id).heads
    return BatchOut(results=results, heads=heads, server_now=now())


@blueprint.get("/<int:session_id>/scans/<nonce>")
@staff(Permission.CHECK_IN)
@limited("checkin.api", "120/minute", key=by_session)
@api_route(summary="What a scan was answered, for a client that lost the answer on the way", responses={200: ScanOut}, tags=_TAGS)  # fmt: skip
def result(session_id: int, nonce: str) -> ScanOut:
    """Ask before turning anybody away after a timeout: 404 means that the server never saw this scan."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.CHECK_IN, actor())
        found = find_answer(session, facts, nonce[:64])
    if found is None:
        raise NotFound(N_("没有收到过这次扫码"))
    return ScanOut(nonce=nonce, verdict=found.verdict.value, arrived_at=found.arrived_at)


def _record(session_id: int, scan: ScanIn, sent_at: datetime) -> ScanOut:
    """Each in a transaction of its own: one that fails does not take the others back."""
    try:
        with store().write() as session:
            facts = activities.session_for(session, session_id, Permission.CHECK_IN, actor())
            new = NewScan(
                nonce=scan.nonce, person_id=_known(session, facts, scan.person_id), door=Door.HELPER, reason=scan.reason,
                scanned_at=corrected_time(scan.scanned_at, sent_at, now()), clock_offset_s=clock_offset(sent_at, now()),
                direction=Direction(scan.direction), gate_id=scan.gate_id,
            )  # fmt: skip
            result = record_scan(session, session_id, new, actor=f"staff:{actor().id}", now=now())
    except Conflict as error:
        return ScanOut(nonce=scan.nonce, verdict="conflict", message=translate_error(error))
    return _told(scan, result)


def _known(session: Session, facts: activities.SessionFacts, person_id: int) -> int | None:
    """The person, unless the helper may not know him: then he is unknown like one who does not exist."""
    try:
        return choose(session, facts, f"p{person_id}", actor()).person_id
    except NotFound:
        return None


def _told(scan: ScanIn, result: ScanResult) -> ScanOut:
    return ScanOut(nonce=scan.nonce, verdict=result.verdict.value, arrived_at=result.arrived_at)
