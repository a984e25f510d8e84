"""Rows for tests, each with sensible defaults and keyword overrides. They go around services on purpose: fast and plain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import RoleGrant, Staff
from quizapp.accounts.rules import Role
from quizapp.kit import pinyin
from quizapp.units.models import Unit


@dataclass(frozen=True, kw_only=True)
class Place:
    """A unit, as tests need it."""

    id: int
    code: str
    name: str
    path: str


def insert_unit(
    session: Session,
    now: datetime,
    *,
    name: str = "红星村",
    code: str = "unit",
    parent: Place | None = None,
    **columns: Any,
) -> Place:
    """A unit below ``parent``, or the top of a tree."""
    values = {
        "parent_id": parent.id if parent else None, "code": code, "name": name, "level": "village", "kind": "government",
        "path": f"new:{code}", "depth": parent.path.count("/") - 1 if parent else 0, "pinyin": pinyin.full(name),
        "initials": pinyin.initials(name), "created_at": now,
    }  # fmt: skip
    unit_id = session.execute(insert(Unit).values(values | columns).returning(Unit.id)).scalar_one()
    path = f"{parent.path if parent else '/'}{unit_id}/"
    session.execute(update(Unit).where(Unit.id == unit_id).values(path=path))
    return Place(id=unit_id, code=code, name=name, path=path)


def insert_staff(session: Session, now: datetime, *, username: str = "alice", **columns: Any) -> int:
    """A member of staff who may sign in; the password does not work unless a hash is given."""
    values = {
        "username": username, "display_name": username.title(), "password_hash": "!", "must_change_password": False,
        "password_changed_at": now, "created_at": now,
    }  # fmt: skip
    return session.execute(insert(Staff).values(values | columns).returning(Staff.id)).scalar_one()


def insert_grant(session: Session, now: datetime, *, staff_id: int, role: Role, unit_id: int) -> int:
    """A role at a unit."""
    values = {"staff_id": staff_id, "role": role.value, "unit_id": unit_id, "granted_at": now}
    return session.execute(insert(RoleGrant).values(values).returning(RoleGrant.id)).scalar_one()
