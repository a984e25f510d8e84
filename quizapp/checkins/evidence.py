"""What stands behind heads in the ledger, for readers that do not know check-in."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import Activity, ActivitySession
from quizapp.checkins.models import Attendance, Headcount
from quizapp.checkins.producer import ATTENDANCE, HEADCOUNT
from quizapp.kit.evidence import Describe, Evidence


def describe_attendances(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Attendance id -> the session somebody came to."""
    rows = session.execute(
        select(Attendance.id, Activity.title, ActivitySession.id, ActivitySession.place)
        .join(ActivitySession, ActivitySession.id == Attendance.session_id)
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .where(Attendance.id.in_(set(ids)))
    )
    return {
        row[0]: Evidence(title=row[1], path=f"/console/sessions/{row[2]}/attendance", detail=row[3]) for row in rows
    }


def describe_headcounts(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Headcount id -> the session, and who stands for the number."""
    rows = session.execute(
        select(Headcount.id, Activity.title, ActivitySession.id, Headcount.counted_by)
        .join(ActivitySession, ActivitySession.id == Headcount.session_id)
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .where(Headcount.id.in_(set(ids)))
    )
    return {
        row[0]: Evidence(title=row[1], path=f"/console/sessions/{row[2]}/attendance", detail=row[3]) for row in rows
    }


SOURCES: dict[str, Describe] = {ATTENDANCE: describe_attendances, HEADCOUNT: describe_headcounts}
