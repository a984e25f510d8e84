"""Taking back what a device recorded, by a supervisor's device."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.checkins import present_people, undo_check_in
from quizapp.devices.models import DoorUpload
from quizapp.devices.rules import Device, DeviceRole, is_granted
from quizapp.errors import NotAllowed, NotFound
from quizapp.kit.i18n import N_


def undo_upload(
    session: Session, device: Device, nonce: str, *, reason: str, grant: str, key: bytes, now: datetime
) -> bool:
    """Take the attendance behind a scan of this session back; False when nobody is in through it any more.

    Raises `NotAllowed` for stewards and without a grant that holds, `NotFound` for a scan the server does not have.
    """
    require_grant(device, grant, key=key, now=now)
    person_id = session.scalar(
        select(DoorUpload.person_id).where(DoorUpload.session_id == device.session_id, DoorUpload.nonce == nonce)
    )
    if person_id is None:
        raise NotFound(N_("没有这次扫码，或它没有对上人"))
    standing = present_people(session, device.session_id, [person_id]).get(person_id)
    if standing is None:
        return False
    return undo_check_in(session, device.session_id, standing[0], reason=reason, actor=device.actor, now=now)


def require_grant(device: Device, grant: str, *, key: bytes, now: datetime) -> None:
    """Return quietly on a supervisor's device whose PIN was typed within the last minutes."""
    if device.role is not DeviceRole.SUPERVISOR:
        raise NotAllowed(N_("签到员的设备不能撤销和补签：请找负责人"))
    if not is_granted(grant, device.id, now, key):
        raise NotAllowed(N_("请先输入负责人密码"))
