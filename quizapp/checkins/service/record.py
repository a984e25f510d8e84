"""Recording a scan: nonce first, then judged, always kept, and counted once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

import msgspec
from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, joint_hosts_of, load_facts
from quizapp.checkins.clues import NO_CLUES, Clues, blocked_by, is_late_upload, weigh
from quizapp.checkins.models import Attendance, Scan
from quizapp.checkins.producer import credit_person
from quizapp.checkins.rotating import CodeState
from quizapp.checkins.rules import Direction, Door, Moment, judge_scan, judge_window, late_arrival, payload_hash
from quizapp.checkins.service.answers import ScanResult, answer, first_answer
from quizapp.checkins.service.state import State, latest_state, read_state
from quizapp.checkins.verdicts import Verdict
from quizapp.db import insert_or_ignore
from quizapp.kit.text import clean_line
from quizapp.ledger import Source
from quizapp.units import is_within

_SCANS = cast(Table, Scan.__table__)
_ATTENDANCES = cast(Table, Attendance.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How somebody who was named by hand came: on a helper's page, a kiosk, paper; at once or uploaded later."""

    door: Door = Door.HELPER
    #: None = now. See `NewScan.scanned_at`.
    scanned_at: datetime | None = None
    clock_offset_s: int | None = None
    direction: Direction = Direction.ENTRY
    gate_id: int | None = None

    def scan(
        self, *, nonce: str, person_id: int | None, now: datetime, reason: str = "", form_hash: str = ""
    ) -> NewScan:
        """The scan of this person."""
        return NewScan(
            nonce=nonce, person_id=person_id, door=self.door, scanned_at=self.scanned_at or now, reason=reason,
            form_hash=form_hash, direction=self.direction, gate_id=self.gate_id, clock_offset_s=self.clock_offset_s,
        )  # fmt: skip


BY_HAND = How()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScan:
    """What came to the door. ``reason`` lets staff enter somebody outside of the window."""

    nonce: str
    person_id: int | None
    door: Door
    #: By the server's clock: see `quizapp.checkins.rules.corrected_time`.
    scanned_at: datetime
    device_hash: str | None = None
    reason: str = ""
    #: Hash of the form when it says more than the person, such as a walk-in's name.
    form_hash: str = ""
    direction: Direction = Direction.ENTRY
    #: A gate of the session; one of another session is left out.
    gate_id: int | None = None
    #: See `quizapp.checkins.rules.clock_offset`; None when no clock but the server's was read.
    clock_offset_s: int | None = None
    #: What the code was worth that brought the person.
    code: CodeState = CodeState.NONE
    #: Issue of the signed personal code that names ``person_id``: whether it counts is asked with everything else.
    code_serial: int | None = None
    #: What was read or typed, kept when it led to nobody.
    code_read: str = ""
    clues: Clues = NO_CLUES

    @property
    def payload_hash(self) -> str:
        """What makes a retry the same scan; the time is left out, a form sent again carries a later one."""
        said: list[object] = [self.person_id, self.door.value]
        said += [self.direction.value] if self.direction is Direction.EXIT else []
        said += [self.code_read] if self.person_id is None and self.code_read else []
        return self.form_hash or payload_hash(*said)

    @property
    def may_be_late(self) -> bool:
        """Whether staff wrote down why."""
        return bool(clean_line(self.reason)) and self.door is not Door.SCAN


def record_scan(session: Session, session_id: int, scan: NewScan, *, actor: str, now: datetime) -> ScanResult:
    """Judge and keep one scan. At most eight statements.

    Raises `NotFound` for an unknown session and `Conflict` when the nonce was used for something else.
    """
    return record_scan_at(session, load_facts(session, session_id, lock=Lock.SHARED), scan, actor=actor, now=now)


def record_scan_at(session: Session, facts: SessionFacts, scan: NewScan, *, actor: str, now: datetime) -> ScanResult:
    """`record_scan` for facts that were loaded in this transaction, with a lock."""
    state = _read_state(session, facts, scan)
    if state.scan_id is not None:
        return first_answer(session, facts, scan.nonce, scan.payload_hash)
    scan = replace(scan, clues=_weighed(facts, scan, state, now), code=_worth(scan, state))
    verdict = _judge(session, facts, scan, state)
    scan_id = _keep_scan(session, facts, scan, verdict, state, actor=actor, now=now)
    if scan_id is None:  # a twin with the same nonce was faster
        return first_answer(session, facts, scan.nonce, scan.payload_hash)
    if verdict is Verdict.ACCEPTED:
        state, verdict = _count(session, facts, scan, scan_id, state, actor=actor, now=now)
    return answer(
        verdict, state, direction=scan.direction, scanned_at=scan.scanned_at, doubts=scan.clues.doubts
    )  # fmt: skip


def _read_state(session: Session, facts: SessionFacts, scan: NewScan) -> State:
    return read_state(
        session, facts, person_id=scan.person_id, at=scan.scanned_at, nonce=scan.nonce, gate_id=scan.gate_id,
        device_hash=scan.device_hash, code_serial=scan.code_serial,
    )  # fmt: skip


