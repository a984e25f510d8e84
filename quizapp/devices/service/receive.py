"""Taking in what a device sends: once per nonce, in any order, and nothing is ever turned away unfiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts
from quizapp.checkins import (
    CodeState,
    Direction,
    Door,
    NewScan,
    ScanResult,
    Verdict,
    clock_offset,
    corrected_time,
    list_gates,
    read_code,
    record_scan_at,
)
from quizapp.db import insert_or_ignore
from quizapp.devices.finding import Found, find_by_code, find_on_list, person_of_line
from quizapp.devices.models import DoorUpload
from quizapp.devices.receipts import Receipt, read_receipt
from quizapp.devices.rules import Device, DeviceRole, Keys, Outcome, Problem, is_granted, said_hash
from quizapp.errors import Conflict
from quizapp.kit.text import clean_line

_UPLOADS = cast(Table, DoorUpload.__table__)
#: Characters of a nonce that another upload took, before the hash that tells them apart.
_NONCE_KEPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SentScan:
    """One scan as the device tells it: a code, somebody of its list (``p17``, ``r5``), or a name written down."""

    nonce: str
    scanned_at: datetime
    code: str = ""
    who: str = ""
    said_name: str = ""
    direction: str = "entry"
    gate_id: int | None = None
    via: str = ""
    #: The device let the person pass without an answer.
    was_offline: bool = False
    #: Lets a supervisor's device enter somebody outside of the window, with a grant that held at the time.
    reason: str = ""
    grant: str = ""

    @property
    def payload_hash(self) -> str:
        """What makes a retry the same scan. Whether it was answered in time is learned later and left out."""
        return said_hash(
            self.code, self.who, self.said_name, self.direction, str(self.gate_id or ""), self.scanned_at.isoformat(),
            self.reason,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The device's clock at sending and the server's at receiving."""

    sent_at: datetime
    now: datetime

    @property
    def offset_s(self) -> int:
        """Seconds that the device is ahead."""
        return clock_offset(self.sent_at, self.now)


class Overtaken(Exception):
    """A twin of a scan that was said to be new was filed in between: take all of it back and receive it again."""

    def __init__(self, nonce: str) -> None:
        super().__init__(nonce)
        self.nonce = nonce


def receive(
    session: Session, device: Device, sent: SentScan, *, clock: Clock, keys: Keys, is_new: bool = False,
    facts: SessionFacts | None = None,
) -> Receipt:  # fmt: skip
    """File one scan and answer it. Raises nothing for what a scan says: it is stored, refused or waits for a person.

    ``is_new`` spares the look for an earlier upload with this nonce, for whoever has just looked; then it raises
    `Overtaken` when one came in between. ``facts`` are those of `locked_facts` in this transaction.
    """
    facts = facts or locked_facts(session, device, [sent])
    if sent.gate_id is not None:
        sent = _without_foreign_gate(session, facts, sent)
    earlier = None if is_new else _earlier(session, facts, sent.nonce)
    if earlier is None:
        return _first_time(session, facts, device, sent, clock, keys, is_new=is_new)
    if earlier.payload_hash == sent.payload_hash:
        return _again(session, facts, sent, earlier)
    return replace(_file_beside(session, facts, device, sent, clock), nonce=sent.nonce)


def locked_facts(session: Session, device: Device, sent: Sequence[SentScan]) -> SessionFacts:
    """The device's session, held as these scans need it: alone when one of them may make a person of a roster line."""
    needs_all = any(each.who.startswith("r") for each in sent)
    return load_facts(session, device.session_id, lock=Lock.ALONE if needs_all else Lock.SHARED)


def _without_foreign_gate(session: Session, facts: SessionFacts, sent: SentScan) -> SentScan:
    """A gate that is not of this session is left out: it is no reason to turn a scan away."""
    known = {gate.id for gate in list_gates(session, facts.id, with_closed=True)}
    return sent if sent.gate_id in known else replace(sent, gate_id=None)


def _file_beside(session: Session, facts: SessionFacts, device: Device, sent: SentScan, clock: Clock) -> Receipt:
    """Another scan under a nonce that is taken: kept under a longer one, for a person to look at."""
    renamed = replace(sent, nonce=f"{sent.nonce[:_NONCE_KEPT]}.{sent.payload_hash[:12]}")
    earlier = _earlier(session, facts, renamed.nonce)
    if earlier is not None:
        return _again(session, facts, renamed, earlier)
    filing = Filing(Outcome.REVIEW, Problem.NONCE_TAKEN, None)
    receipt = _file_once(session, facts, device, renamed, clock, filing)
    if receipt is not None:
        return receipt
    twin = _earlier(session, facts, renamed.nonce)
    assert twin is not None
    return _again(session, facts, renamed, twin)


@dataclass(frozen=True, slots=True)
class Filing:
    """Where an upload goes."""

    outcome: Outcome
    verdict: str
    person: Found | None
    arrived_at: datetime | None = None


def _earlier(session: Session, facts: SessionFacts, nonce: str) -> DoorUpload | None:
    return session.scalar(select(DoorUpload).where(DoorUpload.session_id == facts.id, DoorUpload.nonce == nonce))


