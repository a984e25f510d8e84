"""Where a console page works: in one campaign, within the units that the signed-in person may see.

The campaign is chosen on 今天 and kept in the browser's session; without a choice it is the newest one.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import session as cookie
from sqlalchemy.orm import Session

from quizapp.accounts import Permission, topmost
from quizapp.campaigns import Campaign, get_campaign, list_campaigns
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.units import Unit, ancestor_ids, get_unit, is_within
from quizapp.web.context import actor

_COOKIE = "campaign_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleScope:
    """A campaign, its top unit, and the topmost units of it where the permission holds (none: nowhere)."""

    campaign: Campaign
    root: Unit
    paths: tuple[str, ...]

    @property
    def own_unit_id(self) -> int | None:
        """The unit one most likely means: the first of one's topmost units in the campaign; None when there is none."""
        return next((ancestor_ids(path)[-1] for path in self.paths), None)

    def require_own_unit_id(self) -> int:
        """Like `own_unit_id`. Raises `NotFound`, with the way out, when none of one's units takes part."""
        if self.own_unit_id is None:
            raise NotFound(N_("您的单位没有参加这次活动：请在“今天”换一个活动"))
        return self.own_unit_id


def offered_campaigns(session: Session) -> list[Campaign]:
    """Campaigns in which one's units take part, newest first."""
    return list_campaigns(session, paths=actor().paths(Permission.VIEW))


def choose_campaign(campaign_id: int) -> None:
    """Work in this campaign from now on; one that is not offered is simply not found later."""
    cookie[_COOKIE] = campaign_id


def find_scope(session: Session, permission: Permission = Permission.VIEW) -> ConsoleScope | None:
    """The campaign this browser works in; None when there is no campaign yet. Two statements."""
    offered = offered_campaigns(session)
    if not offered:
        return None
    campaign = next((each for each in offered if each.id == cookie.get(_COOKIE)), offered[0])
    root = get_unit(session, campaign.root_unit_id)
    return ConsoleScope(campaign=campaign, root=root, paths=paths_in(root.path, permission))


def console_scope(session: Session, permission: Permission = Permission.VIEW) -> ConsoleScope:
    """Like `find_scope`. Raises `NotFound`, with the way out, when there is no campaign yet."""
    found = find_scope(session, permission)
    if found is None:
        raise NotFound(N_("还没有建立活动：请先在“活动设置”里新建一个安全生产月"))
    return found


def paths_in(top: str, permission: Permission) -> tuple[str, ...]:
    """Topmost units inside the subtree at ``top`` where the signed-in person may do ``permission``."""
    held = actor().paths(permission)
    if any(is_within(top, path) for path in held):
        return (top,)
    return topmost(path for path in held if is_within(path, top))


def find_in_campaign(
    session: Session, campaign_id: int, unit_id: int, permission: Permission
) -> tuple[Campaign, Unit]:  # fmt: skip
    """Campaign and unit of an address. Raises `NotFound` for what is not the actor's or not of the campaign."""
    unit = get_unit(session, unit_id)
    actor().require(permission, unit.path)
    campaign = get_campaign(session, campaign_id)
    require_part(session, campaign, unit)
    return campaign, unit


def require_part(session: Session, campaign: Campaign, unit: Unit) -> None:
    """Raises `NotFound` when the unit does not take part in the campaign."""
    if not is_within(unit.path, get_unit(session, campaign.root_unit_id).path):
        raise NotFound(N_("这个单位没有参加这次活动：请在“今天”换一个活动"))
