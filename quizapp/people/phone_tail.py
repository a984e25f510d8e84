"""Finding people by the last digits of their phone, where somebody stands before a machine and types them himself."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.kit.vault import Vault
from quizapp.people.models import Person, Roster, RosterEntry
from quizapp.people.phones import PHONE_PURPOSE
from quizapp.people.queries import FoundPerson
from quizapp.units import Unit, within_any

#: Sealed numbers that one question opens at most: about 10 microseconds each.
_OPENED = 20_000


def people_by_phone_tail(
    session: Session, *, campaign_id: int, paths: Collection[str], tail: str, vault: Vault, limit: int
) -> list[FoundPerson]:
    """Participants and free roster lines of the subtrees whose phone ends with ``tail`` (digits). Two statements.

    Numbers are sealed, so that each of them is opened: for a session's own people, not for a province.
    """
    found: list[FoundPerson] = []
    for line, sealed in [*_people(session, campaign_id, paths), *_free_lines(session, campaign_id, paths)]:
        if vault.open(sealed, purpose=PHONE_PURPOSE).endswith(tail):
            found.append(line)
            if len(found) == limit:
                break
    return found


def _people(session: Session, campaign_id: int, paths: Collection[str]) -> list[tuple[FoundPerson, bytes]]:
    rows = session.execute(
        select(Person.id, Person.name, Person.unit_id, Unit.name, Person.phone_sealed)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Person.campaign_id == campaign_id, Person.erased_at.is_(None), Person.phone_sealed.is_not(None),
            within_any(paths),
        )
        .order_by(Person.id)
        .limit(_OPENED)
    )  # fmt: skip
    return [
        (FoundPerson(person_id=row[0], roster_entry_id=None, name=row[1], unit_id=row[2], unit_name=row[3]), row[4])
        for row in rows
        if row[4]
    ]


def _free_lines(session: Session, campaign_id: int, paths: Collection[str]) -> list[tuple[FoundPerson, bytes]]:
    taken = exists().where(Person.roster_entry_id == RosterEntry.id, Person.campaign_id == campaign_id)
    rows = session.execute(
        select(RosterEntry.id, RosterEntry.name, RosterEntry.unit_id, Unit.name, RosterEntry.phone_sealed)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .join(Unit, Unit.id == RosterEntry.unit_id)
        .where(
            Roster.campaign_id == campaign_id, ~taken, RosterEntry.phone_sealed.is_not(None), within_any(paths)
        )
        .order_by(RosterEntry.id)
        .limit(_OPENED)
    )  # fmt: skip
    return [
        (FoundPerson(person_id=None, roster_entry_id=row[0], name=row[1], unit_id=row[2], unit_name=row[3]), row[4])
        for row in rows
        if row[4]
    ]
