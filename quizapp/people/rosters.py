"""Rosters (花名册): importing the same list twice adds nothing, and a wrong line stops nobody else's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from quizapp.db import insert_many_or_ignore
from quizapp.errors import NotFound
from quizapp.kit import pinyin
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.kit.vault import Vault
from quizapp.people.models import Roster, RosterEntry
from quizapp.people.phones import PHONE_PURPOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """A checked line, ready to be stored: name cleaned, phone normal or empty, unit known."""

    unit_id: int
    name: str
    phone: str = ""
    department: str = ""
    post: str = ""
    employee_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    roster_id: int
    added: int
    already_there: int


def open_roster(session: Session, *, campaign_id: int, unit_id: int, title: str, now: datetime) -> Roster:
    """The unit's roster with this title, made when it is not there yet."""
    cleaned = clean_line(title, limit=100)
    known = session.scalar(
        select(Roster).where(Roster.campaign_id == campaign_id, Roster.unit_id == unit_id, Roster.title == cleaned)
    )
    if known is not None:
        return known
    roster = Roster(campaign_id=campaign_id, unit_id=unit_id, title=cleaned, created_at=now)
    session.add(roster)
    session.flush()
    return roster


def get_roster(session: Session, roster_id: int) -> Roster:
    """The roster. Raises `NotFound`."""
    roster = session.get(Roster, roster_id)
    if roster is None:
        raise NotFound(N_("没有这份花名册"))
    return roster


class Worked(NamedTuple):
    """What is worked out of a name and a phone: the long part of an import, and nobody's transaction needs to wait for it."""

    name_key: str
    pinyin: str
    initials: str
    phone_sealed: bytes | None
    phone_index: str | None


def work_out(name: str, phone: str, vault: Vault) -> Worked:
    """Keys to search by, and the phone sealed."""
    return Worked(
        name_key=fold_key(name), pinyin=pinyin.full(name), initials=pinyin.initials(name)[:64],
        phone_sealed=vault.seal(phone, purpose=PHONE_PURPOSE) if phone else None,
        phone_index=vault.index(phone, purpose=PHONE_PURPOSE) if phone else None,
    )  # fmt: skip


def import_lines(
    session: Session, roster: Roster, lines: Sequence[RosterLine], *, vault: Vault,
    worked: Mapping[tuple[str, str], Worked] | None = None,
) -> Imported:  # fmt: skip
    """Add the lines that are not there yet, in their order. Same name, unit, phone and number = same line.

    ``worked`` holds what was worked out before the transaction, by name and phone.
    """
    known = worked or {}
    before = _count(session, roster.id)
    start = session.scalar(select(func.max(RosterEntry.position)).where(RosterEntry.roster_id == roster.id)) or 0
    rows = [
        _row(
            roster.id,
            each,
            start + number,
            known.get((each.name, each.phone)) or work_out(each.name, each.phone, vault),
        )
        for number, each in enumerate(lines, 1)
    ]
    insert_many_or_ignore(session, cast(Table, RosterEntry.__table__), rows, unique=("roster_id", "identity"))
    added = _count(session, roster.id) - before
    return Imported(roster_id=roster.id, added=added, already_there=len(lines) - added)


def _count(session: Session, roster_id: int) -> int:
    return session.scalar(select(func.count()).where(RosterEntry.roster_id == roster_id)) or 0


def _row(roster_id: int, each: RosterLine, position: int, worked: Worked) -> Mapping[str, Any]:
    identity = "\n".join((str(each.unit_id), worked.name_key, each.phone, fold_key(each.employee_no)))
    return {
        "roster_id": roster_id,
        "unit_id": each.unit_id,
        "name": each.name,
        "department": each.department,
        "post": each.post,
        "employee_no": each.employee_no[:64],
        **worked._asdict(),
        "identity": hashlib.sha256(identity.encode()).hexdigest(),
        "position": position,
    }


def list_rosters(session: Session, campaign_id: int, unit_ids: Sequence[int]) -> list[tuple[Roster, int]]:
    """Rosters of these units with the number of lines each, newest first."""
    rows = session.execute(
        select(Roster, func.count(RosterEntry.id))
        .outerjoin(RosterEntry, RosterEntry.roster_id == Roster.id)
        .where(Roster.campaign_id == campaign_id, Roster.unit_id.in_(unit_ids))
        .group_by(Roster.id)
        .order_by(Roster.id.desc())
    )
    return [(row[0], row[1]) for row in rows]
