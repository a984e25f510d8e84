"""One human being under two names: a walk-in turns out to stand on the roster. Merged, and unmerged when it was a mistake.

Nothing is rewritten: heads that the walk-in had are taken back in the ledger and made again for the person who stays;
scans keep saying whom they were about. A head that both had becomes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, exists, select, update
from sqlalchemy.orm import Session

from quizapp.activities import Lock, load_facts, settle
from quizapp.checkins.models import Attendance, PersonMerge, PersonMergeHead, Scan
from quizapp.checkins.producer import ATTENDANCE, credit_person
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import LedgerEntry, Source, reverse_record
from quizapp.people import Person

_ATTENDANCES = cast(Table, Attendance.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did: heads that went over, and those that both had."""

    merge_id: int
    moved: int
    doubled: int


def merge_people(
    session: Session, *, walk_in_id: int, kept_id: int, reason: str, actor: str, now: datetime
) -> Merged:  # fmt: skip
    """Credit what the walk-in attended to the person who stays.

    Only somebody whose name a helper wrote down can be merged away, and only while nothing but heads stands for him:
    who took part by phone has papers and answers of his own. Raises `Invalid` and `Conflict` saying which.
    """
    why = _require_reason(reason)
    walk_in, kept = _pair(session, walk_in_id, kept_id)
    merge = PersonMerge(
        campaign_id=kept.campaign_id, walk_in_id=walk_in.id, kept_id=kept.id, reason=why, merged_at=now, actor=actor
    )
    session.add(merge)
    session.flush()
    moved = doubled = 0
    for head in _standing_heads(session, walk_in.id):
        made_id = _move(session, head, kept, why, actor=actor, now=now)
        session.add(PersonMergeHead(merge_id=merge.id, taken_id=head.id, made_id=made_id))
        moved, doubled = moved + (made_id is not None), doubled + (made_id is None)
    session.flush()
    return Merged(merge_id=merge.id, moved=moved, doubled=doubled)


def unmerge_people(session: Session, merge_id: int, *, reason: str, actor: str, now: datetime) -> bool:
    """Give the heads back to the walk-in; False when that was done before."""
    why = _require_reason(reason)
    merge = session.get(PersonMerge, merge_id)
    if merge is None:
        raise Conflict(N_("没有这次合并"))
    done = session.execute(
        update(PersonMerge)
        .where(PersonMerge.id == merge_id, PersonMerge.undone_at.is_(None))
        .values(undone_at=now, undone_reason=why, undone_by=actor)
        .returning(PersonMerge.id)
    ).all()
    if not done:
        return False
    walk_in = session.get_one(Person, merge.walk_in_id)
    rows = session.execute(select(PersonMergeHead).where(PersonMergeHead.merge_id == merge_id)).scalars().all()
    for row in rows:
        _give_back(session, row, walk_in, why, actor=actor, now=now)
    return True


def merged_into(session: Session, person_ids: Sequence[int]) -> dict[int, PersonMerge]:
    """Walk-in -> the merge that stands for him. One statement."""
    query = select(PersonMerge).where(PersonMerge.walk_in_id.in_(person_ids), PersonMerge.undone_at.is_(None))
    return {merge.walk_in_id: merge for merge in session.scalars(query)}


def _require_reason(reason: str) -> str:
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明原因"), field="reason")
    return why


def _pair(session: Session, walk_in_id: int, kept_id: int) -> tuple[Person, Person]:
    """Both, held until the transaction ends: two merges of one walk-in at a moment are one after the other."""
    query = select(Person).where(Person.id.in_([walk_in_id, kept_id])).order_by(Person.id).with_for_update()
    people = session.scalars(query.execution_options(populate_existing=True))
    found = {person.id: person for person in people}
    walk_in, kept = found.get(walk_in_id), found.get(kept_id)
    if walk_in is None or kept is None or walk_in.campaign_id != kept.campaign_id or walk_in_id == kept_id:
        raise Invalid(N_("请选择这次活动里的另一个人"), field="kept_id")
    if walk_in.erased_at is not None or kept.erased_at is not None:
        raise Conflict(N_("其中一人的资料已应本人要求删除，不能合并"))
    if walk_in.origin not in {"helper", "paper"} or walk_in.roster_entry_id is not None:
        raise Conflict(N_("只有工作人员代填的名字可以并到别人：这个人在花名册上，或自己用手机登记过"))
    if _has_more_than_heads(session, walk_in_id):
        raise Conflict(N_("这个人除了签到还有答卷等记录，不能合并"))
    if merged_into(session, [walk_in_id, kept_id]):
        raise Conflict(N_("其中一人已经并到别人那里，请先取消那次合并"))
    return walk_in, kept


