"""Matching participants to roster lines: only when there is no doubt."""

from __future__ import annotations

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from quizapp.people.models import Person, Roster, RosterEntry


def find_roster_entry(
    session: Session, campaign_id: int, unit_id: int, name_key: str, phone_index: str | None
) -> RosterEntry | None:
    """The one free roster line of the unit with this name; None when there is none, or several that fit equally.

    A phone number on both sides must agree; it also decides between people of the same name.
    """
    taken = exists().where(and_(Person.roster_entry_id == RosterEntry.id, Person.campaign_id == campaign_id))
    found = session.scalars(
        select(RosterEntry)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .where(
            Roster.campaign_id == campaign_id,
            RosterEntry.unit_id == unit_id,
            RosterEntry.name_key == name_key,
            ~taken,
        )
        .limit(20)
    ).all()
    if phone_index is not None:
        same_phone = [entry for entry in found if entry.phone_index == phone_index]
        if same_phone:
            return same_phone[0]
        found = [entry for entry in found if entry.phone_index is None]
    return found[0] if len(found) == 1 else None
