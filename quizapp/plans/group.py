"""The leading group (领导小组) of a unit: who is in it and what for, as the plan prints it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.plans.models import GroupMember

#: A group larger than this leads nothing.
MOST_MEMBERS = 100


class GroupRole(StrEnum):
    """Role in the group."""

    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"


ROLE_LABELS = {GroupRole.HEAD: N_("组长"), GroupRole.DEPUTY: N_("副组长"), GroupRole.MEMBER: N_("成员")}
_ORDER = {role.value: place for place, role in enumerate(GroupRole)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """One line of the roster."""

    role: GroupRole
    name: str
    post: str = ""
    duty: str = ""


def list_group(session: Session, campaign_id: int, unit_id: int) -> list[GroupMember]:
    """Head first, then deputies and members, each in the order in which they were added."""
    mine = (GroupMember.campaign_id == campaign_id, GroupMember.unit_id == unit_id)
    found = session.scalars(select(GroupMember).where(*mine).order_by(GroupMember.position, GroupMember.id))
    return sorted(found, key=lambda member: _ORDER[member.role])


def save_member(session: Session, campaign_id: int, unit_id: int, new: NewMember, *, member_id: int = 0) -> GroupMember:
    """The line, added or (with ``member_id``) changed. Raises `Invalid` without a name or when the group is full."""
    name = clean_line(new.name, limit=40)
    if not name:
        raise Invalid(N_("请填写姓名"), field="name")
    if member_id:
        member = get_member(session, member_id)
    else:
        mine = (GroupMember.campaign_id == campaign_id, GroupMember.unit_id == unit_id)
        count, last = session.execute(
            select(func.count(GroupMember.id), func.max(GroupMember.position)).where(*mine)
        ).one()
        if count >= MOST_MEMBERS:
            raise Invalid(N_("领导小组最多 %(most)d 人"), field="name", most=MOST_MEMBERS)
        member = GroupMember(campaign_id=campaign_id, unit_id=unit_id, position=(last or 0) + 1)
        session.add(member)
    member.role, member.name = new.role.value, name
    member.post, member.duty = clean_line(new.post, limit=80), clean_line(new.duty, limit=100)
    session.flush()
    return member


def get_member(session: Session, member_id: int) -> GroupMember:
    """The line. Raises `NotFound`."""
    member = session.get(GroupMember, member_id)
    if member is None:
        raise NotFound(N_("名单里没有这个人"))
    return member


def drop_member(session: Session, member_id: int) -> None:
    """Take a line off the roster."""
    session.execute(delete(GroupMember).where(GroupMember.id == member_id))
