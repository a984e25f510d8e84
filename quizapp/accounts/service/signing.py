"""Signing in: a password, then perhaps a code. Nothing tells a stranger which accounts exist."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import RoleGrant, Staff
from quizapp.accounts.rules import Actor
from quizapp.accounts.service.passwords import verify_password
from quizapp.accounts.service.staff import tidy_username
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Whose password was right."""

    staff_id: int
    username: str
    display_name: str
    #: True = he still has to show a code.
    needs_code: bool
    #: His topmost unit, for the audit log; None without a role.
    unit_id: int | None

    @property
    def actor(self) -> Actor:
        """Him, for the audit log; without rights until a session is open."""
        return Actor(id=self.staff_id, name=self.display_name, grants=())


def check_password(session: Session, *, username: str, password: str) -> Proven | None:
    """Whose name and password these are; None when they are wrong, or the account is disabled or unknown.

    Takes about 60 ms in every case; call it in a read transaction, so that no writer waits for it.
    """
    row = session.execute(
        select(Staff.id, Staff.username, Staff.display_name, Staff.password_hash, Staff.is_active, Staff.totp_secret)
        .where(Staff.username == tidy_username(username))
    ).first()  # fmt: skip
    right = verify_password(row.password_hash if row else None, password)
    if row is None or not right or not row.is_active:
        return None
    return Proven(
        staff_id=row.id, username=row.username, display_name=row.display_name, needs_code=row.totp_secret is not None,
        unit_id=home_unit(session, row.id),
    )  # fmt: skip


def get_proven(session: Session, staff_id: int) -> Proven | None:
    """The same for one whose password was right a moment ago; None when he has been disabled since."""
    row = session.execute(
        select(Staff.username, Staff.display_name, Staff.totp_secret).where(Staff.id == staff_id, Staff.is_active)
    ).first()
    if row is None:
        return None
    return Proven(
        staff_id=staff_id, username=row.username, display_name=row.display_name, needs_code=row.totp_secret is not None,
        unit_id=home_unit(session, staff_id),
    )  # fmt: skip


def home_unit(session: Session, staff_id: int) -> int | None:
    """The topmost unit where he has a role; None without one."""
    return session.scalar(
        select(RoleGrant.unit_id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.staff_id == staff_id)
        .order_by(Unit.depth, Unit.path)
        .limit(1)
    )


def unit_of_username(session: Session, typed: str) -> int | None:
    """`home_unit` of an account by its name; None when there is no such account. One statement in both cases."""
    return session.scalar(
        select(RoleGrant.unit_id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .join(Staff, Staff.id == RoleGrant.staff_id)
        .where(Staff.username == tidy_username(typed))
        .order_by(Unit.depth, Unit.path)
        .limit(1)
    )
