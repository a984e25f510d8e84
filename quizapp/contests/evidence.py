"""What stands behind a contest's ledger entries, for readers that do not know contests."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests.models import Attempt, AttemptReopening, AttemptRuling, Contest
from quizapp.contests.points import show_points
from quizapp.kit.evidence import Describe, Evidence
from quizapp.kit.i18n import N_, Phrase


def describe_attempts(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Attempt id -> contest, number of the try and score. One statement."""
    rows = session.execute(
        select(Attempt.id, Attempt.attempt_no, Attempt.score, Contest.id.label("contest_id"), Contest.title)
        .join(Contest, Contest.id == Attempt.contest_id)
        .where(Attempt.id.in_(ids))
    )
    return {
        row.id: Evidence(
            title=row.title, path=f"/console/contests/{row.contest_id}",
            detail=_told(row.attempt_no, row.score),
        )
        for row in rows
    }  # fmt: skip


def _told(attempt_no: int, score: int | None) -> Phrase:
    if score is None:
        return Phrase(N_("第 %(n)d 次"), n=attempt_no)
    return Phrase(N_("第 %(n)d 次，%(points)s 分"), n=attempt_no, points=show_points(score))


def describe_rulings(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Ruling id -> the paper that it restored. Two statements."""
    query = select(AttemptRuling.id, AttemptRuling.attempt_id).where(AttemptRuling.id.in_(ids))
    attempt_of = {row.id: row.attempt_id for row in session.execute(query)}
    papers = describe_attempts(session, set(attempt_of.values()))
    return {ruling_id: papers[attempt_id] for ruling_id, attempt_id in attempt_of.items()}


def describe_reopenings(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Reopening id -> the paper that was handed in again after it. Two statements."""
    query = select(AttemptReopening.id, AttemptReopening.attempt_id).where(AttemptReopening.id.in_(ids))
    attempt_of = {row.id: row.attempt_id for row in session.execute(query)}
    papers = describe_attempts(session, set(attempt_of.values()))
    return {reopening_id: papers[attempt_id] for reopening_id, attempt_id in attempt_of.items()}


SOURCES: dict[str, Describe] = {
    "attempt": describe_attempts, "attempt_ruling": describe_rulings, "attempt_reopening": describe_reopenings,
}  # fmt: skip


def kind_labels() -> dict[str, str]:
    """Ledger kind -> its name (a message id)."""
    return {"knowledge_contest": N_("知识竞赛")}
