"""Gates of a session: named by the organizer, closed when they are not used any more, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import Lock, load_facts
from quizapp.checkins.models import SessionGate
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

MOST_GATES = 40
_NAME_LIMIT = 30


def list_gates(session: Session, session_id: int, *, with_closed: bool = False) -> list[SessionGate]:
    """Gates in their order. One statement."""
    query = select(SessionGate).where(SessionGate.session_id == session_id)
    query = query if with_closed else query.where(SessionGate.closed_at.is_(None))
    return list(session.scalars(query.order_by(SessionGate.position, SessionGate.id)))


def set_gates(session: Session, session_id: int, names: Sequence[str], *, now: datetime) -> list[SessionGate]:
    """The gates in this order; a name that stood before is the same gate, one left out is closed.

    Raises `Invalid` for more than forty.
    """
    load_facts(session, session_id, lock=Lock.ALONE)  # two organizers must not open the same gate twice
    wanted = list(dict.fromkeys(name for name in (clean_line(raw, limit=_NAME_LIMIT) for raw in names) if name))
    if len(wanted) > MOST_GATES:
        raise Invalid(N_("一场最多 %(most)d 个入口"), field="gates", most=MOST_GATES)
    known = {gate.name: gate for gate in list_gates(session, session_id, with_closed=True)}
    for gate in known.values():
        gate.closed_at = None if gate.name in wanted else gate.closed_at or now
    for position, name in enumerate(wanted):
        if name in known:
            known[name].position = position
        else:
            session.add(SessionGate(session_id=session_id, name=name, position=position))
    session.flush()
    return list_gates(session, session_id)
