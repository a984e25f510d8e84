"""A drill comes to be: with its activity and session on one form, or for a session that was planned before."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.activities import ActivityPlan, SessionFacts, SessionPlan, add_session, load_facts, plan_activity
from quizapp.db import insert_or_ignore
from quizapp.drills.facts import DrillFacts, check_facts, usual_facts
from quizapp.drills.models import Drill, DrillPoint, DrillZone
from quizapp.drills.plan_lines import NAME_LIMIT
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text

#: The one zone of a drill that nobody has planned in parts.
EVERYBODY = N_("全体")


def plan_drill(
    session: Session, campaign_id: int, activity: ActivityPlan, timing: SessionPlan, facts: DrillFacts | None = None, *,
    nonce: str, actor: str, now: datetime,
) -> Drill:  # fmt: skip
    """The drill with its activity and session, made once however often the form is sent.

    ``facts`` None = as drills of this kind usually are. Raises `Invalid` for a kind that is no drill.
    """
    chosen = facts or usual_facts(activity.kind)
    made = plan_activity(session, campaign_id, activity, nonce=nonce, actor=actor, now=now)
    held = add_session(session, made.id, timing, nonce=f"{nonce[:50]}-session", now=now)
    return open_drill(session, load_facts(session, held.id), chosen, actor=actor, now=now)


def open_drill(
    session: Session, held: SessionFacts, facts: DrillFacts | None = None, *, actor: str, now: datetime
) -> Drill:
    """The drill behind a session, made when there is none. It starts with one zone and one assembly point."""
    usual = usual_facts(held.kind)
    values = _columns(facts or usual) | {
        "session_id": held.id, "campaign_id": held.campaign_id, "created_at": now, "created_by": actor,
    }  # fmt: skip
    drill_id = insert_or_ignore(session, cast(Table, Drill.__table__), values, unique=("session_id",))
    if drill_id is None:
        return session.scalars(select(Drill).where(Drill.session_id == held.id)).one()
    point = DrillPoint(drill_id=drill_id, name=clean_line(held.place, limit=NAME_LIMIT) or N_("集合点"), position=0)
    session.add(point)
    session.flush()
    zone = DrillZone(
        drill_id=drill_id, name=EVERYBODY, path=EVERYBODY, position=0, point_id=point.id, expected=held.expected or 0
    )
    session.add(zone)
    session.flush()
    return session.get_one(Drill, drill_id)


def edit_drill(session: Session, drill: Drill, facts: DrillFacts) -> Drill:
    """The drill with other facts. What it counts as is its activity's kind and is changed there."""
    for name, value in _columns(facts).items():
        setattr(drill, name, value)
    session.flush()
    return drill


def _columns(facts: DrillFacts) -> dict[str, Any]:
    check_facts(facts)
    return asdict(facts) | {
        "plan_name": clean_line(facts.plan_name, limit=150), "commander": clean_line(facts.commander, limit=60),
        "scenario": clean_text(facts.scenario, limit=4000),
    }  # fmt: skip
