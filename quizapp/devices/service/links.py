"""Links for devices: made by an organizer, opened once, rolled, withdrawn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.db import first_row
from quizapp.devices.models import DoorDevice, DoorDeviceState
from quizapp.devices.rules import DEVICE_KEPT, INVITE_KEPT, PIN_DIGITS, Device, DeviceRole, hash_pin, hash_token
from quizapp.errors import Conflict, Invalid, NotFound, SignInRequired
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line

#: Links of one session that can be used at once: more is a mistake or an attack.
MOST_DEVICES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A link that was just made: the only moment at which its secret and PIN are known."""

    device_id: int
    secret: str
    #: Empty for stewards.
    pin: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """What a device gets for its link, once."""

    token: str
    device: Device


def invite_device(
    session: Session, facts: SessionFacts, *, role: DeviceRole, name: str, hours: int | None, key: bytes, actor: str,
    now: datetime,
) -> Invite:  # fmt: skip
    """A new device of the session and the link for it. ``hours`` None = until a day after the session closed.

    Raises `Invalid` without a name, `Conflict` for a cancelled or finished session and beyond `MOST_DEVICES`.
    """
    called = clean_line(name, limit=40)
    if not called:
        raise Invalid(N_("请写明这台设备给谁用，例如“东门 小李”"), field="name")
    expires_at = facts.closes_at + DEVICE_KEPT if hours is None else now + timedelta(hours=hours)
    _require_room(session, facts, expires_at, now)
    secret, until = new_token(), min(now + INVITE_KEPT, expires_at)
    device = DoorDevice(
        session_id=facts.id, role=role.value, name=called, invite_hash=hash_token(secret), invite_until=until,
        pin_hash="" if role.needs_pin else None, expires_at=expires_at, created_at=now, created_by=actor,
    )  # fmt: skip
    session.add(device)
    session.flush()
    return Invite(device_id=device.id, secret=secret, pin=_new_pin(session, device, key), until=until)


def _require_room(session: Session, facts: SessionFacts, expires_at: datetime, now: datetime) -> None:
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能再发设备链接"))
    if expires_at <= now:
        raise Conflict(N_("这一场已经结束一天以上：请在签到名单里补登"))
    alive = select(DoorDevice.id).where(
        DoorDevice.session_id == facts.id, DoorDevice.revoked_at.is_(None), DoorDevice.expires_at > now
    )
    if len(session.scalars(alive.limit(MOST_DEVICES)).all()) >= MOST_DEVICES:
        raise Conflict(N_("这一场已有 %(most)d 台设备：请先收回不用的"), most=MOST_DEVICES)


def _new_pin(session: Session, device: DoorDevice, key: bytes) -> str:
    """A fresh PIN where the role has one; empty otherwise."""
    if not DeviceRole(device.role).needs_pin:
        return ""
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
    device.pin_hash = hash_pin(pin, device.id, key)
    session.flush()
    return pin


def roll_device(session: Session, session_id: int, device_id: int, *, key: bytes, now: datetime) -> Invite:
    """A new link and PIN for the device; whoever has the old link or token is out at once. Raises `NotFound`, `Conflict`."""
    device = get_device(session, session_id, device_id)
    if device.revoked_at is not None or device.expires_at <= now:
        raise Conflict(N_("这台设备已收回或到期：请新建一个链接"))
    secret = new_token()
    device.invite_hash, device.token_hash, device.redeemed_at = hash_token(secret), None, None
    device.invite_until = min(now + INVITE_KEPT, device.expires_at)
    session.flush()
    return Invite(
        device_id=device.id, secret=secret, pin=_new_pin(session, device, key), until=device.invite_until
    )  # fmt: skip


def get_device(session: Session, session_id: int, device_id: int) -> DoorDevice:
    """A device of this session. Raises `NotFound` for those of another one."""
    query = select(DoorDevice).where(DoorDevice.id == device_id, DoorDevice.session_id == session_id)
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound(N_("没有这台设备"))
    return found


def revoke_device(session: Session, session_id: int, device_id: int, *, actor: str, now: datetime) -> bool:
    """From now on the device may only send what it still has; False when it was revoked before."""
    device = get_device(session, session_id, device_id)
    if device.revoked_at is not None:
        return False
    device.revoked_at, device.revoked_by, device.invite_hash = now, actor, None
    session.flush()
    return True


def redeem_invite(session: Session, secret: str, *, browser: str, now: datetime) -> Redeemed:
    """The token for a link that nobody opened before. Raises `SignInRequired` for every other one.

    The update itself decides who was first: two phones that open one link at once get one token.
    """
    token = new_token()
    device_id = session.scalar(
        update(DoorDevice)
        .where(
            DoorDevice.invite_hash == hash_token(secret), DoorDevice.invite_until >= now, DoorDevice.revoked_at.is_(None)
        )
        .values(invite_hash=None, token_hash=hash_token(token), redeemed_at=now)
        .returning(DoorDevice.id)
    )  # fmt: skip
    if device_id is None:
        raise SignInRequired(N_("这个链接已经用过、收回或过期：请负责人再发一个"))
    session.expire_all()
    note_state(session, device_id, seen_at=now, browser=clean_line(browser, limit=60))
    return Redeemed(token=token, device=_device(session.get_one(DoorDevice, device_id)))


def note_state(session: Session, device_id: int, *, seen_at: datetime, **said: object) -> None:
    """Remember how the device is; what is not said stays as it was."""
    changed = update(DoorDeviceState).where(DoorDeviceState.device_id == device_id).values(seen_at=seen_at, **said)
    done = session.scalar(changed.returning(DoorDeviceState.device_id))
    if done is None:
        session.add(DoorDeviceState(device_id=device_id, seen_at=seen_at, **said))
        session.flush()


#: Columns, not an object, and built once: it stands on every request of a device.
_BY_TOKEN = select(
    DoorDevice.id, DoorDevice.session_id, DoorDevice.role, DoorDevice.name, DoorDevice.expires_at, DoorDevice.revoked_at
).where(DoorDevice.token_hash == bindparam("token_hash"))


def find_device(session: Session, token: str) -> Device:
    """Whose token it is, also after it was revoked or has expired. Raises `SignInRequired`. One statement."""
    row = first_row(session, _BY_TOKEN, {"token_hash": hash_token(token)}) if token else None
    if row is None:
        raise SignInRequired(N_("这台设备没有登记，或已换了新链接：请扫负责人给的二维码"))
    return _device(row)


def _device(row: DoorDevice | Row[Any]) -> Device:
    return Device(
        id=row.id, session_id=row.session_id, role=DeviceRole(row.role), name=row.name, expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )  # fmt: skip


def is_pin(session: Session, device_id: int, pin: str, key: bytes) -> bool:
    """Whether it is the PIN of this device."""
    kept = session.scalar(select(DoorDevice.pin_hash).where(DoorDevice.id == device_id))
    return bool(kept) and secrets.compare_digest(str(kept), hash_pin(pin, device_id, key))


def renew_token(session: Session, device_id: int) -> str:
    """A new token for the device; the one it had is worth nothing any more."""
    token = new_token()
    session.execute(update(DoorDevice).where(DoorDevice.id == device_id).values(token_hash=hash_token(token)))
    return token


def sign_out(session: Session, device_id: int) -> None:
    """Nobody has the device's token any more; a new link can be made for it."""
    session.execute(update(DoorDevice).where(DoorDevice.id == device_id).values(token_hash=None))
