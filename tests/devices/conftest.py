"""A session of 东明镇 with two villagers, and devices at its door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins import issue_codes
from quizapp.db import Store
from quizapp.devices import Device, DeviceRole, invite_device, redeem_invite
from quizapp.devices.rules import Keys
from quizapp.settings import Settings
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, add_person, open_month, plan_session
from tests.support.visitor import Visitor

NAMES = ("张桂兰", "单红星", "欧阳小明")


@dataclass(frozen=True, kw_only=True)
class Door:
    """The session, its people with their codes, and the installation's keys."""

    facts: SessionFacts
    people: tuple[int, ...]
    codes: tuple[str, ...]
    keys: Keys


@dataclass(frozen=True, kw_only=True)
class Gadget:
    """A device and the token in its browser; ``pin`` is empty for stewards."""

    device: Device
    token: str
    pin: str


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    """东明县's campaign."""
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def keys(settings: Settings) -> Keys:
    """As the application derives them."""
    return Keys(door=settings.key_for("door-devices"), codes=settings.key_for("checkin"))


@pytest.fixture
def door(store: Store, cast: Cast, month: Month, keys: Keys) -> Door:
    """A session that is open now."""
    with store.write() as session:
        facts = plan_session(session, month, cast.town, expected=3)
        people = tuple(add_person(session, month, cast.hongxing, name).id for name in NAMES)
        codes = issue_codes(session, people, key=keys.codes, actor="staff:1", now=OPENING)
    return Door(facts=facts, people=people, codes=tuple(codes[each] for each in people), keys=keys)


def add_device(
    session: Session, facts: SessionFacts, keys: Keys, role: DeviceRole = DeviceRole.STEWARD, *, name: str = "东门",
    hours: int | None = None, now: datetime = OPENING,
) -> Gadget:  # fmt: skip
    """A device whose link was opened."""
    invite = invite_device(session, facts, role=role, name=name, hours=hours, key=keys.door, actor="staff:1", now=now)
    got = redeem_invite(session, invite.secret, browser="test", now=now)
    return Gadget(device=got.device, token=got.token, pin=invite.pin)


@pytest.fixture
def steward(store: Store, door: Door) -> Gadget:
    with store.write() as session:
        return add_device(session, door.facts, door.keys)


@pytest.fixture
def supervisor(store: Store, door: Door) -> Gadget:
    with store.write() as session:
        return add_device(session, door.facts, door.keys, DeviceRole.SUPERVISOR, name="负责人")


@pytest.fixture
def kiosk(store: Store, door: Door) -> Gadget:
    with store.write() as session:
        return add_device(session, door.facts, door.keys, DeviceRole.KIOSK, name="大厅")


Call = Callable[..., Any]


@pytest.fixture
def call(client: Visitor) -> Call:
    """``call(gadget, "scans", {...})``: a request as the device sends it; GET without a body."""

    def calling(gadget: Gadget | str, path: str, body: Any = None, **more: Any) -> Any:
        token = gadget if isinstance(gadget, str) else gadget.token
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        how = {"method": "GET"} if body is None else {"method": "POST", "json": body}
        return client.open(f"/api/door/{path}", headers=headers, csrf=False, **how, **more)

    return calling


def scan(nonce: str, at: datetime = OPENING, **said: Any) -> dict[str, Any]:
    """One scan on the wire."""
    return {"nonce": nonce, "scanned_at": at.isoformat(), **said}


def batch(*scans: dict[str, Any], sent_at: datetime = OPENING, **more: Any) -> dict[str, Any]:
    """Scans on the wire."""
    return {"sent_at": sent_at.isoformat(), "scans": list(scans), **more}


@pytest.fixture
def later(clock: FakeClock) -> FakeClock:
    """The clock, under the name of what tests do with it."""
    return clock
