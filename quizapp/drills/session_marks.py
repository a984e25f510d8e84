"""The word across what a drill prints and shows: 演练 or 试运行, and nothing once the alarm is real."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, get_kind
from quizapp.drills.models import Drill
from quizapp.kit.i18n import N_


def mark(session: Session, facts: SessionFacts) -> str:
    """The word; empty for whatever is no drill. One statement for a drill, none otherwise."""
    if not get_kind(facts.kind).drill:
        return ""
    nature = session.scalar(select(Drill.nature).where(Drill.session_id == facts.id))
    return {"real": "", "test": N_("试运行")}.get(nature or "drill", N_("演练"))
