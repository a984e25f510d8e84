"""Which way the desk looks: in or out, and through which gate. It stands in the page's address, so that it needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins.models import SessionGate
from quizapp.checkins.presence import count_inside, count_left
from quizapp.checkins.rules import Direction
from quizapp.checkins.service.gates import list_gates
from quizapp.checkins.service.record import How
from quizapp.web import now

_OUT = "exit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What the helper has switched to."""

    direction: Direction = Direction.ENTRY
    #: Open gates of the session; empty where it has none.
    gates: tuple[SessionGate, ...] = ()
    #: None = nobody says through which.
    gate_id: int | None = None

    @property
    def is_exit(self) -> bool:
        """Whether ticks mean leaving."""
        return self.direction is Direction.EXIT

    @property
    def how(self) -> How:
        """How somebody ticked here came or left."""
        return How(direction=self.direction, gate_id=self.gate_id)

    @property
    def query(self) -> dict[str, Any]:
        """What addresses of the page carry on."""
        kept: dict[str, Any] = {"way": _OUT} if self.is_exit else {}
        return kept | ({"g": self.gate_id} if self.gate_id is not None else {})


def read_passage(session: Session, facts: SessionFacts) -> Passage:
    """What this request's address says: gates that are closed, and exits where none are taken, are left out."""
    gates = tuple(list_gates(session, facts.id))
    asked = request.args.get("g", type=int)
    is_exit = facts.door.takes_exits and request.args.get("way") == _OUT
    return Passage(
        direction=Direction.EXIT if is_exit else Direction.ENTRY, gates=gates,
        gate_id=next((gate.id for gate in gates if gate.id == asked), None),
    )  # fmt: skip


def count_here(session: Session, facts: SessionFacts, passage: Passage, heads: int) -> int:
    """The number beside the list: who left, who is inside, or, where exits are not taken, who came."""
    if not facts.door.takes_exits:
        return heads
    return (count_left if passage.is_exit else count_inside)(session, facts, now=now())
