"""Recording a scan: nonce first, then judged, always kept, and counted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, select, update
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts
from quizapp.checkins.models import Attendance, Scan
from quizapp.checkins.producer import credit_person
from quizapp.checkins.rules import Door, Moment, Verdict, judge_scan, judge_window, late_arrival, payload_hash
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import Source
from quizapp.people import Person

_SCANS = cast(Table, Scan.__table__)
_ATTENDANCES = cast(Table, Attendance.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScan:
    """What came to the door. ``reason`` lets staff enter somebody outside of the window."""

    nonce: str
    person_id: int | None
    door: Door
    scanned_at: datetime
    device_hash: str | None = None
    reason: str = ""
    #: Hash of the form when it says more than the person, such as a walk-in's name.
    form_hash: str = ""

    @property
    def payload_hash(self) -> str:
        """What makes a retry the same scan; the time is left out, a form sent again carries a later one."""
        return self.form_hash or payload_hash(self.person_id, self.door.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The answer to a scan, the same for every retry."""

    verdict: Verdict
    person_id: int | None
    name: str
    #: First arrival; None when the person is not in.
    arrived_at: datetime | None = None
    attendance_id: int | None = None
    unit_id: int | None = None
    #: True when this nonce had its answer before.
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """The person, the latest attendance of the slot, and an earlier scan with the same nonce; None where there is none."""

    person_id: int | None = None
    name: str = ""
    unit_id: int | None = None
    attendance_id: int | None = None
    round: int | None = None
    arrived_at: datetime | None = None
    undone_at: datetime | None = None
    scan_id: int | None = None

    @property
    def is_in(self) -> bool:
        return self.attendance_id is not None and self.undone_at is None


def record_scan(session: Session, session_id: int, scan: NewScan, *, actor: str, now: datetime) -> ScanResult:
    """Judge and keep one scan. At most eight statements.

    Raises `NotFound` for an unknown session and `Conflict` when the nonce was used for something else.
    """
    return record_scan_at(session, load_facts(session, session_id, lock=Lock.SHARED), scan, actor=actor, now=now)


def record_scan_at(session: Session, facts: SessionFacts, scan: NewScan, *, actor: str, now: datetime) -> ScanResult:
    """`record_scan` for facts that were loaded in this transaction, with a lock."""
    state = _read_state(session, facts, scan)
    if state.scan_id is not None:
        return first_answer(session, facts, scan)
    verdict = _judge(facts, scan, state)
    scan_id = _keep_scan(session, facts, scan, verdict, state, actor=actor, now=now)
    if scan_id is None:  # a twin with the same nonce was faster
        return first_answer(session, facts, scan)
    if verdict is Verdict.ACCEPTED:
        return _count(session, facts, scan, scan_id, state, actor=actor, now=now)
    return _answer(verdict, state)


_same_nonce = and_(Scan.session_id == bindparam("session_id"), Scan.nonce == bindparam("nonce"))
#: Built once: they stand on every check-in.
_EARLIER = select(Scan.id).where(_same_nonce)
_STATE = (
    select(
        Person.id.label("person_id"), Person.name, Person.unit_id, Attendance.id.label("attendance_id"),
        Attendance.round, Attendance.arrived_at, Attendance.undone_at, Scan.id.label("scan_id"),
    )
    .outerjoin(
        Attendance,
        and_(
            Attendance.person_id == Person.id, Attendance.session_id == bindparam("session_id"),
            Attendance.slot == bindparam("slot"),
        ),
    )
    .outerjoin(Scan, _same_nonce)
    .where(
        Person.id == bindparam("person_id"), Person.campaign_id == bindparam("campaign_id"), Person.erased_at.is_(None)
    )
    .order_by(Attendance.round.desc())
    .limit(1)
)  # fmt: skip


def _read_state(session: Session, facts: SessionFacts, scan: NewScan) -> _State:
    asked = {
        "session_id": facts.id, "slot": facts.slot(scan.scanned_at), "nonce": scan.nonce, "person_id": scan.person_id,
        "campaign_id": facts.campaign_id,
    }  # fmt: skip
    row = session.execute(_STATE, asked).first()
    if row is not None:
        return _State(**row._mapping)
    return _State(scan_id=session.scalar(_EARLIER, {"session_id": facts.id, "nonce": scan.nonce}))


def _moment(facts: SessionFacts, scan: NewScan, state: _State) -> Moment:
    return Moment(
        at=scan.scanned_at, opens_at=facts.opens_at, closes_at=facts.closes_at,
        is_cancelled=facts.cancelled_at is not None, allows_self=facts.allows_self_check_in,
        is_known=state.person_id is not None, is_in=state.is_in,
    )  # fmt: skip


def _judge(facts: SessionFacts, scan: NewScan, state: _State) -> Verdict:
    may_be_late = bool(clean_line(scan.reason)) and scan.door is not Door.SCAN
    return judge_scan(_moment(facts, scan, state), door=scan.door, may_be_late=may_be_late)


