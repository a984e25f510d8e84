"""The lines of the ledger as they stand: one row an entry, corrections included, no names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, String, Table, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from quizapp.db import plain_rows
from quizapp.exports import Column, Scalar
from quizapp.kit.evidence import kind_labels
from quizapp.ledger import LedgerEntry, Scope
from quizapp.units import Unit, within

#: Rows read at a time: memory stays the same for ten and for a million.
CHUNK = 5_000
#: Numbers of entries that one statement may look through where few of them are the scope's.
_WIDEST = 40 * CHUNK
#: Units whose names are kept at hand.
_UNITS = 20_000
LINE_COLUMNS = (
    Column(title="entry", width=12, holds=int), Column(title="day", width=12, holds=date), Column(title="unit_code", width=18),
    Column(title="unit_name", width=24), Column(title="kind", width=24), Column(title="kind_label", width=20),
    Column(title="measure", width=14), Column(title="quantity", width=10, holds=int),
    Column(title="approximate", width=10, holds=bool), Column(title="tags", width=24), Column(title="source", width=10),
    Column(title="activity", width=10, holds=int), Column(title="session", width=10, holds=int),
    Column(title="named", width=8, holds=bool), Column(title="takes_back", width=12, holds=int), Column(title="reason", width=24),
    Column(title="occurred_at", width=20, holds=datetime), Column(title="recorded_at", width=20, holds=datetime),
)  # fmt: skip
_ENTRY = cast(Table, LedgerEntry.__table__).c
#: As the driver gives them: a value that comes again is converted once a page, not once a row.
_RAW = (
    _ENTRY.id, type_coerce(_ENTRY.day, String), _ENTRY.unit_id, _ENTRY.kind, _ENTRY.measure, _ENTRY.quantity,
    type_coerce(_ENTRY.is_approximate, Integer), _ENTRY.tags, _ENTRY.source, _ENTRY.activity_id, _ENTRY.session_id,
    type_coerce(_ENTRY.person_id.is_not(None), Integer), _ENTRY.reverses_id, _ENTRY.reason,
    type_coerce(_ENTRY.occurred_at, String), type_coerce(_ENTRY.recorded_at, String),
)  # fmt: skip


def _conditions(scope: Scope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [LedgerEntry.campaign_id == scope.campaign_id, within(scope.unit_path)]
    found += [LedgerEntry.id <= scope.position] if scope.position is not None else []
    return found + _days(scope)


def _days(scope: Scope) -> list[ColumnElement[bool]]:
    first, last = scope.period.first, scope.period.last
    found: list[ColumnElement[bool]] = [_ENTRY.day >= first] if first is not None else []
    return found + ([_ENTRY.day <= last] if last is not None else [])


def count_lines(session: Session, scope: Scope) -> int:
    """How many entries the scope has."""
    query = select(func.count(LedgerEntry.id)).join(Unit, Unit.id == LedgerEntry.unit_id)
    return session.scalar(query.where(*_conditions(scope))) or 0


def line_rows(session: Session, scope: Scope, say: Callable[[str], str] = str) -> Iterator[tuple[Scalar, ...]]:
    """Entries in the order of the ledger, read as they are written: a statement a page, and one for units not met before."""
    labels = {kind: say(label) for kind, label in kind_labels().items()}
    units: dict[int, tuple[str, str]] = {}
    return chain.from_iterable(_rows(session, page, units, labels) for page in _pages(session, scope))


def _pages(session: Session, scope: Scope) -> Iterator[Sequence[Any]]:
    """From entry to entry in steps of ids; sorting the whole scope would hold it in memory."""
    top = scope.position if scope.position is not None else session.scalar(select(func.max(_ENTRY.id))) or 0
    query, after, width = _query(scope), 0, CHUNK
    while after < top:
        upto = min(after + width, top)
        page = plain_rows(session, query, {"after": after, "upto": upto}).all()
        after = page[-1][0] if len(page) == CHUNK else upto
        width = min(width * 2, _WIDEST) if len(page) < CHUNK // 2 else CHUNK
        if page:
            yield page


def _query(scope: Scope) -> Select[Any]:
    inside = _ENTRY.unit_id.in_(select(Unit.id).where(within(scope.unit_path)))
    # "+ 0" keeps SQLite on the ids: an index of the campaign would be gone through and sorted for every page
    found = (_ENTRY.campaign_id + 0 == scope.campaign_id, inside, *_days(scope))
    between = (_ENTRY.id > bindparam("after"), _ENTRY.id <= bindparam("upto"))
    return select(*_RAW).where(*between, *found).order_by(_ENTRY.id).limit(CHUNK)


def _rows(
    session: Session, page: Sequence[Any], units: dict[int, tuple[str, str]], labels: dict[str, str]
) -> Iterator[tuple[Scalar, ...]]:
    entry, day, unit, kind, measure, quantity, rough, tags, source, *middle, reason, occurred, recorded = zip(
        *page, strict=True
    )
    activity, held, named, reverses = middle
    _meet(session, set(unit), units)
    return zip(
        entry, _each(_day, day), _each(lambda number: units[number][0], unit), _each(lambda number: units[number][1], unit),
        kind, _each(lambda key: labels.get(key, key), kind), measure, quantity, _each(bool, rough), _each(str.strip, tags),
        source, activity, held, _each(bool, named), reverses, reason, _each(_moment, occurred), _each(_moment, recorded),
        strict=True,
    )  # fmt: skip


def _meet(session: Session, ids: Collection[int], units: dict[int, tuple[str, str]]) -> None:
    """Code and name of every unit of ``ids``; those met long ago are forgotten before they are too many."""
    if len(units) + len(ids) > _UNITS:
        units.clear()
    new = [number for number in ids if number not in units]
    if new:
        found = session.execute(select(Unit.id, Unit.code, Unit.name).where(Unit.id.in_(new)))
        units.update({row[0]: (row[1], row[2]) for row in found})


def _each(convert: Callable[[Any], Scalar], values: Iterable[Any]) -> Iterator[Scalar]:
    """What each of ``values`` becomes; equal ones are converted once."""
    known = {value: convert(value) for value in set(values)}
    return map(known.__getitem__, values)


def _day(raw: str | date) -> date:
    return date.fromisoformat(raw) if isinstance(raw, str) else raw


def _moment(raw: str | datetime) -> datetime:
    """SQLite keeps UTC as text without saying so; PostgreSQL's driver says its own zone."""
    return datetime.fromisoformat(f"{raw}+00:00") if isinstance(raw, str) else raw.astimezone(UTC)
