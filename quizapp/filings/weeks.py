"""What the filed weeks of a subtree have beside the ledger, each of it once in the total of each unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from quizapp.filings.models import Filing, FilingAmount, FilingSeen
from quizapp.statistics import Sheet, TypedEarlier
from quizapp.units import Unit, ancestor_ids, within


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledWeek:
    """A week's report, as far as it differs from the ledger. The newer of two has the larger ``id``."""

    id: int
    path: str
    period_key: str
    #: Field -> by how much the figure differs from the ledger's.
    amounts: dict[str, int] = field(default_factory=dict)
    #: Fields that the unit typed itself: they cover what units below say.
    own: set[str] = field(default_factory=set)
    #: Field -> path of a unit below -> what the report had seen typed there; it is in ``amounts``.
    seen: dict[str, dict[str, int]] = field(default_factory=dict)


def typed_in_weeks(
    session: Session, sheet: Sheet, units: Mapping[int, str]
) -> dict[int, dict[str, Sequence[TypedEarlier]]]:  # fmt: skip
    """For the total of each of the ``units`` (id -> path): field -> what its weeks and those below add. Three statements."""
    below: dict[int, list[FiledWeek]] = {unit_id: [] for unit_id in units}
    for week in _read(session, sheet):
        for unit_id in ancestor_ids(week.path):
            if unit_id in below:
                below[unit_id].append(week)
    return {unit_id: _by_field(beside_the_ledger(weeks)) for unit_id, weeks in below.items() if weeks}


def _read(session: Session, sheet: Sheet) -> Iterable[FiledWeek]:
    rows = session.execute(
        select(Filing.id, Unit.path, Filing.period_key)
        .join(Unit, Unit.id == Filing.unit_id)
        .where(_standing_weeks(sheet))
    )
    weeks = {row[0]: FiledWeek(id=row[0], path=row[1], period_key=row[2]) for row in rows}
    if not weeks:
        return ()
    here = select(Filing.id).join(Unit, Unit.id == Filing.unit_id).where(_standing_weeks(sheet))
    amounts = select(FilingAmount.filing_id, FilingAmount.field_key, FilingAmount.amount, FilingAmount.is_own)
    for filing_id, key, amount, is_own in session.execute(amounts.where(FilingAmount.filing_id.in_(here))):
        weeks[filing_id].amounts[key] = amount
        if is_own:
            weeks[filing_id].own.add(key)
    seen = select(FilingSeen.filing_id, FilingSeen.field_key, Unit.path, FilingSeen.amount)
    seen = seen.join(Unit, Unit.id == FilingSeen.unit_id).where(FilingSeen.filing_id.in_(here))
    for filing_id, key, path, amount in session.execute(seen):
        weeks[filing_id].seen.setdefault(key, {})[path] = amount
    return weeks.values()


def _standing_weeks(sheet: Sheet) -> ColumnElement[bool]:
    return and_(
        Filing.campaign_id == sheet.campaign.id, Filing.form_key == sheet.form.key, Filing.is_standing,
        Filing.last_day.is_not(None), within(sheet.unit.path),
    )  # fmt: skip


def _by_field(found: Iterable[TypedEarlier]) -> dict[str, Sequence[TypedEarlier]]:
    sorted_out: dict[str, list[TypedEarlier]] = defaultdict(list)
    for each in found:
        sorted_out[each.field_key].append(each)
    return dict(sorted_out)


def beside_the_ledger(weeks: Iterable[FiledWeek]) -> Iterator[TypedEarlier]:
    """What the reports of one subtree add to its total: as if each had been filed when the newest below it was.

    A report holds what it saw of the units below. One filed below later takes the place of that; one filed earlier is
    in it already. Where a unit typed the figure itself, nothing below adds to it.
    """
    by_period: dict[str, dict[str, FiledWeek]] = defaultdict(dict)
    for week in weeks:
        by_period[week.period_key][week.path] = week
    return chain.from_iterable(_of_one_week(filed) for filed in by_period.values())


def _of_one_week(filed: Mapping[str, FiledWeek]) -> Iterator[TypedEarlier]:
    """``filed``: path -> report."""
    above = {path: [filed[each] for each in _paths_above(path) if each in filed] for path in filed}
    counted = {path for path, over in above.items() if all(each.id < filed[path].id for each in over)}
    for path in counted:
        yield from _of_report(filed[path], above[path], counted)


def _of_report(week: FiledWeek, above: Sequence[FiledWeek], counted: set[str]) -> Iterator[TypedEarlier]:
    nearest = next((each for each in reversed(above) if each.path in counted), None)
    for key in {*week.amounts, *week.seen}:
        if any(key in each.own for each in above) or (nearest and _is_covered(nearest.seen.get(key, ()), week.path)):
            continue
        amount = week.amounts.get(key, 0)
        parts = {} if key in week.own else week.seen.get(key, {})
        yield TypedEarlier(unit_path=week.path, field_key=key, amount=amount - sum(parts.values()))
        for path, part in parts.items():
            if not any(each in counted for each in _paths_to(path) if len(each) > len(week.path)):
                yield TypedEarlier(unit_path=path, field_key=key, amount=part)


def _is_covered(words: Iterable[str], path: str) -> bool:
    return any(path != each and path.startswith(each) for each in words)


def _paths_to(path: str) -> list[str]:
    """``/1/``, ``/1/5/``, ``/1/5/9/`` for the last of them."""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[: count + 1])}/" for count in range(len(parts))]


def _paths_above(path: str) -> list[str]:
    return _paths_to(path)[:-1]
