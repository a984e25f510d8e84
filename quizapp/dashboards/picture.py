"""What the pictures show, as numbers: totals, days, kinds, and a grid of units or kinds by days. One moment's reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.kit.clock import local_date
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.ledger import DaySum, Measure, Scope, subtree_days
from quizapp.units import Unit, list_children

#: Rows of a grid; a wall of more nobody reads.
MOST_ROWS = 80
#: Kinds drawn one by one; the rest are in the table.
MOST_KINDS = 12
#: Columns of days at most: a month with a week on either side.
MOST_DAYS = 45
#: Shades of a grid's cells, the lightest is nothing.
SHADES = 5


class Reach(StrEnum):
    """What the columns of the units' grid are."""

    DAY = "day"
    KIND = "kind"


class Total(NamedTuple):
    """Sums of one kind, or of everything."""

    sessions: int = 0
    attendances: int = 0
    items: int = 0
    quantity: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A row: its name, a figure and a shade (0 to 4) for each column, and the whole."""

    name: str
    unit_id: int | None
    cells: tuple[tuple[int, int], ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A heat map that is its own table."""

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    #: Rows that were left out.
    hidden: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything one page shows."""

    totals: Total
    #: (day, attendances), without gaps.
    days: tuple[tuple[date, int], ...]
    #: (name of the kind, sums), most attended first.
    kinds: tuple[tuple[str, Total], ...]
    grid: Grid
    #: Units below with nothing in the ledger; empty on the public screen.
    silent: tuple[Unit, ...]


_PLACES = {
    Measure.SESSION_HELD.value: 0, Measure.ATTENDANCE.value: 1, Measure.ITEM.value: 2, Measure.QUANTITY.value: 3
}  # fmt: skip
Say = Callable[[str], str]


def draw_picture(
    session: Session, campaign: Campaign, unit: Unit, *, by: Reach, is_public: bool, now: datetime, say: Say = str,
    position: int | None = None,
) -> Picture:  # fmt: skip
    """The picture of a unit with everything below it. Five statements, whatever there is.

    A public one names kinds only: neither units nor who is missing among them.
    """
    children = [] if is_public else list_children(session, unit.id, only_active=False)
    scope = Scope(campaign_id=campaign.id, unit_path=unit.path, position=position)
    units = {unit.id: unit.path, **{child.id: child.path for child in children}}
    sums = subtree_days(session, scope, units)
    whole = [each for each in sums if each.unit_id == unit.id]
    days = _days(campaign, whole, local_date(now, campaign.time_zone))
    labels = {kind: say(label) for kind, label in kind_labels().items()}
    kinds = _kinds(whole)
    seen = {each.unit_id for each in sums}
    # one that was closed keeps what it did: under its own name, not as if the unit above had done it
    children = [child for child in children if child.is_active or child.id in seen]
    grid = (
        _kind_grid(whole, kinds, days, labels)
        if is_public
        else _unit_grid(
            sums, unit, {child.id: _called(child, say) for child in children}, _columns(by, kinds, days), labels
        )
    )
    return Picture(
        totals=_total(whole), days=_by_day(whole, days), grid=grid,
        kinds=tuple((labels.get(kind, kind), total) for kind, total in kinds),
        silent=tuple(child for child in children if child.id not in seen),
    )  # fmt: skip


def _called(unit: Unit, say: Say) -> str:
    return unit.name if unit.is_active else unit.name + say(N_("（已停用）"))


def _total(sums: Iterable[DaySum]) -> Total:
    found = [0, 0, 0, 0]
    for each in sums:
        found[_PLACES[each.measure]] += each.quantity
    return Total(*found)


def _kinds(whole: Sequence[DaySum]) -> list[tuple[str, Total]]:
    by_kind: dict[str, list[DaySum]] = defaultdict(list)
    for each in whole:
        by_kind[each.kind].append(each)
    totals = [(kind, _total(found)) for kind, found in by_kind.items()]
    return sorted(((kind, total) for kind, total in totals if any(total)), key=_by_weight)


def _by_weight(found: tuple[str, Total]) -> tuple[int, int, int, str]:
    kind, total = found
    return -total.attendances, -total.sessions, -(total.items + total.quantity), kind


def _days(campaign: Campaign, whole: Sequence[DaySum], today: date) -> list[date]:
    """From the campaign's first day, or the first entry before it, to today or its end; the latest if there are too many."""
    told = [each.day for each in whole if each.measure == Measure.ATTENDANCE]
    first = min([campaign.starts_on, *told])
    last = max([min(today, campaign.ends_on), first, *told])
    count = min((last - first).days + 1, MOST_DAYS)
    return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]