def _has_more_than_heads(session: Session, person_id: int) -> bool:
    other = select(LedgerEntry.id).where(
        LedgerEntry.person_id == person_id, LedgerEntry.source_table != ATTENDANCE, LedgerEntry.reverses_id.is_(None)
    )
    return bool(session.scalar(select(exists(other))))


def _standing_heads(session: Session, person_id: int) -> Sequence[Attendance]:
    query = select(Attendance).where(Attendance.person_id == person_id, Attendance.undone_at.is_(None))
    return session.scalars(query.order_by(Attendance.session_id, Attendance.id)).all()


def _move(
    session: Session, head: Attendance, to: Person, why: str, *, actor: str, now: datetime
) -> int | None:  # fmt: skip
    """Id of the head made for ``to``; None when he was in already: then the two were one all along."""
    facts = load_facts(session, head.session_id, lock=Lock.ALONE)
    _take(session, head, why, actor=actor, now=now)
    latest = session.scalars(
        select(Attendance)
        .where(
            Attendance.session_id == head.session_id, Attendance.person_id == to.id, Attendance.slot == head.slot
        )
        .order_by(Attendance.round.desc())
        .limit(1)
    ).first()  # fmt: skip
    if latest is not None and latest.undone_at is None:
        settle(session, facts, reason=why, actor=actor, now=now)
        return None
    values = {
        "session_id": head.session_id, "person_id": to.id, "slot": head.slot, "scan_id": head.scan_id,
        "round": 0 if latest is None else latest.round + 1, "arrived_at": head.arrived_at,
    }  # fmt: skip
    made_id = insert_or_ignore(session, _ATTENDANCES, values, unique=("session_id", "person_id", "slot", "round"))
    if made_id is None:
        raise Conflict(N_("刚才有人改了同一个人的签到，请再试一次"))
    source = Source(session.scalars(select(Scan.source).where(Scan.id == head.scan_id)).one())
    credit_person(
        session, facts, attendance_id=made_id, person_id=to.id, unit_id=to.unit_id, slot=head.slot,
        arrived_at=head.arrived_at, source=source, actor=actor, now=now,
    )  # fmt: skip
    return made_id


def _take(session: Session, head: Attendance, why: str, *, actor: str, now: datetime) -> None:
    session.execute(update(Attendance).where(Attendance.id == head.id).values(undone_at=now))
    reverse_record(session, ATTENDANCE, head.id, reason=why, actor=actor, now=now)


def _give_back(
    session: Session, row: PersonMergeHead, walk_in: Person, why: str, *, actor: str, now: datetime
) -> None:  # fmt: skip
    """The walk-in gets his head again; what was made for the other goes, unless somebody took it back meanwhile."""
    taken = session.get_one(Attendance, row.taken_id, populate_existing=True)
    made = None if row.made_id is None else session.get_one(Attendance, row.made_id, populate_existing=True)
    if made is not None and made.undone_at is not None:
        return
    source = made if made is not None else taken
    if made is not None:
        _move(session, made, walk_in, why, actor=actor, now=now)
    else:
        _again(session, source, walk_in, actor=actor, now=now)


def _again(session: Session, head: Attendance, person: Person, *, actor: str, now: datetime) -> None:
    """A head of its own where both had come after all."""
    facts = load_facts(session, head.session_id, lock=Lock.ALONE)
    values = {
        "session_id": head.session_id, "person_id": person.id, "slot": head.slot, "scan_id": head.scan_id,
        "round": head.round + 1, "arrived_at": head.arrived_at,
    }  # fmt: skip
    made_id = insert_or_ignore(session, _ATTENDANCES, values, unique=("session_id", "person_id", "slot", "round"))
    if made_id is None:
        return
    source = Source(session.scalars(select(Scan.source).where(Scan.id == head.scan_id)).one())
    credit_person(
        session, facts, attendance_id=made_id, person_id=person.id, unit_id=person.unit_id, slot=head.slot,
        arrived_at=head.arrived_at, source=source, actor=actor, now=now,
    )  # fmt: skip