def _keep_scan(
    session: Session, facts: SessionFacts, scan: NewScan, verdict: Verdict, state: _State, *, actor: str, now: datetime
) -> int | None:
    """Id of the kept scan; None when its nonce was kept before."""
    values = {
        "session_id": facts.id, "nonce": scan.nonce, "payload_hash": scan.payload_hash, "person_id": state.person_id,
        "verdict": verdict.value, "source": scan.door.value, "scanned_at": scan.scanned_at, "recorded_at": now,
        "device_hash": scan.device_hash, "actor": actor, "reason": clean_line(scan.reason, limit=200),
    }  # fmt: skip
    return insert_or_ignore(session, _SCANS, values, unique=("session_id", "nonce"))


def _count(
    session: Session, facts: SessionFacts, scan: NewScan, scan_id: int, state: _State, *, actor: str, now: datetime
) -> ScanResult:
    """The attendance for an accepted scan; the first of two at one moment wins, the other one is told its time."""
    assert state.person_id is not None
    assert state.unit_id is not None
    in_time = judge_window(_moment(facts, scan, state)) is Verdict.ACCEPTED
    arrived_at = scan.scanned_at if in_time else late_arrival(scan.scanned_at, facts.starts_at, facts.ends_at)
    slot = facts.slot(scan.scanned_at)
    values = {
        "session_id": facts.id, "person_id": state.person_id, "slot": slot, "scan_id": scan_id,
        "round": 0 if state.round is None else state.round + 1, "arrived_at": arrived_at,
    }  # fmt: skip
    attendance_id = insert_or_ignore(session, _ATTENDANCES, values, unique=("session_id", "person_id", "slot", "round"))
    if attendance_id is None:
        session.execute(update(Scan).where(Scan.id == scan_id).values(verdict=Verdict.ALREADY_IN.value))
        return _answer(Verdict.ALREADY_IN, _latest(session, facts, state.person_id, slot))
    credit_person(
        session, facts, attendance_id=attendance_id, person_id=state.person_id, unit_id=state.unit_id, slot=slot,
        arrived_at=arrived_at, source=Source(scan.door.value), actor=actor, now=now,
    )  # fmt: skip
    return ScanResult(
        verdict=Verdict.ACCEPTED, person_id=state.person_id, name=state.name, arrived_at=arrived_at,
        attendance_id=attendance_id, unit_id=state.unit_id,
    )  # fmt: skip


def _answer(verdict: Verdict, state: _State, *, is_repeat: bool = False) -> ScanResult:
    return ScanResult(
        verdict=verdict, person_id=state.person_id, name=state.name, unit_id=state.unit_id, is_repeat=is_repeat,
        arrived_at=state.arrived_at if state.is_in else None,
        attendance_id=state.attendance_id if state.is_in else None,
    )  # fmt: skip


def _latest(session: Session, facts: SessionFacts, person_id: int | None, slot: date) -> _State:
    row = session.execute(
        select(
            Person.id.label("person_id"), Person.name, Person.unit_id, Attendance.id.label("attendance_id"),
            Attendance.round, Attendance.arrived_at, Attendance.undone_at,
        )
        .outerjoin(
            Attendance,
            and_(Attendance.person_id == Person.id, Attendance.session_id == facts.id, Attendance.slot == slot),
        )
        .where(Person.id == person_id)
        .order_by(Attendance.round.desc())
        .limit(1)
    ).first()  # fmt: skip
    return _State(**row._mapping) if row is not None else _State()


def first_answer(session: Session, facts: SessionFacts, scan: NewScan) -> ScanResult:
    """What this nonce was answered before. Raises `Conflict` when it was sent with other content."""
    kept = session.scalars(select(Scan).where(Scan.session_id == facts.id, Scan.nonce == scan.nonce)).one()
    if kept.payload_hash != scan.payload_hash:
        raise Conflict(N_("这次提交和之前的一次编号相同、内容不同，没有保存：请刷新页面再试"))
    return _told_again(session, facts, kept)


def read_answer(session: Session, facts: SessionFacts, nonce: str, device_hash: str) -> ScanResult | None:
    """What a phone was answered; None when it never asked with this nonce. Two statements."""
    kept = session.scalar(
        select(Scan).where(Scan.session_id == facts.id, Scan.nonce == nonce, Scan.device_hash == device_hash)
    )
    return None if kept is None else _told_again(session, facts, kept)


def _told_again(session: Session, facts: SessionFacts, kept: Scan) -> ScanResult:
    state = _latest(session, facts, kept.person_id, facts.slot(kept.scanned_at))
    verdict = Verdict(kept.verdict)
    if verdict.is_in and not state.is_in:
        verdict = Verdict.UNDONE
    return _answer(verdict, state, is_repeat=True)
