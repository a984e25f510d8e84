"""Everybody of a unit who may get a badge: participants, and roster lines, which become participants by it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.people.models import Person, Roster, RosterEntry
from quizapp.units import Unit, within


def people_of_unit(
    session: Session, campaign_id: int, path: str, *, now: datetime, limit: int
) -> list[tuple[Person, str]]:
    """Participants of the subtree with their unit's name, by unit and name; those expected by a roster among them.

    Roster lines whose person has not taken part yet become people of origin ``roster``. Three statements and one more
    for them all.
    """
    _make_expected(session, campaign_id, path, now=now, limit=limit)
    rows = session.execute(
        select(Person, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.campaign_id == campaign_id, Person.erased_at.is_(None), within(path))
        .order_by(Unit.path, Person.pinyin, Person.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def _make_expected(session: Session, campaign_id: int, path: str, *, now: datetime, limit: int) -> None:
    """The rosters are held meanwhile: two helpers must not make the same people twice."""
    held = select(Roster.id).where(Roster.campaign_id == campaign_id).order_by(Roster.id).with_for_update()
    session.execute(held).all()
    taken = exists().where(Person.roster_entry_id == RosterEntry.id, Person.campaign_id == campaign_id)
    lines = session.scalars(
        select(RosterEntry)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .join(Unit, Unit.id == RosterEntry.unit_id)
        .where(Roster.campaign_id == campaign_id, within(path), ~taken)
        .order_by(RosterEntry.id)
        .limit(limit)
    )
    session.add_all(person_of_line(line, campaign_id, now=now) for line in lines)
    session.flush()


def person_of_line(entry: RosterEntry, campaign_id: int, *, now: datetime) -> Person:
    """The participant that a roster line describes; not stored yet."""
    return Person(
        campaign_id=campaign_id, unit_id=entry.unit_id, name=entry.name, name_key=entry.name_key,
        pinyin=entry.pinyin, initials=entry.initials, phone_sealed=entry.phone_sealed,
        phone_index=entry.phone_index, roster_entry_id=entry.id, origin="roster", created_at=now,
    )  # fmt: skip
