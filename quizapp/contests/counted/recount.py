"""Making the results of some people anew from their papers: after a void, a restoration, a reopening."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, bindparam, select, update
from sqlalchemy.orm import Session

from quizapp.contests.counted.keep import RESULTS, SUMS, columns_of
from quizapp.contests.counted.standing import PersonResult, stream_results

_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("attempts", *SUMS), 0), "attempt_id": None, "score": 0, "max_score": 0, "lost": 0, "percent": 0,
    "correct": 0, "seconds": 0, "passed": False,
}  # fmt: skip


def recount_people(session: Session, contest_id: int, person_ids: Collection[int]) -> None:
    """Put the results of these people right; who has no row yet gets none. Five statements for any number.

    Their rows are locked before the papers are read: a paper that is handed in meanwhile waits, and adds itself to
    what stands here.
    """
    query = select(RESULTS.c.person_id).where(RESULTS.c.contest_id == contest_id, RESULTS.c.person_id.in_(person_ids))
    locked = set(session.scalars(query.order_by(RESULTS.c.person_id).with_for_update()))
    if not locked:
        return
    found = {each.person_id: each for each in stream_results(session, contest_id, person_ids=locked)}
    filled = [_row(contest_id, found[person_id]) for person_id in sorted(locked & found.keys())]
    if filled:
        session.connection().execute(_set(("unit_id", "unit_kind", "reached_at")), filled)
    emptied = [_NOTHING | _key(contest_id, person_id) for person_id in sorted(locked - found.keys())]
    if emptied:
        session.connection().execute(_set(()), emptied)


def _key(contest_id: int, person_id: int) -> dict[str, int]:
    return {"b_contest": contest_id, "b_person": person_id}


def _row(contest_id: int, result: PersonResult) -> dict[str, Any]:
    whose = {"unit_id": result.unit_id, "unit_kind": result.unit_kind}
    return columns_of(result.counted) | whose | _key(contest_id, result.person_id)


@lru_cache(maxsize=2)
def _set(also: tuple[str, ...]) -> Executable:
    names = (*_NOTHING, *also)
    values: dict[str, Any] = {name: bindparam(name) for name in names} | {"is_rolled": False}
    return (
        update(RESULTS)
        .where(RESULTS.c.contest_id == bindparam("b_contest"), RESULTS.c.person_id == bindparam("b_person"))
        .values(values)
    )
