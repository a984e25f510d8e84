"""What the database knows when a scan comes: the person, the head of the slot, an earlier scan with the same nonce.

All of it is one statement, put together once for each sort of session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from quizapp.activities import SessionFacts
from quizapp.checkins.models import Attendance, PersonalCode, Scan, SessionGate
from quizapp.checkins.verdicts import SEEN, Verdict
from quizapp.db import first_row
from quizapp.people import Person
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The person, the latest attendance of the slot, and an earlier scan with the same nonce; None where there is none."""

    person_id: int | None = None
    name: str = ""
    unit_id: int | None = None
    unit_path: str = ""
    attendance_id: int | None = None
    round: int | None = None
    arrived_at: datetime | None = None
    undone_at: datetime | None = None
    scan_id: int | None = None
    #: The gate that was named, when the session has it.
    gate_id: int | None = None
    #: Direction of the latest passage up to this scan's time; None where only entries of one day are taken. Where one
    #: head stands for several days, the passages of this day alone: in the morning everybody is outside.
    last_direction: str | None = None
    #: Other people let in by the same phone.
    same_device: int = 0
    #: When the personal code that was held up was revoked.
    code_revoked_at: datetime | None = None

    @property
    def is_in(self) -> bool:
        """Whether a head of the slot stands."""
        return self.attendance_id is not None and self.undone_at is None

    @property
    def is_outside(self) -> bool:
        """Whether the person came and left."""
        return self.is_in and self.last_direction == "exit"


_SESSION: BindParameter[int] = bindparam("session_id")
_SLOT: BindParameter[date] = bindparam("slot")
_Earlier = aliased(Scan)
_Passage = aliased(Scan)
_Undo = aliased(Scan)
_OnDevice = aliased(Scan)


def _gate() -> ColumnElement[Any]:
    return (
        select(SessionGate.id)
        .where(SessionGate.id == bindparam("gate_id"), SessionGate.session_id == _SESSION)
        .scalar_subquery()
    )


def _last_direction(*, of_day: bool) -> ColumnElement[Any]:
    undone = exists().where(_Undo.undoes_id == _Passage.id)
    latest = (
        select(_Passage.direction)
        .where(
            _Passage.session_id == _SESSION, _Passage.person_id == Person.id, _Passage.slot == _SLOT,
            or_(Attendance.round == 0, _Passage.id >= Attendance.scan_id), _Passage.scanned_at <= bindparam("at"), _Passage.verdict.in_(SEEN),
            ~undone,
        )
        .order_by(_Passage.scanned_at.desc(), _Passage.id.desc())
        .limit(1)
        .correlate(Person, Attendance)
    )  # fmt: skip
    if of_day:
        latest = latest.where(_Passage.scanned_at >= bindparam("day_begin"))
        return func.coalesce(latest.scalar_subquery(), "exit")
    return latest.scalar_subquery()


def _same_device() -> ColumnElement[Any]:
    return (
        select(func.count(_OnDevice.person_id.distinct()))
        .where(
            _OnDevice.session_id == _SESSION, _OnDevice.device_hash == bindparam("device_hash"),
            _OnDevice.verdict == Verdict.ACCEPTED.value, _OnDevice.person_id != Person.id,
        )
        .correlate(Person)
        .scalar_subquery()
    )  # fmt: skip


def _of_person() -> tuple[Any, ...]:
    return (
        Person.id.label("person_id"), Person.name, Person.unit_id, Unit.path.label("unit_path"),
        Attendance.id.label("attendance_id"), Attendance.round, Attendance.arrived_at, Attendance.undone_at,
    )  # fmt: skip


def _people() -> Select[Any]:
    """A person with the attendances of a slot, the latest round first."""
    return (
        select(*_of_person())
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(
            Attendance,
            and_(Attendance.person_id == Person.id, Attendance.session_id == _SESSION, Attendance.slot == _SLOT),
        )
        .where(Person.id == bindparam("person_id"))
        .order_by(Attendance.round.desc())
        .limit(1)
    )


@cache
def _state(*, has_gate: bool, has_device: bool, has_code: bool, reads_passages: bool, of_day: bool) -> Select[Any]:
    same_nonce = and_(_Earlier.session_id == _SESSION, _Earlier.nonce == bindparam("nonce"))
    query = (
        _people()
        .add_columns(
            _Earlier.id.label("scan_id"),
            (_gate() if has_gate else null()).label("gate_id"),
            (_last_direction(of_day=of_day) if reads_passages else null()).label("last_direction"),
            (_same_device() if has_device else literal_column("0")).label("same_device"),
            (PersonalCode.revoked_at if has_code else null()).label("code_revoked_at"),
        )
        .outerjoin(_Earlier, same_nonce)
        .where(Person.campaign_id == bindparam("campaign_id"), Person.erased_at.is_(None))
    )
    if not has_code:
        return query
    return query.join(
        PersonalCode, and_(PersonalCode.person_id == Person.id, PersonalCode.serial == bindparam("code_serial"))
    )


_OF_NOBODY = select(
    select(_Earlier.id)
    .where(_Earlier.session_id == _SESSION, _Earlier.nonce == bindparam("nonce"))
    .scalar_subquery()
    .label("scan_id"),
    _gate().label("gate_id"),
)
_LATEST = _people()


def read_state(
    session: Session, facts: SessionFacts, *, person_id: int | None, at: datetime, nonce: str,
    gate_id: int | None = None, device_hash: str | None = None, code_serial: int | None = None,
) -> State:  # fmt: skip
    """The state before a scan. One statement for a known person.

    With ``code_serial`` the person is known only if this issue of the personal code was made.
    """
    of_day = facts.is_one_head_over_days
    wanted = {
        "session_id": facts.id, "slot": facts.slot(at), "nonce": nonce, "person_id": person_id, "at": at,
        "campaign_id": facts.campaign_id, "gate_id": gate_id, "device_hash": device_hash,
        "code_serial": code_serial, "day_begin": facts.day_begin(at) if of_day else None,
    }  # fmt: skip
    query = _state(
        has_gate=gate_id is not None, has_device=device_hash is not None, has_code=code_serial is not None,
        reads_passages=facts.door.takes_exits or of_day, of_day=of_day,
    )  # fmt: skip
    row = first_row(session, query, wanted)
    if row is None:
        row = first_row(session, _OF_NOBODY, wanted)
    return State(**row._asdict())


def latest_state(session: Session, facts: SessionFacts, person_id: int | None, slot: date) -> State:
    """The person and the latest attendance of the slot."""
    row = session.execute(_LATEST, {"session_id": facts.id, "person_id": person_id, "slot": slot}).first()
    return State(**row._mapping) if row is not None else State()
