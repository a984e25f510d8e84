"""The helper's desk: ticking a roster line, walk-ins, crowds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts
from quizapp.checkins.models import Headcount, Scan
from quizapp.checkins.producer import credit_crowd
from quizapp.checkins.rules import METHODS, payload_hash
from quizapp.checkins.service.answers import ScanResult, first_answer
from quizapp.checkins.service.record import BY_HAND, How, record_scan_at
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.kit.vault import Vault
from quizapp.people import NewPerson, Person, person_for_roster_entry, register_person
from quizapp.units import get_unit

#: Largest crowd that one form may say; more is a slip of the finger.
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """Somebody who came without being on any list."""

    name: str
    unit_id: int
    nonce: str
    #: True when a person of this name and unit is known and this is another one.
    is_namesake: bool = False
    #: Lets staff enter somebody outside of the window.
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHeadcount:
    """A crowd, and who stands for its number."""

    unit_id: int
    people: int
    is_approximate: bool
    counted_by: str
    method: str
    nonce: str
    #: None = now.
    counted_at: datetime | None = None
    note: str = ""


def tick_roster_line(
    session: Session, session_id: int, roster_entry_id: int, *, nonce: str, reason: str = "", actor: str, now: datetime,
    how: How = BY_HAND,
) -> ScanResult:  # fmt: skip
    """Check in the person behind a roster line, made from it on the first time."""
    facts = load_facts(session, session_id, lock=Lock.ALONE)  # two helpers must not make the person twice
    person = person_for_roster_entry(session, facts.campaign_id, roster_entry_id, now=now)
    scan = how.scan(nonce=nonce, person_id=person.id, now=now, reason=reason)
    return record_scan_at(session, facts, scan, actor=actor, now=now)


def check_in_walk_in(
    session: Session, session_id: int, walk_in: WalkIn, *, vault: Vault, actor: str, now: datetime, how: How = BY_HAND
) -> ScanResult:
    """Check in somebody by name and unit. The same name of the same unit is the same person unless said otherwise."""
    facts = load_facts(session, session_id, lock=Lock.ALONE)  # a double tap must not make two people
    said = payload_hash("walk_in", fold_key(walk_in.name), walk_in.unit_id, walk_in.is_namesake)
    if session.scalar(select(Scan.id).where(Scan.session_id == facts.id, Scan.nonce == walk_in.nonce)) is not None:
        return first_answer(session, facts, walk_in.nonce, said)
    get_unit(session, walk_in.unit_id)
    person = None if walk_in.is_namesake else _known_person(session, facts, walk_in)
    if person is None:
        new = NewPerson(campaign_id=facts.campaign_id, unit_id=walk_in.unit_id, name=walk_in.name, origin="helper")
        person = register_person(session, new, device_hash=None, vault=vault, now=now)
    scan = how.scan(nonce=walk_in.nonce, person_id=person.id, now=now, reason=walk_in.reason, form_hash=said)
    return record_scan_at(session, facts, scan, actor=actor, now=now)


def _known_person(session: Session, facts: SessionFacts, walk_in: WalkIn) -> Person | None:
    return session.scalar(
        select(Person)
        .where(
            Person.campaign_id == facts.campaign_id, Person.unit_id == walk_in.unit_id,
            Person.name_key == fold_key(walk_in.name), Person.erased_at.is_(None),
        )
        .order_by(Person.id)
        .limit(1)
    )  # fmt: skip


def count_crowd(session: Session, session_id: int, new: NewHeadcount, *, actor: str, now: datetime) -> Headcount:
    """The headcount, counted once however often its form is sent. Raises `Invalid` for what cannot be, `Conflict` when cancelled."""
    counted_by = _checked(new, now)
    facts = load_facts(session, session_id, lock=Lock.SHARED)
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能登记人数"))
    counted_at = new.counted_at or now
    said = payload_hash(session_id, new.unit_id, new.people, new.is_approximate, counted_by, new.method)
    values = {
        "session_id": session_id, "unit_id": get_unit(session, new.unit_id).id, "people": new.people,
        "is_approximate": new.is_approximate, "counted_by": counted_by, "counted_at": counted_at,
        "method": new.method, "note": clean_line(new.note, limit=200), "nonce": new.nonce, "payload_hash": said,
        "recorded_at": now, "actor": actor,
    }  # fmt: skip
    headcount_id = insert_or_ignore(session, cast(Table, Headcount.__table__), values, unique=("nonce",))
    if headcount_id is None:
        return _earlier(session, new.nonce, said)
    credit_crowd(
        session, facts, headcount_id=headcount_id, unit_id=new.unit_id, people=new.people,
        is_approximate=new.is_approximate, counted_at=counted_at, actor=actor, now=now,
    )  # fmt: skip
    return session.get_one(Headcount, headcount_id)


def _checked(new: NewHeadcount, now: datetime) -> str:
    """Who counted, cleaned."""
    counted_by = clean_line(new.counted_by, limit=100)
    if not counted_by:
        raise Invalid(N_("请填写是谁清点的（姓名和职务）"), field="counted_by")
    if not 0 < new.people <= MOST_PEOPLE:
        raise Invalid(N_("人数应在 1 到 %(most)s 之间"), field="people", most=MOST_PEOPLE)
    if new.method not in METHODS:
        raise Invalid(N_("请选择清点方法"), field="method")
    if new.counted_at is not None and new.counted_at > now:
        raise Invalid(N_("清点时间不能晚于现在"), field="counted_at")
    return counted_by


def _earlier(session: Session, nonce: str, said: str) -> Headcount:
    found = session.scalars(select(Headcount).where(Headcount.nonce == nonce)).one()
    if found.payload_hash != said:
        raise Conflict(N_("这次提交和之前的一次编号相同、内容不同，没有保存：请刷新页面再试"))
    return found
