"""What stands behind the sessions in the ledger, for readers that do not know activities."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities.kinds import activity_kinds
from quizapp.activities.models import Activity, ActivitySession, SessionHolding
from quizapp.activities.producer import JOINT, MAIN, OFFSET
from quizapp.kit.evidence import Describe, Evidence


def describe_holdings(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Holding id -> the session that took place."""
    rows = session.execute(
        select(SessionHolding.id, Activity.title, ActivitySession.id, ActivitySession.place)
        .join(ActivitySession, ActivitySession.id == SessionHolding.session_id)
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .where(SessionHolding.id.in_(set(ids)))
    )
    return {row[0]: Evidence(title=row[1], path=f"/console/sessions/{row[2]}", detail=row[3]) for row in rows}


SOURCES: dict[str, Describe] = dict.fromkeys((MAIN, JOINT, OFFSET), describe_holdings)


def kind_labels() -> dict[str, str]:
    """Ledger kind -> its name (a message id)."""
    return {key: kind.label for key, kind in activity_kinds().items()}
