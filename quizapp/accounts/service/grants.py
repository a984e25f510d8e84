"""Roles given and withdrawn. They count from the next request on, because nothing is remembered between requests."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import RoleGrant
from quizapp.accounts.rules import Actor, Grant, Permission, Role
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, NotAllowed, NotFound
from quizapp.kit.i18n import N_
from quizapp.units import Unit, get_unit


def grant_role(session: Session, actor: Actor, *, staff_id: int, role: Role, unit_id: int, now: datetime) -> None:
    """Give ``role`` at a unit; giving it twice changes nothing.

    Raises `NotFound` for a unit out of the actor's reach, `NotAllowed` for a role above his own.
    """
    _require_may_grant(actor, role, get_unit(session, unit_id).path)
    values = {
        "staff_id": staff_id, "role": role.value, "unit_id": unit_id, "granted_at": now, "granted_by_id": actor.id,
    }  # fmt: skip
    insert_or_ignore(session, cast(Table, RoleGrant.__table__), values, unique=("staff_id", "role", "unit_id"))


def revoke_role(session: Session, actor: Actor, *, staff_id: int, grant_id: int) -> Grant:
    """The grant that was withdrawn. Raises `NotFound`, `NotAllowed`, and `Conflict` for one's own role."""
    row = session.execute(
        select(RoleGrant.role, Unit.id, Unit.path)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.id == grant_id, RoleGrant.staff_id == staff_id)
    ).first()
    if row is None or not actor.sees(row.path):
        raise NotFound(N_("没有这个角色：可能刚刚已被收回"))
    grant = Grant(role=Role(row.role), unit_id=row.id, unit_path=row.path)
    _require_may_grant(actor, grant.role, grant.unit_path)
    if staff_id == actor.id:
        raise Conflict(N_("不能收回自己的角色：请让另一位管理员来做"))
    session.execute(delete(RoleGrant).where(RoleGrant.id == grant_id))
    return grant


def _require_may_grant(actor: Actor, role: Role, unit_path: str) -> None:
    actor.require(Permission.MANAGE_STAFF, unit_path)
    if not actor.may_grant(role, unit_path):
        raise NotAllowed(N_("不能给出比自己更高的角色"))
