"""Reading staff accounts, always through the eyes of an actor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import RoleGrant, Staff
from quizapp.accounts.rules import PERSONAL_ROLES, Actor, Permission, Role, SecondFactorDemand
from quizapp.errors import NotAllowed, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.units import Unit, within_any

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantView:
    """A role as it is listed."""

    id: int
    role: Role
    unit_id: int
    unit_name: str
    unit_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """An account as colleagues see it: only roles within the viewer's reach are listed."""

    id: int
    username: str
    display_name: str
    is_active: bool
    must_change_password: bool
    has_second_factor: bool
    created_at: datetime
    grants: tuple[GrantView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """One page of accounts and how many there are in all."""

    people: tuple[StaffView, ...]
    total: int


def list_staff(session: Session, actor: Actor, *, search: str = "", page: int = 1) -> StaffPage:
    """Accounts with a role where the actor manages staff, by name. Four statements whatever the size."""
    matching = select(Staff).where(_visible(actor), _matches(search))
    total = session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    rows = session.scalars(
        matching.order_by(Staff.display_name, Staff.id).limit(PAGE_SIZE).offset(PAGE_SIZE * (max(page, 1) - 1))
    ).all()
    return StaffPage(people=_views(session, actor, rows), total=total)


def staff_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Id -> name as colleagues see it, for pages that say who did something. One statement, none for no ids."""
    if not ids:
        return {}
    rows = session.execute(select(Staff.id, Staff.display_name).where(Staff.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def list_colleagues(session: Session, paths: Collection[str], *, limit: int = 200) -> list[tuple[int, str]]:
    """(id, name) of active accounts with a role at a unit of the subtrees, by name: whom something can be given to."""
    working = select(RoleGrant.staff_id).join(Unit, Unit.id == RoleGrant.unit_id).where(within_any(paths))
    query = select(Staff.id, Staff.display_name).where(Staff.is_active, Staff.id.in_(working))
    return [(row[0], row[1]) for row in session.execute(query.order_by(Staff.display_name, Staff.id).limit(limit))]


def get_staff(session: Session, actor: Actor, staff_id: int) -> StaffView:
    """One account. Raises `NotFound` when it is out of the actor's reach."""
    row = session.scalar(select(Staff).where(Staff.id == staff_id, _visible(actor)))
    if row is None:
        raise NotFound(N_("没有找到这个账号：它可能不在您负责的单位里"))
    return _views(session, actor, [row])[0]


def get_manageable(session: Session, actor: Actor, staff_id: int) -> StaffView:
    """An account all of whose roles the actor could give himself; otherwise he could take over more than he has.

    Raises `NotFound` out of reach and `NotAllowed` when the person is above him or works elsewhere too.
    """
    view = get_staff(session, actor, staff_id)
    every = list_grants(session, [staff_id])
    if not all(actor.may_grant(grant.role, grant.unit_path) for _, grant in every):
        raise NotAllowed(N_("这个账号在别的单位还有角色，或角色比您高：请联系上级管理员"))
    return view


def list_grants(session: Session, staff_ids: Collection[int]) -> list[tuple[int, GrantView]]:
    """(staff id, role) of several accounts, topmost units first."""
    rows = session.execute(
        select(RoleGrant.staff_id, RoleGrant.id, RoleGrant.role, Unit.id.label("unit_id"), Unit.name, Unit.path)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.staff_id.in_(staff_ids))
        .order_by(Unit.path, RoleGrant.role)
    )
    return [
        (row.staff_id, GrantView(
            id=row.id, role=Role(row.role), unit_id=row.unit_id, unit_name=row.name, unit_path=row.path,
        ))
        for row in rows
    ]  # fmt: skip


def count_without_second_factor(session: Session, demand: SecondFactorDemand) -> tuple[int, int]:
    """(how many of them have none, how many there are) of the active accounts of whom ``demand`` asks a second factor."""
    meant: ColumnElement[bool] = Staff.is_active.is_(True)
    if demand is not SecondFactorDemand.EVERYONE:
        roles = [role.value for role in PERSONAL_ROLES]
        meant &= Staff.id.in_(select(RoleGrant.staff_id).where(RoleGrant.role.in_(roles)))
    row = session.execute(
        select(func.count().filter(Staff.totp_secret.is_(None)), func.count()).select_from(Staff).where(meant)
    ).one()
    return row[0], row[1]


def _visible(actor: Actor) -> ColumnElement[bool]:
    """Accounts with a role in his subtrees, and those he made himself (all their roles may have been withdrawn)."""
    inside: Select[Any] = (
        select(RoleGrant.staff_id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(within_any(actor.paths(Permission.MANAGE_STAFF)))
    )
    roleless = ~select(RoleGrant.id).where(RoleGrant.staff_id == Staff.id).exists()
    return or_(Staff.id.in_(inside), roleless & (Staff.created_by_id == actor.id))


def _matches(search: str) -> ColumnElement[bool]:
    words = clean_line(search, limit=80)
    found = Staff.display_name.contains(words, autoescape=True), Staff.username.contains(words.lower(), autoescape=True)
    return or_(*found)


def _views(session: Session, actor: Actor, rows: Sequence[Staff]) -> tuple[StaffView, ...]:
    grants = [pair for pair in list_grants(session, [row.id for row in rows]) if actor.sees(pair[1].unit_path)]
    return tuple(
        StaffView(
            id=row.id, username=row.username, display_name=row.display_name, is_active=row.is_active,
            must_change_password=row.must_change_password, has_second_factor=row.totp_secret is not None,
            created_at=row.created_at, grants=tuple(grant for owner, grant in grants if owner == row.id),
        )
        for row in rows
    )  # fmt: skip
