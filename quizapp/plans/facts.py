"""What this room knows of a unit's own organisation, for rooms that judge it: is somebody named, is a plan filed, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from quizapp.kit.clock import local_date
from quizapp.plans.models import GroupMember, LiaisonOfficer, PlanFile


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """Days are of the campaign's zone; None = not yet."""

    #: When the first liaison officer was registered.
    liaison_on: date | None
    #: When the first file that still stands was uploaded.
    file_on: date | None
    #: People in the leading group.
    group_size: int
    #: Whether somebody is liaison officer now.
    has_liaison: bool


def read_facts(session: Session, campaign_id: int, unit_id: int, *, zone: str) -> UnitFacts:
    """The unit's own organisation. One statement."""
    liaison = select(func.min(LiaisonOfficer.noted_at)).where(
        LiaisonOfficer.campaign_id == campaign_id, LiaisonOfficer.unit_id == unit_id
    )
    in_office = exists().where(
        LiaisonOfficer.campaign_id == campaign_id, LiaisonOfficer.unit_id == unit_id, LiaisonOfficer.until.is_(None)
    )
    filed = select(func.min(PlanFile.uploaded_at)).where(
        PlanFile.campaign_id == campaign_id, PlanFile.unit_id == unit_id, PlanFile.withdrawn_at.is_(None)
    )
    group = select(func.count(GroupMember.id)).where(
        GroupMember.campaign_id == campaign_id, GroupMember.unit_id == unit_id
    )
    row = session.execute(
        select(liaison.scalar_subquery(), filed.scalar_subquery(), group.scalar_subquery(), in_office)
    ).one()

    def day(at: datetime | None) -> date | None:
        return local_date(at, zone) if at is not None else None

    return UnitFacts(liaison_on=day(row[0]), file_on=day(row[1]), group_size=row[2], has_liaison=bool(row[3]))