def _heads_by(sums: Iterable[DaySum], key: Callable[[DaySum], object]) -> dict[object, int]:
    found: dict[object, int] = defaultdict(int)
    for each in sums:
        if each.measure == Measure.ATTENDANCE:
            found[key(each)] += each.quantity
    return found


def _by_day(whole: Sequence[DaySum], days: Sequence[date]) -> tuple[tuple[date, int], ...]:
    heads = _heads_by(whole, lambda each: each.day)
    return tuple((day, heads.get(day, 0)) for day in days)


def _day_name(day: date) -> str:
    return f"{day.month}/{day.day}"


def _columns(by: Reach, kinds: Sequence[tuple[str, Total]], days: Sequence[date]) -> Sequence[date | str]:
    if by is Reach.DAY:
        return [*days]
    return [kind for kind, total in kinds if total.attendances][:MOST_KINDS]


#: Name, unit, a figure for each column, the whole.
_Line = tuple[str, int | None, list[int], int]


def _unit_grid(
    sums: Sequence[DaySum],
    unit: Unit,
    children: Mapping[int, str],
    columns: Sequence[date | str],
    labels: Mapping[str, str],
) -> Grid:
    """The children (id -> name), and the unit's own people where it has some: together they are the whole."""
    names = [_day_name(each) if isinstance(each, date) else labels.get(each, each) for each in columns]
    heads = _heads_by(sums, lambda each: (each.unit_id, each.day))
    heads |= _heads_by(sums, lambda each: (each.unit_id, each.kind))
    whole = _heads_by(sums, lambda each: each.unit_id)
    rows: list[_Line] = [
        (name, child_id, [heads.get((child_id, column), 0) for column in columns], whole.get(child_id, 0))
        for child_id, name in children.items()
    ]
    own = whole.get(unit.id, 0) - sum(total for _, _, _, total in rows)
    if own:
        below = [sum(cells) for cells in zip(*(cells for _, _, cells, _ in rows), strict=True)] or [0] * len(columns)
        mine = [heads.get((unit.id, column), 0) - under for column, under in zip(columns, below, strict=True)]
        rows.insert(0, (unit.name, None, mine, own))
    return _grid(names, rows)


def _kind_grid(
    whole: Sequence[DaySum], kinds: Sequence[tuple[str, Total]], days: Sequence[date], labels: Mapping[str, str]
) -> Grid:
    heads = _heads_by(whole, lambda each: (each.kind, each.day))
    rows: list[_Line] = [
        (labels.get(kind, kind), None, [heads.get((kind, day), 0) for day in days], total.attendances)
        for kind, total in kinds
        if total.attendances
    ]
    return _grid([_day_name(day) for day in days], rows[:MOST_KINDS])


def _grid(columns: Sequence[str], rows: Sequence[_Line]) -> Grid:
    most = max((cell for _, _, cells, _ in rows for cell in cells), default=0)
    made = [
        GridRow(name=name, unit_id=unit_id, cells=tuple((cell, _shade(cell, most)) for cell in cells), total=total)
        for name, unit_id, cells, total in rows[:MOST_ROWS]
    ]
    return Grid(columns=tuple(columns), rows=tuple(made), hidden=max(len(rows) - MOST_ROWS, 0))


def _shade(cell: int, most: int) -> int:
    """0 for nothing, then by the square root: one crowd should not make all others look alike."""
    if cell <= 0 or most <= 0:
        return 0
    return min(SHADES - 1, 1 + int((cell / most) ** 0.5 * (SHADES - 1)))
