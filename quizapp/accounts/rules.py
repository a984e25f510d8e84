"""Roles, permissions and the actor: pure decisions about who may do what where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from quizapp.errors import NotAllowed, NotFound
from quizapp.kit.i18n import N_


class Permission(StrEnum):
    """One thing that staff may be allowed to do at a unit and below it."""

    VIEW = "view"
    EXPORT = "export"
    CHECK_IN = "check_in"
    EDIT_BANKS = "edit_banks"
    EDIT_CONTESTS = "edit_contests"
    EDIT_ACTIVITIES = "edit_activities"
    EDIT_RECORDS = "edit_records"
    EDIT_PEOPLE = "edit_people"
    REVEAL_PHONE = "reveal_phone"
    EDIT_STATISTICS = "edit_statistics"
    EDIT_UNITS = "edit_units"
    EDIT_CAMPAIGN = "edit_campaign"
    MANAGE_STAFF = "manage_staff"
    VIEW_AUDIT = "view_audit"


class Role(StrEnum):
    """A job, as people name it. The stored value never changes."""

    CAMPAIGN_ADMIN = "campaign_admin"
    ORGANIZER = "organizer"
    HELPER = "helper"
    VIEWER = "viewer"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """What people call it (a message id)."""
        return ROLE_LABELS[self]


ROLE_LABELS: Mapping[Role, str] = {
    Role.CAMPAIGN_ADMIN: N_("管理员"),
    Role.ORGANIZER: N_("组织者"),
    Role.HELPER: N_("现场助手"),
    Role.VIEWER: N_("查看者"),
    Role.AUDITOR: N_("审计员"),
}

_VIEWING = {Permission.VIEW, Permission.EXPORT}
_ORGANIZING = _VIEWING | {
    Permission.CHECK_IN,
    Permission.EDIT_BANKS,
    Permission.EDIT_CONTESTS,
    Permission.EDIT_ACTIVITIES,
    Permission.EDIT_RECORDS,
    Permission.EDIT_PEOPLE,
    Permission.REVEAL_PHONE,
    Permission.EDIT_STATISTICS,
}

#: The whole policy: what each role may do. Adding a role or a permission is a line here.
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.CAMPAIGN_ADMIN: frozenset(Permission),
    Role.ORGANIZER: frozenset(_ORGANIZING),
    Role.HELPER: frozenset({Permission.VIEW, Permission.CHECK_IN}),
    Role.VIEWER: frozenset(_VIEWING),
    Role.AUDITOR: frozenset(_VIEWING | {Permission.VIEW_AUDIT}),
}


class SecondFactorDemand(StrEnum):
    """Who has to have a second factor on this site."""

    #: Nobody has to; everybody may.
    OPTIONAL = "optional"
    #: Whoever reaches personal data in full, or other people's accounts.
    PERSONAL = "personal"
    EVERYONE = "everyone"


_REACHES_PERSONS = frozenset({
    Permission.EDIT_PEOPLE, Permission.REVEAL_PHONE, Permission.MANAGE_STAFF, Permission.VIEW_AUDIT,
})  # fmt: skip

#: The roles that `SecondFactorDemand.PERSONAL` means.
PERSONAL_ROLES = frozenset(role for role, may in ROLE_PERMISSIONS.items() if may & _REACHES_PERSONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role that holds for the unit at ``unit_path`` and every unit below it."""

    role: Role
    unit_id: int
    unit_path: str

    def covers(self, unit_path: str) -> bool:
        """Whether ``unit_path`` is this unit or lies below it."""
        return unit_path.startswith(self.unit_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever acts: a signed-in member of staff, or the command line (``id`` None)."""

    id: int | None
    name: str
    grants: tuple[Grant, ...]

    def can(self, permission: Permission, unit_path: str) -> bool:
        """Whether he may do it at this unit."""
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants if grant.covers(unit_path))

    def can_somewhere(self, permission: Permission) -> bool:
        """Whether he may do it at any unit at all: enough to show a menu entry, never to touch an object."""
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants)

    def sees(self, unit_path: str) -> bool:
        """Whether the unit is within reach of any of his roles."""
        return any(grant.covers(unit_path) for grant in self.grants)

    def takes_part_in(self, unit_path: str) -> bool:
        """Whether one of his units is this one, lies below it or above it: a township sees its county's campaign."""
        return any(grant.covers(unit_path) or unit_path == grant.unit_path[: len(unit_path)] for grant in self.grants)

    def require(self, permission: Permission, unit_path: str) -> None:
        """Return quietly when he may do it at this unit.

        Raises `NotFound` outside of his reach (what he may not see does not exist for him) and `NotAllowed`
        inside of it.
        """
        if not self.sees(unit_path):
            raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
        if not self.can(permission, unit_path):
            raise NotAllowed(N_("您的角色不能做这件事：请联系本单位的管理员开通"))

    def paths(self, permission: Permission) -> tuple[str, ...]:
        """Paths of the topmost units where he may do it, ascending; none lies below another."""
        return topmost(grant.unit_path for grant in self.grants if permission in ROLE_PERMISSIONS[grant.role])

    def may_grant(self, role: Role, unit_path: str) -> bool:
        """Whether he may hand out ``role`` there: he manages staff there and the role does not exceed his own."""
        return self.can(Permission.MANAGE_STAFF, unit_path) and all(
            self.can(permission, unit_path) for permission in ROLE_PERMISSIONS[role]
        )


def demands_second_factor(demand: SecondFactorDemand, actor: Actor) -> bool:
    """Whether ``actor`` has to have a second factor."""
    if demand is SecondFactorDemand.PERSONAL:
        return any(grant.role in PERSONAL_ROLES for grant in actor.grants)
    return demand is SecondFactorDemand.EVERYONE


def topmost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie below no other one, ascending."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


#: The command line and scheduled work: everything, everywhere.
SYSTEM = Actor(id=None, name=N_("系统"), grants=(Grant(role=Role.CAMPAIGN_ADMIN, unit_id=0, unit_path="/"),))
