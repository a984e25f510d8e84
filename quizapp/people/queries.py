"""Finding people: at the desk by name or pinyin initials, in the console by unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key, mask_name
from quizapp.people.badges import person_of_line
from quizapp.people.models import Person, Roster, RosterEntry
from quizapp.units import Unit, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """One line of a search: a participant, or somebody on a roster who has not taken part yet."""

    #: None while the roster line has no participant.
    person_id: int | None
    #: None for participants who are on no roster.
    roster_entry_id: int | None
    name: str
    unit_id: int
    unit_name: str
    #: Department and post from the roster, to tell people of one name apart.
    detail: str = ""


def _named(
    words: str,
    name: InstrumentedAttribute[str],
    pinyin: InstrumentedAttribute[str],
    initials: InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    key = fold_key(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    columns = (
        name.like(f"%{key}%", escape="\\"),
        pinyin.like(f"{key}%", escape="\\"),
        initials.like(f"{key}%", escape="\\"),
    )
    return or_(*columns)


def search_people(
    session: Session, *, campaign_id: int, paths: Collection[str], words: str, limit: int = 20
) -> list[FoundPerson]:
    """Participants and free roster lines of the subtrees whose name, pinyin or initials fit ``words``.

    Empty ``words`` lists the first ``limit`` of each. Two statements.
    """
    people = session.execute(
        select(Person, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Person.campaign_id == campaign_id,
            Person.erased_at.is_(None),
            within_any(paths),
            _named(words, Person.name_key, Person.pinyin, Person.initials),
        )
        .order_by(Unit.path, Person.pinyin, Person.id)
        .limit(limit)
    ).all()
    found = [
        FoundPerson(
            person_id=person.id, roster_entry_id=person.roster_entry_id, name=person.name,
            unit_id=person.unit_id, unit_name=unit_name,
        )
        for person, unit_name in people
    ]  # fmt: skip
    return found + _free_roster_lines(session, campaign_id, paths, words, limit)


def _free_roster_lines(
    session: Session, campaign_id: int, paths: Collection[str], words: str, limit: int
) -> list[FoundPerson]:
    taken = exists().where(Person.roster_entry_id == RosterEntry.id, Person.campaign_id == campaign_id)
    rows = session.execute(
        select(RosterEntry, Unit.name)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .join(Unit, Unit.id == RosterEntry.unit_id)
        .where(
            Roster.campaign_id == campaign_id,
            ~taken,
            within_any(paths),
            _named(words, RosterEntry.name_key, RosterEntry.pinyin, RosterEntry.initials),
        )
        .order_by(Unit.path, RosterEntry.position, RosterEntry.id)
        .limit(limit)
    ).all()
    return [
        FoundPerson(
            person_id=None, roster_entry_id=entry.id, name=entry.name, unit_id=entry.unit_id, unit_name=unit_name,
            detail=" ".join(part for part in (entry.department, entry.post) if part),
        )
        for entry, unit_name in rows
    ]  # fmt: skip


def person_for_roster_entry(session: Session, campaign_id: int, roster_entry_id: int, *, now: datetime) -> Person:
    """The participant behind a roster line, made from it when the person has not taken part yet."""
    entry = session.scalar(
        select(RosterEntry)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .where(RosterEntry.id == roster_entry_id, Roster.campaign_id == campaign_id)
    )
    if entry is None:
        raise NotFound(N_("花名册里没有这个人"))
    known = session.scalar(
        select(Person).where(Person.campaign_id == campaign_id, Person.roster_entry_id == roster_entry_id)
    )
    if known is not None:
        return known
    person = person_of_line(entry, campaign_id, now=now)
    session.add(person)
    session.flush()
    return person


def list_people(
    session: Session, *, campaign_id: int, paths: Collection[str], words: str = "", offset: int = 0, limit: int = 50,
    only_id: int | None = None,
) -> tuple[list[tuple[Person, str]], int]:  # fmt: skip
    """A page of participants (or ``only_id`` of them) with their unit's name, and how many in all. Two statements."""
    conditions = [Person.campaign_id == campaign_id, Person.erased_at.is_(None), within_any(paths)]
    if only_id is not None:
        conditions.append(Person.id == only_id)
    elif words.strip():
        conditions.append(_named(words, Person.name_key, Person.pinyin, Person.initials))
    base = select(Person, Unit.name).join(Unit, Unit.id == Person.unit_id).where(*conditions)
    rows = session.execute(base.order_by(Unit.path, Person.pinyin, Person.id).offset(offset).limit(limit)).all()
    total = session.scalar(
        select(func.count()).select_from(Person).join(Unit, Unit.id == Person.unit_id).where(*conditions)
    )
    return [(row[0], row[1]) for row in rows], total or 0


def names_of_people(session: Session, person_ids: Collection[int], *, masked: bool = True) -> dict[int, str]:
    """Person id -> name; erased people have an empty one. Who asks for full names checks the right and notes it."""
    if not person_ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row[0]: mask_name(row[1]) if masked else row[1] for row in rows}


def get_person_with_unit(session: Session, person_id: int) -> tuple[Person, Unit]:
    """A participant, erased or not, with the unit. Raises `NotFound`."""
    row = session.execute(
        select(Person, Unit).join(Unit, Unit.id == Person.unit_id).where(Person.id == person_id)
    ).first()
    if row is None:
        raise NotFound(N_("没有这个人"))
    return row[0], row[1]


def count_by_origin(session: Session, *, campaign_id: int, paths: Collection[str]) -> dict[str, int]:
    """How many participants there are by how their name came in: phone | helper | roster | paper."""
    rows = session.execute(
        select(Person.origin, func.count(Person.id))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.campaign_id == campaign_id, Person.erased_at.is_(None), within_any(paths))
        .group_by(Person.origin)
    )
    return {row[0]: row[1] for row in rows}


def list_roster_lines(
    session: Session, roster_id: int, *, words: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[tuple[RosterEntry, str, int | None]], int]:
    """A page of a roster: line, unit's name, id of the participant matched to it; and how many lines there are."""
    conditions = [RosterEntry.roster_id == roster_id]
    if words.strip():
        conditions.append(_named(words, RosterEntry.name_key, RosterEntry.pinyin, RosterEntry.initials))
    rows = session.execute(
        select(RosterEntry, Unit.name, Person.id)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .join(Unit, Unit.id == RosterEntry.unit_id)
        .outerjoin(Person, (Person.roster_entry_id == RosterEntry.id) & (Person.campaign_id == Roster.campaign_id))
        .where(*conditions)
        .order_by(RosterEntry.position, RosterEntry.id)
        .offset(offset)
        .limit(limit)
    ).all()
    total = session.scalar(select(func.count(RosterEntry.id)).where(*conditions))
    return [(row[0], row[1], row[2]) for row in rows], total or 0


def list_rosters_within(
    session: Session, campaign_id: int, paths: Collection[str]
) -> list[tuple[Roster, str, int, int]]:
    """Rosters of the subtrees, newest first: roster, unit's name, lines, lines whose person has taken part. One statement."""
    rows = session.execute(
        select(Roster, Unit.name, func.count(RosterEntry.id), func.count(Person.id))
        .join(Unit, Unit.id == Roster.unit_id)
        .outerjoin(RosterEntry, RosterEntry.roster_id == Roster.id)
        .outerjoin(Person, (Person.roster_entry_id == RosterEntry.id) & (Person.campaign_id == Roster.campaign_id))
        .where(Roster.campaign_id == campaign_id, within_any(paths))
        .group_by(Roster.id, Unit.name)
        .order_by(Roster.id.desc())
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
