"""The ranking of a round: as it stands, or at a position of the ledger, where it can be read again for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import ContestResult, ContestRow, Until, stream_results
from quizapp.rounds.rules import Ranked
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """A person's result that counts."""

    person_id: int
    score: int
    max_score: int
    seconds: int
    reached_at: datetime
    unit_id: int
    unit_kind: str


def read_ranking(session: Session, contest: ContestRow, *, position: int | None = None) -> list[Ranked]:
    """Everybody with a result that counts, as it stands or as it stood at ``position``, best first. Two or three statements.

    In the order of the contest's board: by what is missing to the full score, then by time, then by the moment, then
    by id. A paper that was voided by then does not count.
    """
    found = _standing(session, contest.id) if position is None else _at(session, contest.id, position)
    results = sorted(
        found, key=lambda each: (each.max_score - each.score, each.seconds, each.reached_at, each.person_id)
    )
    paths = _paths(session, {each.unit_id for each in results})
    return [_ranked(rank, each, paths[each.unit_id], contest.unit_path) for rank, each in enumerate(results, start=1)]


def _standing(session: Session, contest_id: int) -> Iterable[_Result]:
    row = ContestResult
    query = select(
        row.person_id, row.score, row.max_score, row.seconds, row.reached_at, row.unit_id, row.unit_kind
    ).where(row.contest_id == contest_id, row.attempts > 0)
    return [_Result(**each._mapping) for each in session.execute(query)]


def _at(session: Session, contest_id: int, position: int) -> Iterable[_Result]:
    return [
        _Result(
            person_id=each.person_id, score=each.counted.score, max_score=each.counted.max_score,
            seconds=each.counted.seconds, reached_at=each.counted.reached_at, unit_id=each.unit_id,
            unit_kind=each.unit_kind,
        )
        for each in stream_results(session, contest_id, until=Until(position=position))
    ]  # fmt: skip


def _paths(session: Session, unit_ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(unit_ids)))
    return {row[0]: row[1] for row in rows}


def _ranked(rank: int, each: _Result, path: str, host: str) -> Ranked:
    below = path.removeprefix(host) if path.startswith(host) else ""
    return Ranked(
        rank=rank, person_id=each.person_id, score=each.score, max_score=each.max_score, seconds=each.seconds,
        reached_at=each.reached_at, unit_id=each.unit_id, branch_id=int(below.partition("/")[0] or 0),
        unit_kind=each.unit_kind,
    )  # fmt: skip
