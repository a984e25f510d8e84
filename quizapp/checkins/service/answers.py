"""What a scan was answered: the same for every retry, and for a client that lost the answer on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins.models import Scan
from quizapp.checkins.rules import Direction
from quizapp.checkins.service.state import State, latest_state
from quizapp.checkins.verdicts import Verdict
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_


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
    direction: Direction = Direction.ENTRY
    #: When this scan happened by the server's clock.
    scanned_at: datetime | None = None
    #: What is worth a look: keys of `quizapp.checkins.clues.DOUBTS`.
    doubts: tuple[str, ...] = ()


def answer(
    verdict: Verdict, state: State, *, direction: Direction, scanned_at: datetime, doubts: tuple[str, ...] = (),
    is_repeat: bool = False,
) -> ScanResult:  # fmt: skip
    """The answer for this verdict and state."""
    return ScanResult(
        verdict=verdict, person_id=state.person_id, name=state.name, unit_id=state.unit_id, is_repeat=is_repeat,
        arrived_at=state.arrived_at if state.is_in else None, direction=direction, scanned_at=scanned_at,
        attendance_id=state.attendance_id if state.is_in else None, doubts=doubts,
    )  # fmt: skip


def first_answer(session: Session, facts: SessionFacts, nonce: str, payload_hash: str) -> ScanResult:
    """What this nonce was answered before. Raises `Conflict` when it was sent with other content."""
    kept = session.scalars(select(Scan).where(Scan.session_id == facts.id, Scan.nonce == nonce)).one()
    if kept.payload_hash != payload_hash:
        raise Conflict(N_("这次提交和之前的一次编号相同、内容不同，没有保存：请刷新页面再试"))
    return _told_again(session, facts, kept)


def find_answer(
    session: Session, facts: SessionFacts, nonce: str, *, device_hash: str | None = None, actor: str | None = None
) -> ScanResult | None:
    """What a client was answered, for one that timed out; None when the server never saw this nonce. Two statements.

    ``device_hash`` or ``actor`` narrow it to who asked then: an answer is shown to nobody else.
    """
    query = select(Scan).where(Scan.session_id == facts.id, Scan.nonce == nonce)
    query = query if device_hash is None else query.where(Scan.device_hash == device_hash)
    kept = session.scalar(query if actor is None else query.where(Scan.actor == actor))
    return None if kept is None else _told_again(session, facts, kept)


def _told_again(session: Session, facts: SessionFacts, kept: Scan) -> ScanResult:
    state = latest_state(session, facts, kept.person_id, kept.slot)
    verdict = Verdict(kept.verdict)
    if verdict.is_in and not state.is_in:
        verdict = Verdict.UNDONE
    return answer(
        verdict, state, direction=Direction(kept.direction), scanned_at=kept.scanned_at, is_repeat=True,
        doubts=tuple((kept.evidence or {}).get("doubts", ())),
    )  # fmt: skip
