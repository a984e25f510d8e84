"""Wardens' links: a zone's list on any phone, without an account, for some hours."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.drills.models import Drill, DrillWarden, DrillZone
from quizapp.drills.queries import list_zones
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_

#: A link works until this long after the session's planned end.
LASTS = timedelta(hours=12)
_TOKEN = re.compile(r"([0-9]{1,18})-([a-z2-7]{24})")


@dataclass(frozen=True, slots=True, kw_only=True)
class WardenLink:
    """A zone and the way to its list."""

    zone: DrillZone
    warden: DrillWarden | None
    #: Empty while there is no link that works.
    token: str


def issue_links(session: Session, drill: Drill, held: SessionFacts, *, now: datetime) -> int:
    """Make a link for every zone that has none that works; how many were made. The caller holds the drill alone."""
    zones, known = list_zones(session, drill.id), _wardens(session, drill.id)
    made, until = 0, max(held.ends_at, now) + LASTS
    for zone in zones:
        warden = known.get(zone.id)
        if warden is None:
            session.add(DrillWarden(drill_id=drill.id, zone_id=zone.id, expires_at=until))
        elif warden.revoked_at is not None or warden.expires_at <= now:
            warden.serial, warden.revoked_at, warden.expires_at = warden.serial + 1, None, until
        else:
            continue
        made += 1
    session.flush()
    return made


def revoke_link(session: Session, drill: Drill, zone_id: int, *, now: datetime) -> bool:
    """End a zone's link; whether there was one that worked."""
    warden = _wardens(session, drill.id).get(zone_id)
    if warden is None or warden.revoked_at is not None:
        return False
    warden.revoked_at = now
    session.flush()
    return True


def list_links(session: Session, drill: Drill, key: bytes, *, now: datetime) -> list[WardenLink]:
    """All zones in the order of the plan, with their links. Two statements."""
    known = _wardens(session, drill.id)
    return [_link(zone, known.get(zone.id), key, now) for zone in list_zones(session, drill.id)]


def _link(zone: DrillZone, warden: DrillWarden | None, key: bytes, now: datetime) -> WardenLink:
    works = warden is not None and warden.revoked_at is None and warden.expires_at > now
    return WardenLink(zone=zone, warden=warden, token=token_of(warden, key) if works and warden is not None else "")


def _wardens(session: Session, drill_id: int) -> Mapping[int, DrillWarden]:
    rows = session.scalars(select(DrillWarden).where(DrillWarden.drill_id == drill_id))
    return {row.zone_id: row for row in rows}


def token_of(warden: DrillWarden, key: bytes) -> str:
    """What stands in the link: 120 bits that only this installation can compute."""
    digest = hmac.new(key, f"{warden.id}:{warden.serial}".encode(), sha256).digest()
    return f"{warden.id}-{b32encode(digest[:15]).decode().lower()}"


def find_warden(session: Session, token: str, key: bytes, *, now: datetime) -> DrillWarden:
    """Whose link it is. Raises `NotFound` for links that were never made, were taken back, or are too old."""
    match = _TOKEN.fullmatch(token)
    warden = session.get(DrillWarden, int(match[1])) if match else None
    is_his = warden is not None and hmac.compare_digest(token_of(warden, key), token)
    if warden is None or not is_his or warden.revoked_at is not None or warden.expires_at <= now:
        raise NotFound(N_("这个疏导员链接已失效：请向组织者要新的二维码"))
    return warden
