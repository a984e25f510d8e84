"""Whom a device means: by a personal code, or by a line of the list it was given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, joint_hosts_of
from quizapp.checkins import CodeState, person_of_code, present_people
from quizapp.kit.text import mask_name
from quizapp.people import Person, Roster, RosterEntry, person_for_roster_entry
from quizapp.units import Unit

_KEY = re.compile(r"([pr])([0-9]{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A participant, or a roster line whose person has not taken part yet (then ``person_id`` is None)."""

    person_id: int | None
    name: str
    roster_entry_id: int | None = None
    #: What the code was worth; NONE for somebody chosen from a list.
    state: CodeState = CodeState.NONE

    @property
    def masked(self) -> str:
        """As devices show it."""
        return mask_name(self.name)


def scope_paths(session: Session, facts: SessionFacts) -> list[str]:
    """Subtrees whose people a device of this session may look up: those of its hosts."""
    joint = [unit.path for unit in joint_hosts_of(session, facts.id)] if facts.has_joint_hosts else []
    return [facts.host_path, *joint]


def _reaches(paths: Sequence[str], path: str) -> bool:
    return any(path.startswith(each) for each in paths)


def find_by_code(session: Session, facts: SessionFacts, code: str, *, key: bytes) -> Found | None:
    """The person behind a personal code of this campaign, also when it was revoked; None for everything else."""
    holder = person_of_code(session, facts, code, key=key)
    if holder.person_id is None:
        return None
    return Found(person_id=holder.person_id, name=holder.name, state=holder.state)


def find_on_list(session: Session, facts: SessionFacts, who: str) -> Found | None:
    """The person of a list line (``p17``, ``r5``); None when it leads to nobody the device may know."""
    match = _KEY.fullmatch(who)
    if match is None:
        return None
    return (_person if match[1] == "p" else _roster_line)(session, facts, int(match[2]))


def _person(session: Session, facts: SessionFacts, person_id: int) -> Found | None:
    row = session.execute(
        select(Person.id, Person.name, Unit.path)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id == person_id, Person.campaign_id == facts.campaign_id, Person.erased_at.is_(None))
    ).first()
    if row is None:
        return None
    if not _reaches(scope_paths(session, facts), row.path) and not present_people(session, facts.id, [person_id]):
        return None
    return Found(person_id=row.id, name=row.name)


def _roster_line(session: Session, facts: SessionFacts, entry_id: int) -> Found | None:
    row = session.execute(
        select(RosterEntry.name, Unit.path, Person.id)
        .join(Unit, Unit.id == RosterEntry.unit_id)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .outerjoin(Person, (Person.roster_entry_id == RosterEntry.id) & (Person.campaign_id == Roster.campaign_id))
        .where(RosterEntry.id == entry_id, Roster.campaign_id == facts.campaign_id)
    ).first()
    if row is None or not _reaches(scope_paths(session, facts), row.path):
        return None
    return Found(person_id=row.id, name=row.name, roster_entry_id=entry_id)


def person_of_line(session: Session, facts: SessionFacts, found: Found, *, now: datetime) -> int | None:
    """Id of the participant; one is made for a roster line without any (hold the session's row alone)."""
    if found.person_id is not None or found.roster_entry_id is None:
        return found.person_id
    return person_for_roster_entry(session, facts.campaign_id, found.roster_entry_id, now=now).id
