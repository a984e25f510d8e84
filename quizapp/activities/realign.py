"""After a unit was moved in the tree: joint sessions are counted anew, so that each parent still counts them once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.activities.facts import Lock, load_facts
from quizapp.activities.holding import rehold
from quizapp.activities.models import ActivitySession, SessionHolding, SessionJointHost
from quizapp.kit.i18n import N_
from quizapp.units import Unit, within


def realign_joint_sessions(session: Session, unit_path: str, *, actor: str, now: datetime) -> int:
    """Count held joint sessions with a host in the moved subtree anew; how many. Call it with the new path.

    A unit's entries move with it, but the offsets of joint sessions stand at the old shared parent.
    """
    joint = exists().where(SessionJointHost.session_id == ActivitySession.id)
    concerned = (
        select(SessionHolding.session_id)
        .join(Unit, Unit.id == SessionHolding.unit_id)
        .where(SessionHolding.ended_at.is_(None), within(unit_path))
    )
    ids = session.scalars(select(ActivitySession.id).where(ActivitySession.id.in_(concerned), joint)).all()
    for session_id in ids:
        facts = load_facts(session, session_id, lock=Lock.ALONE)
        rehold(session, facts, reason=N_("单位隶属关系已调整"), actor=actor, now=now)
    return len(ids)
