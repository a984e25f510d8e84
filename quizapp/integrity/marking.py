"""Judging what came in: by the clock in bounded steps along the ledger, or at once for one contest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.db import Store, insert_many_or_ignore
from quizapp.integrity.models import IntegrityMark
from quizapp.integrity.reading import latest_papers, papers_in_ledger, papers_of_shared_phones
from quizapp.integrity.rules import WITHIN, Mark, Paper, judge
from quizapp.ledger import lock_position, read_position, safe_position, write_position

#: Positions of the ledger a step, and steps a run: what is left waits for the next run.
STEP, MOST_STEPS = 500, 20
#: Papers of a contest that are judged when somebody asks for it.
AT_ONCE = 2_000
_READER = "integrity"
_TABLE = cast(Table, IntegrityMark.__table__)

#: Marks with the contest that each belongs to.
Found = list[tuple[int, Mark]]


def mark_new(store: Store, *, now: datetime) -> int:
    """How many marks were made about papers that came in since the last run; safe in several processes at once.

    Judging reads only: nobody who hands in waits for it. A step that somebody else took meanwhile is left to him.
    """
    with store.write() as session:
        target = safe_position(session)
    made = 0
    for _ in range(MOST_STEPS):
        with store.read() as session:
            start = read_position(session, _READER)
            upto = min(start + STEP, target)
            found = find_marks(session, start, upto) if start < upto else []
        if start >= upto:
            break
        with store.write() as session:
            if lock_position(session, _READER) == start:
                made += keep_marks(session, found, now=now)
                write_position(session, _READER, upto)
    return made


def find_marks(session: Session, after: int, upto: int) -> Found:
    """Marks for the papers at the positions (after, upto]. Three statements a contest at most, one more for all."""
    found: Found = []
    for contest_id, (new, around) in papers_in_ledger(session, after, upto).items():
        found += _judge(session, contest_id, new, around)
    return found


def find_marks_of_contest(session: Session, contest_id: int) -> Found:
    """Marks for the contest's latest papers, for `keep_marks`. Reads only: judging takes seconds, storing does not."""
    papers = latest_papers(session, contest_id, AT_ONCE)
    return _judge(session, contest_id, papers, papers) if papers else []


def _judge(session: Session, contest_id: int, new: Sequence[Paper], around: Sequence[Paper]) -> Found:
    since = min(paper.submitted_at for paper in new) - WITHIN
    recent = [paper for paper in around if paper.submitted_at >= since]
    same_phones = papers_of_shared_phones(session, contest_id, new)
    return [(contest_id, mark) for mark in judge(new, around=recent, same_phones=same_phones)]


def keep_marks(session: Session, found: Found, *, now: datetime) -> int:
    """Store the marks; how many are new. One that stands keeps its first moment and only ever grows stronger."""
    if not found:
        return 0
    ids = {mark.attempt_id for _, mark in found}
    query = select(IntegrityMark.id, IntegrityMark.attempt_id, IntegrityMark.rule, IntegrityMark.score)
    rows = session.execute(query.where(IntegrityMark.attempt_id.in_(ids)))
    known = {(row.attempt_id, row.rule): row for row in rows}
    fresh = [
        {
            "contest_id": contest_id, "attempt_id": mark.attempt_id, "rule": mark.rule.value, "score": mark.score,
            "detail": dict(mark.detail), "first_seen": now, "dismissed_by": "", "note": "",
        }
        for contest_id, mark in found
        if (mark.attempt_id, mark.rule.value) not in known
    ]  # fmt: skip
    stronger = [
        {"id": row.id, "score": mark.score, "detail": dict(mark.detail)}
        for _, mark in found
        if (row := known.get((mark.attempt_id, mark.rule.value))) is not None and row.score < mark.score
    ]
    insert_many_or_ignore(session, _TABLE, fresh, unique=("attempt_id", "rule"))
    if stronger:
        session.execute(update(IntegrityMark), stronger)
    return len(fresh)
