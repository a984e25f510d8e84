"""The API of devices. A device is known by its token in the ``Authorization`` header, never by a cookie.

Numbers are polled with an ETag: an unchanged answer is 304 and costs four small statements. A stream would hold one
of the server's threads per phone for hours, and phones in pockets break streams all the time.
"""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, load_facts
from quizapp.checkins import SessionGate, list_gates
from quizapp.devices import api_shapes as shapes
from quizapp.devices.figures import door_numbers
from quizapp.devices.receipts import find_receipt, known_nonces
from quizapp.devices.rules import Device, sane_moment
from quizapp.devices.service.links import note_state, redeem_invite
from quizapp.devices.service.receive import Clock
from quizapp.devices.views_taking import known_of, receipt_shape, take
from quizapp.devices.views_token import (
    active_device,
    bearer_token,
    device,
    device_route,
    needs_token,
    note_device,
    unchanged_is_304,
)
from quizapp.web import api_route, bearer, by_address, limited, now, public, store

blueprint = Blueprint("door_api", __name__, url_prefix="/api/door")
_TAGS = ("door devices",)
#: The limit of sending, for each device.
SCANS_SCOPE, SCANS_PER_TOKEN = "door.scans", "240/minute"


@blueprint.post("/redeem")
@public
@bearer
@limited("door.redeem", "120/minute", key=by_address)
@needs_token
@api_route(summary="Open a device's one-time link (its secret is the bearer token)", request=shapes.RedeemIn, responses={200: shapes.RedeemOut}, tags=_TAGS)  # fmt: skip
def redeem(body: shapes.RedeemIn) -> shapes.RedeemOut:
    """Once: whoever comes second with the same link finds it used."""
    with store().write() as session:
        got = redeem_invite(session, bearer_token(), browser=body.browser, now=now())
        facts = load_facts(session, got.device.session_id)
        note_device(session, got.device, facts, "device.redeem", {"role": got.device.role.value})
        gates = list_gates(session, facts.id)
    return shapes.RedeemOut(
        token=got.token, device=_self(got.device), session=_session(facts, gates), server_now=now()
    )  # fmt: skip


def _self(who: Device) -> shapes.DoorSelf:
    state = "active" if not who.is_over(now()) else "expired" if who.revoked_at is None else "revoked"
    return shapes.DoorSelf(role=who.role.value, name=who.name, expires_at=who.expires_at, state=state)


def _session(facts: SessionFacts, gates: list[SessionGate]) -> shapes.DoorSession:
    return shapes.DoorSession(
        code=facts.code, title=facts.title, place=facts.place, starts_at=facts.starts_at, ends_at=facts.ends_at,
        opens_at=facts.opens_at, closes_at=facts.closes_at, is_cancelled=facts.cancelled_at is not None,
        takes_exits=facts.door.takes_exits, gates=[shapes.DoorGate(id=gate.id, name=gate.name) for gate in gates],
    )  # fmt: skip


@blueprint.post("/status")
@device_route("door.status", "60/minute")
@api_route(summary="Say how the device is, hear what it needs", request=shapes.StatusIn, responses={200: shapes.StatusOut}, tags=_TAGS)  # fmt: skip
def status(body: shapes.StatusIn) -> shapes.StatusOut:
    """What an organizer's page says of this device comes from here."""
    who, offset = device(), Clock(sent_at=sane_moment(body.sent_at), now=now()).offset_s
    with store().write() as session:
        note_state(
            session, who.id, seen_at=now(), unsent=body.unsent, unsaved=body.unsaved, offline_since=body.offline_since and sane_moment(body.offline_since),
            clock_offset_s=offset,
        )  # fmt: skip
    with store().read() as session:
        facts = load_facts(session, who.session_id)
        return shapes.StatusOut(
            device=_self(who), session=_session(facts, list_gates(session, facts.id)), figures=_figures(session, facts),
            server_now=now(), clock_offset_s=offset, knows_last=_knows(session, who, body.last_nonce),
        )  # fmt: skip


def _knows(session: Session, who: Device, last_nonce: str) -> bool:
    return not last_nonce or last_nonce in known_nonces(session, who.session_id, [last_nonce])


def _figures(session: Session, facts: SessionFacts) -> shapes.DoorFigures:
    numbers = door_numbers(session, facts, now=now())
    return shapes.DoorFigures(
        heads=numbers.heads, expected=facts.expected, by_source=numbers.by_source, by_gate=numbers.by_gate,
        inside=numbers.inside, waiting=numbers.waiting,
    )  # fmt: skip


@blueprint.get("/counts")
@device_route("door.counts", "120/minute")
@unchanged_is_304
@api_route(summary="Live numbers; send If-None-Match, an unchanged answer is 304", responses={200: shapes.DoorFigures}, tags=_TAGS)  # fmt: skip
def counts() -> shapes.DoorFigures:
    """Cheap enough for every phone every few seconds."""
    who = active_device()
    with store().read() as session:
        return _figures(session, load_facts(session, who.session_id))


@blueprint.post("/scans")
@device_route(SCANS_SCOPE, SCANS_PER_TOKEN)
@api_route(summary="Send scans, in any order and as often as needed", request=shapes.DoorBatch, responses={200: shapes.DoorBatchOut}, tags=_TAGS)  # fmt: skip
def scans(body: shapes.DoorBatch) -> shapes.DoorBatchOut:
    """Each scan counts for itself: one that fails takes no other one back."""
    with store().read() as session:
        known = known_of(session, device(), body)
    return take(device(), body, known)


@blueprint.get("/result")
@device_route("door.result", "240/minute")
@api_route(summary="What became of a scan whose answer never arrived", query=shapes.ResultQuery, responses={200: shapes.ResultOut}, tags=_TAGS)  # fmt: skip
def result(query: shapes.ResultQuery) -> shapes.ResultOut:
    """Asked after a timeout, before anybody is turned away."""
    who = device()
    with store().read() as session:
        found = find_receipt(session, load_facts(session, who.session_id), query.nonce)
    return shapes.ResultOut(receipt=receipt_shape(found) if found else None)
