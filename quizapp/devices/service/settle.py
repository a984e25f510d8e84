"""What waits for a person: entered after all, or put aside. The upload stays as it was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts
from quizapp.checkins import Direction, Door, NewScan, ScanResult, record_scan_at
from quizapp.devices.finding import find_on_list, person_of_line
from quizapp.devices.models import DoorUpload
from quizapp.devices.rules import Outcome
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line


def get_waiting(session: Session, session_id: int, upload_id: int) -> DoorUpload:
    """An upload of this session that waits. Raises `NotFound`, and `Conflict` when somebody was faster."""
    query = select(DoorUpload).where(DoorUpload.id == upload_id, DoorUpload.session_id == session_id)
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None or found.outcome != Outcome.REVIEW.value:
        raise NotFound(N_("没有这条待核对的记录"))
    if found.settled_at is not None:
        raise Conflict(N_("这一条已经核对过了"))
    return found


def enter_upload(
    session: Session, session_id: int, upload_id: int, *, who: str, reason: str, actor: str, now: datetime
) -> ScanResult:
    """Check the person in at the time of the scan. ``who`` names somebody of the list where the scan led to nobody.

    Raises `NotFound`, `Conflict`, `Invalid` without a reason or without anybody.
    """
    why = _require(reason, N_("请写明为什么计入"))
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    upload = get_waiting(session, session_id, upload_id)
    person_id = _whom(session, facts, upload, who, now)
    scan = NewScan(
        nonce=f"settled-{upload.id}", person_id=person_id, door=Door.HELPER, scanned_at=upload.happened_at, reason=why,
        direction=Direction(upload.direction), gate_id=upload.gate_id,
    )  # fmt: skip
    result = record_scan_at(session, facts, scan, actor=actor, now=now)
    if result.verdict.is_refusal:
        raise Conflict(N_("没有计入：这一场已取消，或名单里没有这个人"))
    _settle(session, upload, "entered", why, person_id=result.person_id, actor=actor, now=now)
    return result


def _whom(session: Session, facts: SessionFacts, upload: DoorUpload, who: str, now: datetime) -> int:
    if upload.person_id is not None and not who:
        return upload.person_id
    found = find_on_list(session, facts, who)
    person_id = person_of_line(session, facts, found, now=now) if found else None
    if person_id is None:
        raise Invalid(N_("请先在名单里选出这个人"), field="who")
    return person_id


def dismiss_upload(
    session: Session, session_id: int, upload_id: int, *, reason: str, actor: str, now: datetime
) -> None:
    """Put it aside: it counts nothing and stays in the list of what was settled. Raises like `enter_upload`."""
    why = _require(reason, N_("请写明为什么不计入"))
    upload = get_waiting(session, session_id, upload_id)
    _settle(session, upload, "dismissed", why, person_id=upload.person_id, actor=actor, now=now)


def _require(reason: str, message: str) -> str:
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(message, field="reason")
    return why


def _settle(
    session: Session, upload: DoorUpload, settlement: str, why: str, *, person_id: int | None, actor: str, now: datetime
) -> None:  # fmt: skip
    session.execute(
        update(DoorUpload)
        .where(DoorUpload.id == upload.id)
        .values(settled_at=now, settled_by=actor, settlement=settlement, settled_note=why, person_id=person_id)
    )
