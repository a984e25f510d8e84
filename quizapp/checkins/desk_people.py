"""Whom a helper's tap means: ``p<person>`` or ``r<roster line>``, within the units he looks after."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import SessionFacts
from quizapp.checkins.models import Attendance
from quizapp.checkins.presence import stays_of
from quizapp.checkins.queries import present_people
from quizapp.checkins.service.answers import ScanResult
from quizapp.checkins.service.desk import tick_roster_line
from quizapp.checkins.service.record import BY_HAND, How, record_scan
from quizapp.errors import NotFound
from quizapp.kit import pinyin
from quizapp.kit.i18n import N_
from quizapp.people import FoundPerson, Person, Roster, RosterEntry, search_people
from quizapp.units import Unit

_KEY = re.compile(r"([pr])(\d{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A participant, or a roster line whose person has not taken part yet (then ``person_id`` is None)."""

    person_id: int | None
    roster_entry_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One person to tick. ``who`` is what `choose` understands."""

    who: str
    name: str
    unit_name: str
    #: Pinyin and initials, for the search on the page.
    search: str
    #: None while the person is not in.
    arrived_at: datetime | None
    #: Set when the person came and was seen leaving; None where exits are not taken.
    left_at: datetime | None = None


def desk_rows(
    session: Session, facts: SessionFacts, words: str, *, paths: Collection[str], limit: int, now: datetime
) -> list[DeskRow]:
    """People of the subtrees who fit ``words``, each with his state. Three statements, four where exits are taken."""
    found = search_people(session, campaign_id=facts.campaign_id, paths=paths, words=words, limit=limit)
    present = present_people(session, facts.id, [each.person_id for each in found if each.person_id])
    reads_stays = facts.door.takes_exits or facts.is_one_head_over_days
    left = _left(session, facts, list(present), now) if reads_stays else {}
    return [_row(each, present, left) for each in found]


def _left(session: Session, facts: SessionFacts, person_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    """Of these people those who have left, with the moment; who has a head and did not come today has left too."""
    stays = stays_of(session, facts, now=now, person_ids=person_ids) if person_ids else {}
    today, found = facts.day_of(now), dict[int, datetime | None]()
    for (person_id, day), stay in sorted(stays.items(), key=lambda each: each[0]):
        if day == today or facts.is_one_head_over_days:
            ended = None if day == today else facts.day_window(day)[1]
            found[person_id] = ended if stay.is_open else stay.last_out
    return {person_id: left_at for person_id, left_at in found.items() if left_at is not None}


def _row(found: FoundPerson, present: dict[int, tuple[int, datetime]], left: dict[int, datetime]) -> DeskRow:
    state = present.get(found.person_id or 0)
    return DeskRow(
        who=f"p{found.person_id}" if found.person_id else f"r{found.roster_entry_id}", name=found.name,
        unit_name=" · ".join(part for part in (found.unit_name, found.detail) if part),
        search=f"{pinyin.full(found.name)} {pinyin.initials(found.name)}", arrived_at=state[1] if state else None,
        left_at=left.get(found.person_id or 0),
    )  # fmt: skip


def choose(session: Session, facts: SessionFacts, who: str, actor: Actor) -> Chosen:
    """Whom ``who`` means. Raises `NotFound` for everybody outside of the actor's units who is not in already."""
    match = _KEY.fullmatch(who)
    if match is None:
        raise NotFound(N_("名单里没有这个人"))
    number = int(match[2])
    return _person(session, facts, number, actor) if match[1] == "p" else _roster_line(session, facts, number, actor)


def _person(session: Session, facts: SessionFacts, person_id: int, actor: Actor) -> Chosen:
    path = session.scalar(
        select(Unit.path)
        .join(Person, Person.unit_id == Unit.id)
        .where(Person.id == person_id, Person.campaign_id == facts.campaign_id)
    )
    came = select(Attendance.id).where(Attendance.session_id == facts.id, Attendance.person_id == person_id).limit(1)
    if path is None or not (actor.can(Permission.CHECK_IN, path) or session.scalar(came)):
        raise NotFound(N_("名单里没有这个人"))
    return Chosen(person_id=person_id, roster_entry_id=None)


def _roster_line(session: Session, facts: SessionFacts, entry_id: int, actor: Actor) -> Chosen:
    path = session.scalar(
        select(Unit.path)
        .join(RosterEntry, RosterEntry.unit_id == Unit.id)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .where(RosterEntry.id == entry_id, Roster.campaign_id == facts.campaign_id)
    )
    if path is None or not actor.can(Permission.CHECK_IN, path):
        raise NotFound(N_("名单里没有这个人"))
    person = select(Person.id).where(Person.campaign_id == facts.campaign_id, Person.roster_entry_id == entry_id)
    return Chosen(person_id=session.scalar(person), roster_entry_id=entry_id)


def tick(
    session: Session, facts: SessionFacts, chosen: Chosen, *, nonce: str, reason: str, by: str, now: datetime,
    how: How = BY_HAND,
) -> ScanResult:  # fmt: skip
    """Check in whom the helper chose."""
    if chosen.person_id is None:
        assert chosen.roster_entry_id is not None
        return tick_roster_line(
            session, facts.id, chosen.roster_entry_id, nonce=nonce, reason=reason, actor=by, now=now, how=how
        )
    scan = how.scan(nonce=nonce, person_id=chosen.person_id, now=now, reason=reason)
    return record_scan(session, facts.id, scan, actor=by, now=now)
