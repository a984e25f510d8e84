"""The freeze hour (封榜): boards stand still at a moment, exactly, while people go on answering.

What stood then is recounted once from papers and ledger - entries recorded by that moment, whatever was voided or
handed in since - and kept; readers find it ready. The moment is let settle first, so nothing is still on its way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from heapq import nsmallest
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.contests import ContestRow, PersonResult, RankedPerson, UnitSum, Until, find_contests, stream_results
from quizapp.db import Store, upsert
from quizapp.leaderboards.models import BoardFreeze, ContestBoard
from quizapp.leaderboards.rollup import Tallied, marks_of, read_compared, tally_units
from quizapp.leaderboards.rules import SETTLE, BoardSettings, Tally
from quizapp.leaderboards.service import read_settings
from quizapp.people import Person
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPeople:
    """The first persons of a bracket as they stood; ``rows`` hold no name."""

    participants: int
    rows: tuple[dict[str, Any], ...]

    def people(self, session: Session) -> tuple[RankedPerson, ...]:
        """With their names as they are now: an erased one is empty. One statement."""
        ids = [row["person_id"] for row in self.rows]
        query = select(Person.id, Person.name, Unit.name.label("unit_name")).join(Unit, Unit.id == Person.unit_id)
        named = {row.id: row for row in session.execute(query.where(Person.id.in_(ids)))}
        return tuple(
            RankedPerson(
                name=named[row["person_id"]].name, unit_name=named[row["person_id"]].unit_name,
                **{**row, "reached_at": datetime.fromisoformat(row["reached_at"])},
            )
            for row in self.rows
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Boards as they stood; people by kind of unit, "" for all."""

    units: Tallied
    people: dict[str, FrozenPeople]


def read_frozen(session: Session, contest_id: int, moment: datetime) -> Frozen | None:
    """What stood at the freeze hour; None while it is being recounted. One statement."""
    query = select(BoardFreeze).where(BoardFreeze.contest_id == contest_id, BoardFreeze.stood_at == moment)
    row = session.scalars(query).first()
    if row is None:
        return None
    tallies = tuple(_tally(each) for each in row.units["tallies"])
    people = {
        kind: FrozenPeople(participants=block["participants"], rows=tuple(block["rows"]))
        for kind, block in row.people.items()
    }
    return Frozen(units=Tallied(tallies=tallies, others=row.units["others"]), people=people)


def _tally(stored: dict[str, Any]) -> Tally:
    as_of = stored["headcount_as_of"]
    return Tally(**stored | {"headcount_as_of": date.fromisoformat(as_of) if as_of else None})


def freeze_due(store: Store, now: datetime) -> int:
    """Recount what is due: how many contests were frozen. Safe at any time; whoever comes second changes nothing."""
    kept = select(BoardFreeze.contest_id).where(
        BoardFreeze.contest_id == ContestBoard.contest_id, BoardFreeze.stood_at == ContestBoard.freeze_at
    )
    due = select(ContestBoard.contest_id).where(
        ContestBoard.freeze_at <= now - SETTLE, ContestBoard.published_at.is_(None), ~kept.exists()
    )
    with store.read() as session:
        ids = list(session.scalars(due))
    return sum(_freeze(store, contest_id, now) for contest_id in ids)


def _freeze(store: Store, contest_id: int, now: datetime) -> bool:
    with store.read() as session:
        settings = read_settings(session, contest_id)
        contest = find_contests(session, [contest_id])[contest_id]
        values = _recount(session, contest, settings)
    with store.write() as session:
        if read_settings(session, contest_id) != settings:
            return False  # changed meanwhile: the next run sees the new ones
        values |= {"contest_id": contest_id, "stood_at": settings.freeze_at, "made_at": now}
        change = ("stood_at", "made_at", "units", "people")
        upsert(session, cast(Table, BoardFreeze.__table__), values, unique=("contest_id",), change=change)
    return True


@dataclass(slots=True)
class _Gathered:
    """What one walk over all results leaves behind; memory grows with units, not with people."""

    limit: int
    marks: tuple[int, int]
    sums: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    counts: Counter[str] = field(default_factory=Counter)
    best: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, result: PersonResult, kinds: Iterable[str]) -> None:
        counted = result.counted
        self.sums[result.unit_id].update(
            {
                "people": 1, "attempts": counted.attempts, "score": counted.score, "max_score": counted.max_score,
                "correct": counted.correct, "0": counted.percent >= self.marks[0], "1": counted.percent >= self.marks[1],
            }
        )  # fmt: skip
        key = (counted.lost, counted.seconds, counted.reached_at, result.person_id)
        for kind in kinds:
            self.counts[kind] += 1
            held = self.best[kind]
            held.append((key, result))
            if len(held) > 20 * self.limit:
                self.best[kind] = nsmallest(self.limit, held, key=lambda each: each[0])


def _recount(session: Session, contest: ContestRow, settings: BoardSettings) -> dict[str, Any]:
    found = _Gathered(limit=settings.people_limit, marks=marks_of(contest, settings))
    for result in stream_results(session, contest.id, until=Until(moment=settings.freeze_at)):
        found.add(result, ("", result.unit_kind) if settings.has_brackets else ("",))
    where = select(Unit.id, Unit.path, Unit.kind).where(Unit.id.in_(found.sums))
    sums = [_sum(row.path, row.kind, found.sums[row.id]) for row in session.execute(where)]
    tallied = tally_units(read_compared(session, contest, settings), sums)
    units = {"others": tallied.others, "tallies": [_stored(tally) for tally in tallied.tallies]}
    return {"units": units, "people": {kind: _block(found, kind) for kind in found.best if _is_open(found, settings, kind)}}  # fmt: skip


def _is_open(found: _Gathered, settings: BoardSettings, kind: str) -> bool:
    return not kind or found.counts[kind] >= settings.min_people


def _sum(path: str, kind: str, amounts: Counter[str]) -> UnitSum:
    names = ("people", "attempts", "score", "max_score", "correct")
    values = {name: int(amounts[name]) for name in names}
    return UnitSum(path=path, kind=kind, reached=(int(amounts["0"]), int(amounts["1"])), **values)


def _stored(tally: Tally) -> dict[str, Any]:
    values = asdict(tally)
    return values | {"headcount_as_of": tally.headcount_as_of.isoformat() if tally.headcount_as_of else None}


def _block(found: _Gathered, kind: str) -> dict[str, Any]:
    first = nsmallest(found.limit, found.best[kind], key=lambda each: each[0])
    return {"participants": found.counts[kind], "rows": [_row(result) for _, result in first]}


def _row(result: PersonResult) -> dict[str, Any]:
    counted = result.counted
    return {
        "person_id": result.person_id, "unit_kind": result.unit_kind, "score": counted.score,
        "max_score": counted.max_score, "seconds": counted.seconds, "reached_at": counted.reached_at.isoformat(),
        "attempts": counted.attempts,
    }  # fmt: skip
