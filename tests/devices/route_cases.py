"""Routes of devices that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from quizapp.activities import SessionFacts
from quizapp.devices import Clock, DoorUpload, SentScan, receive
from quizapp.devices.rules import Keys
from tests.devices.conftest import Gadget, add_device
from tests.house.cases import Scoped, World
from tests.support.month import add_person, open_month, plan_session


def _keys(world: World) -> Keys:
    return Keys(door=world.settings.key_for("door-devices"), codes=world.settings.key_for("checkin"))


def _made(world: World) -> tuple[SessionFacts, Gadget]:
    month = open_month(world.session, world.cast, world.now, code=f"d{world.number}")
    facts = plan_session(world.session, month, world.owner, now=world.now)
    return facts, add_device(world.session, facts, _keys(world), now=world.now)


def _session(world: World) -> Mapping[str, Any]:
    return {"session_id": _made(world)[0].id}


def _device(world: World) -> Mapping[str, Any]:
    facts, gadget = _made(world)
    return {"session_id": facts.id, "device_id": gadget.device.id}


def _upload(world: World) -> Mapping[str, Any]:
    """A scan of somebody known that a device let in after it was withdrawn."""
    month = open_month(world.session, world.cast, world.now, code=f"d{world.number}")
    facts = plan_session(world.session, month, world.owner, now=world.now)
    person = add_person(world.session, month, world.owner, now=world.now)
    gadget = add_device(world.session, facts, _keys(world), now=world.now)
    sent = SentScan(nonce="written-down", who=f"p{person.id}", scanned_at=world.now, was_offline=True)
    clock = Clock(sent_at=world.now, now=world.now)
    expired = gadget.device.__class__(
        id=gadget.device.id, session_id=facts.id, role=gadget.device.role, name="东门",
        expires_at=world.now.replace(year=2000), revoked_at=None,
    )  # fmt: skip
    receive(world.session, expired, sent, clock=clock, keys=_keys(world))
    upload_id = world.session.scalar(select(DoorUpload.id).where(DoorUpload.session_id == facts.id))
    return {"session_id": facts.id, "upload_id": upload_id}


CASES = {
    "devices.index": Scoped(build=_session),
    "devices.create": Scoped(build=_session, form={"name": "东门 小李", "role": "steward", "hours": ""}),
    "devices.roll": Scoped(build=_device),
    "devices.revoke": Scoped(build=_device),
    "door_reviews.index": Scoped(build=_session),
    "door_reviews.enter": Scoped(build=_upload, form={"reason": "人在现场"}),
    "door_reviews.dismiss": Scoped(build=_upload, form={"reason": "重复"}),
}
