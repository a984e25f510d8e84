"""From results per unit to tallies of the units that are compared: each with everything below it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import ContestRow, UnitSum
from quizapp.leaderboards.rules import BoardSettings, Tally
from quizapp.units import Unit, ancestor_ids, within

_AMOUNTS = ("people", "attempts", "score", "correct")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """The compared units that have participants; ``others`` are people credited to none of them."""

    tallies: tuple[Tally, ...]
    others: int


def marks_of(contest: ContestRow, settings: BoardSettings) -> tuple[int, int]:
    """The shares of the full score that a tally asks about: the board's mark and the pass mark, in percent."""
    return settings.mark_percent, contest.pass_percent


def read_compared(session: Session, contest: ContestRow, settings: BoardSettings) -> Sequence[Unit]:
    """Units that are compared, closed ones too: their people still count. One statement."""
    query = select(Unit).where(within(contest.unit_path), Unit.id != contest.unit_id)
    if settings.ranked_kind:
        query = query.where(Unit.kind == settings.ranked_kind)
    else:
        query = query.where(Unit.parent_id == contest.unit_id)
    return session.scalars(query.order_by(Unit.path)).all()


def tally_units(units: Collection[Unit], sums: Sequence[UnitSum]) -> Tallied:
    """The sums rolled up to ``units``; where one lies below another its people count for both."""
    adding: dict[int, Counter[str]] = defaultdict(Counter)
    known, others = {unit.id for unit in units}, 0
    for each in sums:
        holders = [unit_id for unit_id in ancestor_ids(each.path) if unit_id in known]
        others += 0 if holders else each.people
        amounts = {name: getattr(each, name) for name in _AMOUNTS}
        amounts |= {"reached": each.reached[0], "passed": each.reached[1]}
        for unit_id in holders:
            adding[unit_id].update(amounts)
    return Tallied(tallies=tuple(_tally(unit, adding[unit.id]) for unit in units if unit.id in adding), others=others)


def _tally(unit: Unit, amounts: Counter[str]) -> Tally:
    values: dict[str, Any] = {name: amounts[name] for name in (*_AMOUNTS, "reached", "passed")}
    return Tally(
        unit_id=unit.id, name=unit.name, kind=unit.kind, headcount=unit.headcount,
        headcount_as_of=unit.headcount_as_of, **values,
    )  # fmt: skip
