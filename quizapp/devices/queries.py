"""Reading devices: for the organizer's page, and the numbers that devices show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.devices.models import DoorDevice, DoorDeviceState, DoorUpload
from quizapp.devices.rules import CLOCK_SHOWN_FROM_S, SILENT_AFTER, DeviceRole, Outcome
from quizapp.people import Person
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """A device as its organizer sees it."""

    id: int
    name: str
    role: DeviceRole
    #: waiting | online | offline | silent | expired | revoked
    state: str
    seen_at: datetime | None
    offline_since: datetime | None
    unsent: int
    unsaved: int
    #: 0 unless the clock is so far off that somebody should set it.
    clock_offset_s: int
    browser: str
    invite_until: datetime
    expires_at: datetime
    #: Uploads the server has from it.
    received: int


def list_devices(session: Session, session_id: int, *, now: datetime) -> list[DeviceView]:
    """Devices of a session, those in use first. Two statements."""
    counts = session.execute(
        select(DoorUpload.device_id, func.count())
        .where(DoorUpload.session_id == session_id)
        .group_by(DoorUpload.device_id)
    )
    received = {row[0]: row[1] for row in counts}
    rows = session.execute(
        select(DoorDevice, DoorDeviceState)
        .outerjoin(DoorDeviceState, DoorDeviceState.device_id == DoorDevice.id)
        .where(DoorDevice.session_id == session_id)
        .order_by(DoorDevice.revoked_at.is_not(None), DoorDevice.id.desc())
    )
    return [_view(device, state, received.get(device.id, 0), now) for device, state in rows]


def _view(device: DoorDevice, state: DoorDeviceState | None, received: int, now: datetime) -> DeviceView:
    offset = state.clock_offset_s if state else 0
    return DeviceView(
        id=device.id, name=device.name, role=DeviceRole(device.role), state=_state(device, state, now),
        seen_at=state.seen_at if state else None, offline_since=state.offline_since if state else None,
        unsent=state.unsent if state else 0, unsaved=state.unsaved if state else 0, received=received,
        clock_offset_s=offset if abs(offset) >= CLOCK_SHOWN_FROM_S else 0, browser=state.browser if state else "",
        invite_until=device.invite_until, expires_at=device.expires_at,
    )  # fmt: skip


def _state(device: DoorDevice, state: DoorDeviceState | None, now: datetime) -> str:
    if device.revoked_at is not None:
        return "revoked"
    if now > device.expires_at:
        return "expired"
    if device.token_hash is None:
        return "waiting" if device.invite_hash is not None and now <= device.invite_until else "expired"
    return "online" if state and now - state.seen_at <= SILENT_AFTER else "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadView:
    """A line of the list of what waits for a person, or of what was settled."""

    id: int
    device_name: str
    #: Empty when the scan led to nobody and nobody wrote a name down.
    name: str
    unit_name: str
    said_name: str
    direction: str
    problem: str
    happened_at: datetime
    received_at: datetime
    person_id: int | None
    settlement: str
    settled_at: datetime | None
    settled_note: str


def list_reviews(session: Session, session_id: int, *, is_settled: bool, limit: int = 200) -> list[UploadView]:
    """Uploads that wait for a person (oldest first), or that were settled (latest first). One statement."""
    order = DoorUpload.settled_at.desc() if is_settled else DoorUpload.happened_at
    rows = session.execute(
        select(DoorUpload, DoorDevice.name, Person.name, Unit.name)
        .join(DoorDevice, DoorDevice.id == DoorUpload.device_id)
        .outerjoin(Person, Person.id == DoorUpload.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(
            DoorUpload.session_id == session_id, DoorUpload.outcome == Outcome.REVIEW.value,
            DoorUpload.settled_at.is_not(None) if is_settled else DoorUpload.settled_at.is_(None),
        )
        .order_by(order, DoorUpload.id)
        .limit(limit)
    )  # fmt: skip
    return [_upload(*row) for row in rows]


def _upload(upload: DoorUpload, device_name: str, name: str | None, unit_name: str | None) -> UploadView:
    return UploadView(
        id=upload.id, device_name=device_name, name=name or "", unit_name=unit_name or "", said_name=upload.said_name,
        direction=upload.direction, problem=upload.verdict, happened_at=upload.happened_at,
        received_at=upload.received_at, person_id=upload.person_id, settlement=upload.settlement,
        settled_at=upload.settled_at, settled_note=upload.settled_note,
    )  # fmt: skip


def count_waiting(session: Session, session_ids: Sequence[int]) -> dict[int, int]:
    """Session id -> uploads that wait for a person; sessions without any are left out. One statement."""
    rows = session.execute(
        select(DoorUpload.session_id, func.count())
        .where(
            DoorUpload.session_id.in_(session_ids), DoorUpload.outcome == Outcome.REVIEW.value,
            DoorUpload.settled_at.is_(None),
        )
        .group_by(DoorUpload.session_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def count_outcomes(session: Session, session_id: int) -> dict[str, int]:
    """Outcome -> uploads of the session. One statement."""
    rows = session.execute(
        select(DoorUpload.outcome, func.count()).where(DoorUpload.session_id == session_id).group_by(DoorUpload.outcome)
    )
    return {row[0]: row[1] for row in rows}
