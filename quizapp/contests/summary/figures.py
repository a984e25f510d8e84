"""All figures of a report at one position of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from quizapp.contests.figures import BANDS, Band
from quizapp.contests.queries import ContestRow
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.ledger import latest_position
from quizapp.units import Unit, ancestor_ids, get_unit, list_children

from .hiding import MIN_PEOPLE, hidden_units
from .reading import Counts, Papers, count, count_by_unit, count_scores, count_times, count_tries

#: Tries of a person from this on are counted together.
MANY_TRIES = 10
#: Days shown one by one; of longer contests the last ones.
MOST_DAYS = 62
#: Stands for the units outside of the host's tree.
OUTSIDE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit with everything below it; ``is_own`` is the unit itself without, ``unit_id`` 0 all units elsewhere."""

    unit_id: int
    name: str
    headcount: int | None
    headcount_as_of: date | None
    counts: Counts
    #: Scores are not shown: too few people.
    is_hidden: bool
    is_own: bool = False

    @property
    def participation(self) -> float | None:
        """People who took part of the declared headcount; above 1 the headcount is out of date."""
        return self.counts.people / self.headcount if self.headcount else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One contest, or one unit's part in it. What is about scores is empty where ``is_hidden``."""

    position: int
    #: The unit that the figures are about; None = everybody.
    unit: Unit | None
    #: Units from the host down to ``unit``.
    trail: tuple[Unit, ...]
    total: UnitLine
    units: tuple[UnitLine, ...]
    days: tuple[tuple[date, int], ...]
    #: Papers in each hour of the day, 24 of them.
    hours: tuple[int, ...]
    bands: tuple[Band, ...]
    #: (tries, people); the last one counts `MANY_TRIES` and more.
    tries: tuple[tuple[int, int], ...]

    @property
    def is_hidden(self) -> bool:
        """Whether scores and tries are left out: too few people."""
        return self.total.is_hidden


def summarize(
    session: Session, contest: ContestRow, *, unit_id: int | None = None, position: int | None = None
) -> Summary:
    """The report of ``unit_id`` with everything below it, or of everybody; about ten statements, however many papers.

    ``position`` None is the newest one. Raises `NotFound` for a unit outside of the host's tree.
    """
    at = latest_position(session) if position is None else position
    host = get_unit(session, contest.unit_id)
    unit = _unit(session, host, unit_id)
    trail = tuple(get_unit(session, each) for each in ancestor_ids(unit.path)) if unit else ()
    trail = tuple(each for each in trail if each.path.startswith(host.path))
    papers = Papers(contest_id=contest.id, position=at, path=unit.path if unit else "")
    counts = count(session, papers)
    is_hidden = 0 < counts.people < MIN_PEOPLE or _is_hidden_above(session, papers, trail)
    days, hours = count_times(session, papers, contest.zone)
    return Summary(
        position=at, unit=unit, trail=trail, total=_line(unit or host, counts, is_hidden=is_hidden),
        units=_unit_lines(session, papers, unit or host, is_hidden=is_hidden), days=_all_days(days),
        hours=tuple(hours[hour] for hour in range(24)),
        bands=() if is_hidden else _bands(count_scores(session, papers)),
        tries=() if is_hidden else _tries(count_tries(session, papers)),
    )  # fmt: skip


def _unit(session: Session, host: Unit, unit_id: int | None) -> Unit | None:
    """None for the host: its page is about everybody, people from elsewhere too."""
    if unit_id in (None, host.id):
        return None
    unit = get_unit(session, unit_id or 0)
    if not unit.path.startswith(host.path):
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    return unit


def _is_hidden_above(session: Session, papers: Papers, trail: tuple[Unit, ...]) -> bool:
    """Whether the unit, or one above it, was hidden beside its neighbours: its page tells no more than theirs."""
    for parent, child in pairwise(trail):
        counts = _counts_below(session, papers, parent, with_outside=parent is trail[0])
        if child.id in hidden_units({unit_id: each.people for unit_id, each in counts.items()}):
            return True
    return False


def _counts_below(session: Session, papers: Papers, top: Unit, *, with_outside: bool) -> dict[int, Counts]:
    """One or two statements."""
    counts = count_by_unit(session, replace(papers, path=top.path), top.id)
    if with_outside:
        counts[OUTSIDE] = count(session, replace(papers, path=top.path, is_outside=True))
    return counts


def _unit_lines(session: Session, papers: Papers, top: Unit, *, is_hidden: bool) -> tuple[UnitLine, ...]:
    """Children in their order, the unit itself, and at the top those from elsewhere; empty ones of the last two left out."""
    counts = _counts_below(session, papers, top, with_outside=not papers.path)
    hidden = set(counts) if is_hidden else hidden_units({unit_id: each.people for unit_id, each in counts.items()})
    children = list_children(session, top.id, only_active=False)
    lines = [
        _line(child, counts.get(child.id, Counts()), is_hidden=child.id in hidden)
        for child in children
        if child.is_active or child.id in counts
    ]
    if top.id in counts:
        own = counts[top.id]
        headcount = None if children else top.headcount
        lines.append(
            UnitLine(
                unit_id=top.id, name=top.name, headcount=headcount, headcount_as_of=top.headcount_as_of, counts=own,
                is_hidden=top.id in hidden, is_own=True,
            )
        )  # fmt: skip
    if counts.get(OUTSIDE, Counts()).people:
        lines.append(
            UnitLine(
                unit_id=OUTSIDE, name="", headcount=None, headcount_as_of=None, counts=counts[OUTSIDE],
                is_hidden=OUTSIDE in hidden,
            )
        )  # fmt: skip
    return tuple(lines)


def _line(unit: Unit, counts: Counts, *, is_hidden: bool) -> UnitLine:
    return UnitLine(
        unit_id=unit.id, name=unit.name, headcount=unit.headcount, headcount_as_of=unit.headcount_as_of, counts=counts,
        is_hidden=is_hidden,
    )  # fmt: skip


def _all_days(days: Mapping[date, int]) -> tuple[tuple[date, int], ...]:
    """Every day from the first paper to the last, those without papers too."""
    if not days:
        return ()
    first, last = min(days), max(days)
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    return tuple((day, days.get(day, 0)) for day in (first + timedelta(days=n) for n in range((last - first).days + 1)))


def _bands(scores: list[tuple[int, int]]) -> tuple[Band, ...]:
    return tuple(
        Band(low=low, high=high, attempts=sum(number for share, number in scores if low <= share < high))
        for low, high in BANDS
    )


def _tries(tries: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    few = [(number, tries.get(number, 0)) for number in range(1, min(max(tries, default=0), MANY_TRIES - 1) + 1)]
    many = sum(people for number, people in tries.items() if number >= MANY_TRIES)
    return (*few, *([(MANY_TRIES, many)] if many else ()))
