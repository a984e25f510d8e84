"""The ranking of a round at a position of the ledger: what stood there then can be read again for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from quizapp.contests import Attempt, ContestRow, restored_by
from quizapp.ledger import LedgerEntry
from quizapp.rounds.rules import Ranked
from quizapp.units import Unit

_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """A paper that stood."""

    attempt_no: int
    score: int
    max_score: int
    used_ms: int
    handed_in_at: datetime
    unit_id: int
    unit_path: str
    unit_kind: str


def read_ranking(session: Session, contest: ContestRow, *, position: int | None = None) -> list[Ranked]:
    """Everybody with a paper that stood at ``position`` (None = now), best first. One statement.

    By score, then by time, then by the moment of handing in, then by id. A paper that was voided by then does not
    count. The unit is the one that the ledger credits, wherever the person has moved since.
    """
    papers: dict[int, list[_Paper]] = {}
    for row in session.execute(_papers(contest.id, position), execution_options={"yield_per": 1_000}):
        papers.setdefault(row.person_id, []).append(
            _Paper(
                attempt_no=row.attempt_no, score=row.score, max_score=row.max_score,
                used_ms=(row.submitted_at - row.started_at) // _MS, handed_in_at=row.submitted_at,
                unit_id=row.unit_id, unit_path=row.path, unit_kind=row.kind,
            )
        )  # fmt: skip
    results = [(person_id, _result(tries, contest.counting)) for person_id, tries in papers.items()]
    results.sort(key=lambda each: (-each[1].score, each[1].used_ms, each[1].handed_in_at, each[0]))
    return [_ranked(rank, *each, host=contest.unit_path) for rank, each in enumerate(results, start=1)]


def _papers(contest_id: int, position: int | None) -> Select[*tuple[Any, ...]]:
    reversal = aliased(LedgerEntry)
    until = () if position is None else (LedgerEntry.id <= position,)
    taken_back = (reversal.reverses_id == LedgerEntry.id) & (True if position is None else reversal.id <= position)
    return (
        select(
            Attempt.person_id, Attempt.attempt_no, Attempt.score, Attempt.max_score, Attempt.started_at,
            Attempt.submitted_at, LedgerEntry.unit_id, Unit.path, Unit.kind,
        )
        .join(
            LedgerEntry,
            (LedgerEntry.source_table == "attempt")
            & (LedgerEntry.source_id == Attempt.id)
            & (LedgerEntry.measure == "attendance"),
        )
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .outerjoin(reversal, taken_back)
        .where(Attempt.contest_id == contest_id, *until, reversal.id.is_(None) | restored_by(position))
        .order_by(Attempt.person_id, Attempt.attempt_no)
    )  # fmt: skip


def _result(papers: Sequence[_Paper], counting: str) -> _Paper:
    """The one that counts by the contest's rule; ``papers`` in the order of their numbers."""
    if counting == "first":
        return papers[0]
    if counting == "last":
        return papers[-1]
    if counting == "average":
        return _mean(papers)
    return min(papers, key=lambda paper: (-paper.score, paper.used_ms, paper.attempt_no))


def _mean(papers: Sequence[_Paper]) -> _Paper:
    last, count = papers[-1], len(papers)
    return _Paper(
        attempt_no=last.attempt_no, score=sum(paper.score for paper in papers) // count, max_score=last.max_score,
        used_ms=sum(paper.used_ms for paper in papers) // count, handed_in_at=last.handed_in_at, unit_id=last.unit_id,
        unit_path=last.unit_path, unit_kind=last.unit_kind,
    )  # fmt: skip


def _ranked(rank: int, person_id: int, paper: _Paper, *, host: str) -> Ranked:
    below = paper.unit_path.removeprefix(host) if paper.unit_path.startswith(host) else ""
    return Ranked(
        rank=rank, person_id=person_id, score=paper.score, max_score=paper.max_score, used_ms=paper.used_ms,
        handed_in_at=paper.handed_in_at, unit_id=paper.unit_id, branch_id=int(below.partition("/")[0] or 0),
        unit_kind=paper.unit_kind,
    )  # fmt: skip