def _first_time(
    session: Session, facts: SessionFacts, device: Device, sent: SentScan, clock: Clock, keys: Keys, *, is_new: bool
) -> Receipt:
    at = corrected_time(sent.scanned_at, clock.sent_at, clock.now)
    problem = device.problem_at(at) or (Problem.WRITTEN_DOWN if sent.said_name else None)
    if problem is None:
        filing = _recorded(session, facts, device, sent, clock, keys)
    else:
        filing = Filing(Outcome.REVIEW, problem, _find(session, facts, sent, keys))
    receipt = _file_once(session, facts, device, sent, clock, filing)
    if receipt is not None:
        return receipt
    if is_new:
        raise Overtaken(sent.nonce)
    twin = _earlier(session, facts, sent.nonce)  # a twin was faster, and its answer is the answer
    assert twin is not None
    return _again(session, facts, sent, twin)


def _find(session: Session, facts: SessionFacts, sent: SentScan, keys: Keys) -> Found | None:
    if sent.code:
        return find_by_code(session, facts, sent.code, key=keys.codes)
    return find_on_list(session, facts, sent.who) if sent.who else None


def _recorded(
    session: Session, facts: SessionFacts, device: Device, sent: SentScan, clock: Clock, keys: Keys
) -> Filing:
    person = find_on_list(session, facts, sent.who) if sent.who else None
    scan = make_scan(session, facts, device, sent, person, clock, keys)
    try:
        result = record_scan_at(session, facts, scan, actor=device.actor, now=clock.now)
    except Conflict:  # somebody who is no device used this nonce for something else
        return Filing(Outcome.REVIEW, Problem.NONCE_TAKEN, _find(session, facts, sent, keys))
    return Filing(_outcome(result.verdict, sent), result.verdict.value, _found(result, person), result.arrived_at)


def _found(result: ScanResult, person: Found | None) -> Found | None:
    if result.person_id is None:
        return person
    return Found(person_id=result.person_id, name=result.name)


def _outcome(verdict: Verdict, sent: SentScan) -> Outcome:
    """Who was let in without an answer and should not have been is not turned away afterwards: a person decides."""
    if not verdict.is_refusal:
        return Outcome.STORED
    return Outcome.REVIEW if sent.was_offline else Outcome.REFUSED


def make_scan(
    session: Session, facts: SessionFacts, device: Device, sent: SentScan, person: Found | None, clock: Clock, keys: Keys
) -> NewScan:  # fmt: skip
    """The scan as check-in wants it. A line of a roster becomes a person here."""
    at = corrected_time(sent.scanned_at, clock.sent_at, clock.now)
    may_be_late = device.role is DeviceRole.SUPERVISOR and is_granted(sent.grant, device.id, at, keys.door)
    signed = read_code(keys.codes, sent.code) if sent.code else None
    person_id = signed.person_id if signed else None
    if person is not None:
        person_id = person_of_line(session, facts, person, now=clock.now)
    return NewScan(
        nonce=sent.nonce, person_id=person_id, code_serial=signed.serial if signed else None, door=Door.KIOSK if device.role is DeviceRole.KIOSK else Door.HELPER,
        scanned_at=at, reason=clean_line(sent.reason, limit=200) if may_be_late else "", form_hash=sent.payload_hash,
        direction=Direction(sent.direction), gate_id=sent.gate_id, clock_offset_s=clock.offset_s,
        code=CodeState.WRONG if sent.code else CodeState.NONE, code_read=sent.code,
    )  # fmt: skip


def _file_once(
    session: Session, facts: SessionFacts, device: Device, sent: SentScan, clock: Clock, filing: Filing
) -> Receipt | None:
    """The receipt of what was filed; None when its nonce is taken."""
    values = {
        "session_id": facts.id, "device_id": device.id, "nonce": sent.nonce, "payload_hash": sent.payload_hash,
        "person_id": filing.person.person_id if filing.person else None, "direction": sent.direction,
        "said_name": clean_line(sent.said_name, limit=40), "gate_id": sent.gate_id, "via": sent.via[:64],
        "was_offline": sent.was_offline, "said_at": sent.scanned_at, "received_at": clock.now,
        "happened_at": corrected_time(sent.scanned_at, clock.sent_at, clock.now),
        "outcome": filing.outcome.value, "verdict": str(filing.verdict),
    }  # fmt: skip
    if insert_or_ignore(session, _UPLOADS, values, unique=("session_id", "nonce")) is None:
        return None
    return Receipt(
        nonce=sent.nonce, outcome=filing.outcome, verdict=str(filing.verdict), arrived_at=filing.arrived_at,
        name=filing.person.masked if filing.person else "",
    )  # fmt: skip


def _again(session: Session, facts: SessionFacts, sent: SentScan, earlier: DoorUpload) -> Receipt:
    """The first answer. Who was refused by an answer that never arrived, and let in by the device, waits for a person."""
    if earlier.outcome == Outcome.REFUSED.value and sent.was_offline:
        session.execute(
            update(DoorUpload)
            .where(DoorUpload.id == earlier.id)
            .values(outcome=Outcome.REVIEW.value, was_offline=True)
        )  # fmt: skip
        session.refresh(earlier)
    return read_receipt(session, facts, earlier)
