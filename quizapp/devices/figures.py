"""Live numbers of a session as devices show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins import count_inside, door_figures, gate_figures
from quizapp.devices.queries import count_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorNumbers:
    """Heads counted once, and what each gate saw beside them."""

    heads: int
    by_source: dict[str, int]
    #: Gate name -> people who came in through it; somebody who came through two stands in both.
    by_gate: dict[str, int]
    #: People inside now, where leaving is recorded; None elsewhere.
    inside: int | None
    waiting: int


def door_numbers(session: Session, facts: SessionFacts, *, now: datetime) -> DoorNumbers:
    """The numbers now. At most seven statements."""
    figures = door_figures(session, facts.id)
    return DoorNumbers(
        heads=figures.heads, by_source=figures.by_source,
        by_gate={gate.name: gate.seen_here for gate in gate_figures(session, facts.id) if gate.gate_id is not None},
        inside=count_inside(session, facts, now=now) if facts.door.takes_exits else None,
        waiting=count_waiting(session, [facts.id]).get(facts.id, 0),
    )  # fmt: skip
