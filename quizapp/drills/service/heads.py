"""From the muster into the figures: people whom wardens saw become attendances, a counted crowd a headcount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.activities import load_facts
from quizapp.checkins import Door, NewHeadcount, NewScan, count_crowd, record_scan, tick_roster_line
from quizapp.drills.board import Board, read_board
from quizapp.drills.models import DrillExpected
from quizapp.drills.muster import MusterPerson
from quizapp.drills.rules import State
from quizapp.drills.service.say import hold_drill
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was put into the figures now; people who had checked in themselves are there already."""

    people: int
    crowd: int


def count_heads(session: Session, drill_id: int, *, counted_by: str, actor: str, now: datetime) -> Counted:
    """Put everybody who stands as arrived into the figures, once however often it is pressed.

    Raises `Conflict` before all clear and for a test run.
    """
    drill = hold_drill(session, drill_id, alone=True)
    if drill.nature == "test" or drill.all_clear_at is None:
        raise Conflict(N_("解除以后才能计入统计；试运行不计入"))
    board = read_board(session, drill, load_facts(session, drill.session_id))
    seen = [person for person in board.named(State.ARRIVED) if not person.standing.by_scan]
    made = sum(_tick(session, board, person, actor=actor, now=now) for person in seen)
    crowd = _crowd(session, board, counted_by=counted_by, actor=actor, now=now)
    return Counted(people=made, crowd=crowd)


def _tick(session: Session, board: Board, person: MusterPerson, *, actor: str, now: datetime) -> int:
    """1 for a new head; the warden's word is the reason that lets it in after the door has closed."""
    nonce, why = f"drill-{board.drill.id}-{board.drill.run}-{person.id}", N_("演练清点")
    if person.person_id is None:
        entry_id = session.get_one(DrillExpected, person.id).roster_entry_id
        if entry_id is None or not person.name:
            return 0
        done = tick_roster_line(session, board.facts.id, entry_id, nonce=nonce, reason=why, actor=actor, now=now)
    else:
        at = person.standing.arrived_at or now
        scan = NewScan(nonce=nonce, person_id=person.person_id, door=Door.HELPER, scanned_at=at, reason=why)
        done = record_scan(session, board.facts.id, scan, actor=actor, now=now)
    return int(done.verdict.value == "accepted" and not done.is_repeat)


def _crowd(session: Session, board: Board, *, counted_by: str, actor: str, now: datetime) -> int:
    people = sum(standing.people for standing in board.counts.values())
    if not people:
        return 0
    new = NewHeadcount(
        unit_id=board.facts.host_unit_id, people=people, is_approximate=False, counted_by=counted_by, method="counter",
        nonce=f"drill-{board.drill.id}-{board.drill.run}-crowd", counted_at=board.drill.all_clear_at,
        note=N_("演练清点"),
    )  # fmt: skip
    made = count_crowd(session, board.facts.id, new, actor=actor, now=now)
    return people if made.undone_at is None else 0
