"""Sessions on the server: opened at sign-in, looked up on every request, ended at once when revoked.

The browser holds a random token of 160 bits; the table holds its hash. Nothing is cached, so that ending a session
or taking a role away acts on the next request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import RoleGrant, Staff, StaffSession
from quizapp.accounts.rules import Actor, Grant, Role
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line
from quizapp.units import Unit

#: Ends after this long without a request ...
IDLE = timedelta(hours=3)
#: ... and in any case after this long.
ABSOLUTE = timedelta(hours=12)
#: A password counts as just shown for this long.
PROVEN_FOR = timedelta(minutes=10)
#: `last_seen_at` is written at most this often.
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in in one browser, as of this request."""

    actor: Actor
    staff_id: int
    session_id: int
    username: str
    must_change_password: bool
    has_second_factor: bool
    #: When the password was last shown in this browser.
    proved_at: datetime
    #: Latest end of this session, however busy.
    expires_at: datetime
    #: True when `note_seen` should be called.
    seen_is_stale: bool

    def has_just_proven(self, now: datetime) -> bool:
        """Whether the password was shown here in the last minutes, as weighty deeds want it."""
        return now - self.proved_at <= PROVEN_FOR


def hash_token(token: str) -> str:
    """What the table holds of a session token."""
    return sha256(token.encode()).hexdigest()


def open_session(session: Session, staff_id: int, *, device: str = "", address: str = "", now: datetime) -> str:
    """The token of a new session; this is the only time it is known."""
    token = new_token(32)
    session.execute(
        insert(StaffSession).values(
            staff_id=staff_id, token_hash=hash_token(token), created_at=now, proved_at=now, last_seen_at=now,
            expires_at=now + ABSOLUTE, device=clean_line(device, limit=120), address=clean_line(address, limit=64),
        )
    )  # fmt: skip
    return token


def find_session(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Who holds ``token``; None when it is unknown, over, revoked, or its owner was disabled. Two statements."""
    row = session.execute(
        select(StaffSession.id, StaffSession.last_seen_at, StaffSession.proved_at, StaffSession.expires_at,
               Staff.id.label("staff_id"), Staff.username, Staff.display_name, Staff.must_change_password,
               Staff.totp_secret.is_not(None).label("second"))
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(
            StaffSession.token_hash == hash_token(token), StaffSession.revoked_at.is_(None), Staff.is_active,
            StaffSession.expires_at > now, StaffSession.last_seen_at > now - IDLE,
        )
    ).first()  # fmt: skip
    return None if row is None else _signed_in(session, row, now)


def _signed_in(session: Session, row: Row[*tuple[Any, ...]], now: datetime) -> SignedIn:
    return SignedIn(
        actor=Actor(id=row.staff_id, name=row.display_name, grants=read_grants(session, row.staff_id)),
        staff_id=row.staff_id,
        session_id=row.id,
        username=row.username,
        must_change_password=row.must_change_password,
        has_second_factor=row.second,
        proved_at=row.proved_at,
        expires_at=row.expires_at,
        seen_is_stale=now - row.last_seen_at > _NOTED_EVERY,
    )


def read_grants(session: Session, staff_id: int) -> tuple[Grant, ...]:
    """Roles of a member of staff, with the units' present paths."""
    rows = session.execute(
        select(RoleGrant.role, Unit.id, Unit.path)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.staff_id == staff_id)
        .order_by(Unit.path, RoleGrant.role)
    )
    return tuple(Grant(role=Role(role), unit_id=unit_id, unit_path=path) for role, unit_id, path in rows)


def note_seen(session: Session, session_id: int, *, now: datetime) -> None:
    """Keep a session from idling out."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(last_seen_at=now))


def note_proven(session: Session, session_id: int, *, now: datetime) -> None:
    """The password was shown in this browser just now."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(proved_at=now))


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End the session of ``token``; an unknown one is quietly ignored."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == hash_token(token), StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_session(session: Session, staff_id: int, session_id: int, *, now: datetime) -> None:
    """End one session of ``staff_id``. Raises `NotFound` when it is not his or has ended."""
    found = session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(StaffSession.id)
    ).first()
    if found is None:
        raise NotFound(N_("这次登录已经结束"))


def revoke_all_sessions(session: Session, staff_id: int, *, now: datetime, keep: int | None = None) -> int:
    """End all sessions of ``staff_id`` except ``keep``; how many ended."""
    ended = update(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None))
    if keep is not None:
        ended = ended.where(StaffSession.id != keep)
    return len(session.execute(ended.values(revoked_at=now).returning(StaffSession.id)).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A browser in which someone is signed in, as its owner sees it."""

    id: int
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime


def list_sessions(session: Session, staff_id: int, *, now: datetime) -> list[OpenSession]:
    """Sessions of ``staff_id`` that still work, the latest seen first."""
    rows = session.execute(
        select(StaffSession.id, StaffSession.device, StaffSession.address, StaffSession.created_at, StaffSession.last_seen_at)
        .where(
            StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now, StaffSession.last_seen_at > now - IDLE,
        )
        .order_by(StaffSession.last_seen_at.desc(), StaffSession.id.desc())
    )  # fmt: skip
    return [
        OpenSession(
            id=row.id, device=row.device, address=row.address, created_at=row.created_at, last_seen_at=row.last_seen_at
        )
        for row in rows
    ]
