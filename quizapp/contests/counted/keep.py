"""Keeping a result with every paper that is handed in: one statement, whatever the counting rule.

The row that stands is compared inside of the database, so two papers at one instant both find their place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Insert, Table, and_, bindparam, case, func, null, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quizapp.contests.counted.fold import Counted
from quizapp.contests.counted.models import ContestResult
from quizapp.contests.rules import Counting
from quizapp.db import change_rows
from quizapp.units import Unit

RESULTS = cast(Table, ContestResult.__table__)
KEY = ("contest_id", "person_id")
SUMS = ("score_sum", "max_sum", "correct_sum", "seconds_sum")
#: What a result takes over from the paper that is chosen.
CHOSEN = ("unit_id", "unit_kind", "attempt_id", "score", "max_score", "lost", "percent", "correct", "seconds",
          "reached_at", "passed")  # fmt: skip
_ORDER = ("lost", "seconds", "reached_at", "attempt_id")


def columns_of(counted: Counted) -> dict[str, Any]:
    """The columns of a result's row, without whose it is."""
    names = ("attempts", *SUMS, *(name for name in CHOSEN if name not in ("unit_id", "unit_kind")))
    return {name: getattr(counted, name) for name in names}


def keep_result(
    session: Session, *, contest_id: int, person_id: int, unit_id: int, paper: Counted, counting: Counting,
    pass_percent: int,
) -> None:  # fmt: skip
    """Add one new paper (as the result it would be alone) to the person's result. One statement."""
    values = columns_of(paper) | {
        "contest_id": contest_id, "person_id": person_id, "unit_id": unit_id, "is_rolled": False,
        "rolled_percent": 0, "rolled_attempts": 0, "rolled_score": 0, "rolled_max": 0, "rolled_correct": 0,
        "b_pass": pass_percent, "b_unit": unit_id,
    }  # fmt: skip
    change_rows(session, _statement(session.get_bind().dialect.name == "sqlite", counting), values)


@lru_cache(maxsize=8)
def _statement(is_sqlite: bool, counting: Counting) -> Insert:
    """Built once for each rule and database: building it costs more than running it."""
    kind = select(Unit.kind).where(Unit.id == bindparam("b_unit")).scalar_subquery()
    adding = (sqlite.insert if is_sqlite else postgresql.insert)(RESULTS).values(unit_kind=kind)
    old, new = RESULTS.c, adding.excluded
    change = _averaged(old, new) if counting is Counting.AVERAGE else _chosen(old, new, counting)
    grown = {name: old[name] + new[name] for name in ("attempts", *SUMS)}
    return adding.on_conflict_do_update(index_elements=list(KEY), set_={**change, **grown, "is_rolled": new.is_rolled})


def _chosen(old: Any, new: Any, counting: Counting) -> dict[str, Any]:
    wins = {
        Counting.BEST: tuple_(*(new[name] for name in _ORDER)) < tuple_(*(old[name] for name in _ORDER)),
        Counting.LAST: new.attempt_id > old.attempt_id,
        Counting.FIRST: new.attempt_id < old.attempt_id,
    }[counting]
    is_taken = or_(old.attempts == 0, wins)
    return {name: case((is_taken, new[name]), else_=old[name]) for name in CHOSEN}


def _averaged(old: Any, new: Any) -> dict[str, Any]:
    count = old.attempts + new.attempts

    def mean(name: str, times: int = 1) -> Any:
        return (2 * times * (old[name] + new[name]) + count) // (2 * count)

    score, full = mean("score_sum"), mean("max_sum")
    is_later = or_(old.attempts == 0, new.reached_at >= old.reached_at)
    latest = {name: case((is_later, new[name]), else_=old[name]) for name in ("unit_id", "unit_kind", "reached_at")}
    return {
        **latest, "attempt_id": null(), "score": score, "max_score": full, "lost": full - score,
        "percent": func.coalesce(100 * score // func.nullif(full, 0), 100), "correct": mean("correct_sum", 100),
        "seconds": mean("seconds_sum"), "passed": and_(score * 100 >= full * bindparam("b_pass")),
    }  # fmt: skip