def _worth(scan: NewScan, state: State) -> CodeState:
    if scan.code_serial is None:
        return scan.code
    if state.person_id is None:
        return CodeState.WRONG
    return CodeState.GOOD if state.code_revoked_at is None else CodeState.REVOKED


def _weighed(facts: SessionFacts, scan: NewScan, state: State, now: datetime) -> Clues:
    """The clues with those that only the server knows, and what is worth a look."""
    clues = scan.clues
    if state.same_device:
        clues = msgspec.structs.replace(clues, same_device=state.same_device)
    return weigh(
        clues, facts.door, is_own_phone=scan.door is Door.SCAN, clock_offset_s=scan.clock_offset_s,
        is_late=is_late_upload(scan.scanned_at, now), is_outside=_is_outside_window(facts, scan),
    )  # fmt: skip


def _is_outside_window(facts: SessionFacts, scan: NewScan) -> bool:
    return not facts.opens_at <= scan.scanned_at <= facts.closes_at


def _moment(facts: SessionFacts, scan: NewScan, state: State, *, is_admitted: bool) -> Moment:
    return Moment(
        at=scan.scanned_at, opens_at=facts.opens_at, closes_at=facts.closes_at,
        is_cancelled=facts.cancelled_at is not None, allows_self=facts.allows_self_check_in,
        is_known=state.person_id is not None, is_in=state.is_in, is_outside=state.is_outside,
        takes_exits=facts.door.takes_exits, is_admitted=is_admitted, is_blocked=blocked_by(scan.clues, facts.door),
        code=scan.code, tolerance=timedelta(minutes=facts.door.tolerance_min),
    )  # fmt: skip


def _judge(session: Session, facts: SessionFacts, scan: NewScan, state: State) -> Verdict:
    is_admitted = not facts.door.host_units_only or admits(session, facts, state.unit_path)
    moment = _moment(facts, scan, state, is_admitted=is_admitted)
    return judge_scan(moment, door=scan.door, may_be_late=scan.may_be_late, direction=scan.direction)


def admits(session: Session, facts: SessionFacts, unit_path: str) -> bool:
    """Whether somebody of this unit belongs to the hosts of the session."""
    if is_within(unit_path, facts.host_path):
        return True
    joint = joint_hosts_of(session, facts.id) if facts.has_joint_hosts else []
    return any(is_within(unit_path, unit.path) for unit in joint)


def _keep_scan(
    session: Session, facts: SessionFacts, scan: NewScan, verdict: Verdict, state: State, *, actor: str, now: datetime
) -> int | None:
    """Id of the kept scan; None when its nonce was kept before."""
    values = {
        "session_id": facts.id, "nonce": scan.nonce, "payload_hash": scan.payload_hash, "person_id": state.person_id,
        "verdict": verdict.value, "source": scan.door.value, "scanned_at": scan.scanned_at, "recorded_at": now,
        "device_hash": scan.device_hash, "actor": actor, "reason": clean_line(scan.reason, limit=200),
        "slot": facts.slot(scan.scanned_at), "direction": scan.direction.value, "gate_id": state.gate_id,
        "clock_offset_s": scan.clock_offset_s, "is_late": is_late_upload(scan.scanned_at, now),
        "evidence": None if scan.clues.is_empty else msgspec.to_builtins(scan.clues),
        "code_read": clean_line(scan.code_read, limit=100) if state.person_id is None else "",
    }  # fmt: skip
    return insert_or_ignore(session, _SCANS, values, unique=("session_id", "nonce"))


def _count(
    session: Session, facts: SessionFacts, scan: NewScan, scan_id: int, state: State, *, actor: str, now: datetime
) -> tuple[State, Verdict]:
    """The attendance for an accepted scan; the first of two at one moment wins, the other one is told its time."""
    assert state.person_id is not None
    assert state.unit_id is not None
    arrived_at, slot = _arrival(facts, scan, state), facts.slot(scan.scanned_at)
    values = {
        "session_id": facts.id, "person_id": state.person_id, "slot": slot, "scan_id": scan_id,
        "round": 0 if state.round is None else state.round + 1, "arrived_at": arrived_at,
    }  # fmt: skip
    attendance_id = insert_or_ignore(session, _ATTENDANCES, values, unique=("session_id", "person_id", "slot", "round"))
    if attendance_id is None:
        session.execute(update(Scan).where(Scan.id == scan_id).values(verdict=Verdict.ALREADY_IN.value))
        return latest_state(session, facts, state.person_id, slot), Verdict.ALREADY_IN
    credit_person(
        session, facts, attendance_id=attendance_id, person_id=state.person_id, unit_id=state.unit_id, slot=slot,
        arrived_at=arrived_at, source=Source(scan.door.value), actor=actor, now=now,
    )  # fmt: skip
    return replace(state, attendance_id=attendance_id, arrived_at=arrived_at, undone_at=None), Verdict.ACCEPTED


def _arrival(facts: SessionFacts, scan: NewScan, state: State) -> datetime:
    """The time noted: the scan's own, or the nearest moment of the session for who was entered outside of the window."""
    if judge_window(_moment(facts, scan, state, is_admitted=True)) is Verdict.ACCEPTED:
        return scan.scanned_at
    return late_arrival(scan.scanned_at, facts.starts_at, facts.ends_at)
