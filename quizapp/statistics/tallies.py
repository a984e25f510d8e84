"""Participation tallies: who took part in what, by activity, unit and person, adding up to the form's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Select

from quizapp.kit.evidence import describe
from quizapp.kit.text import mask_name
from quizapp.ledger import LedgerEntry, Measure, Scope
from quizapp.people import Person
from quizapp.units import Unit, within

#: Rows read at a time: memory stays the same for ten and for a million.
CHUNK = 2_000


class TallyBy(StrEnum):
    """What one row of a tally is."""

    ACTIVITY = "activity"
    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """One activity, unit or person with what it amounts to. Corrections are taken off already."""

    #: Activity's title, empty when it has none of its own; the unit's name; the person's name, empty for crowds.
    title: str
    #: Ledger kind of an activity; for a person what he took part in, kind -> attendances.
    kind: str = ""
    kinds: tuple[tuple[str, int], ...] = ()
    unit_id: int | None = None
    unit_name: str = ""
    unit_code: str = ""
    #: None for crowds and things; negative for somebody known by a code alone.
    person_id: int | None = None
    sessions: int = 0
    attendances: int = 0
    items: int = 0
    quantity: int = 0
    first_day: date | None = None
    last_day: date | None = None
    #: A page of the console where it can be opened.
    path: str = ""


def list_tally(
    session: Session, scope: Scope, by: TallyBy, *, masked: bool = True, offset: int = 0, limit: int | None = None
) -> Iterator[TallyRow]:
    """The rows of a tally. Names are masked unless ``masked`` is False (who asks checks the right and notes it).

    Activities and units are few; people are read in chunks, so that a million of them take no more memory.
    """
    if by is TallyBy.ACTIVITY:
        return _activities(session, scope, offset, limit)
    if by is TallyBy.UNIT:
        return _units(session, scope, offset, limit)
    return _people(session, scope, offset, limit, masked)


def _scoped(scope: Scope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [LedgerEntry.campaign_id == scope.campaign_id, within(scope.unit_path)]
    if scope.position is not None:
        found.append(LedgerEntry.id <= scope.position)
    if scope.period.first is not None:
        found.append(LedgerEntry.day >= scope.period.first)
    if scope.period.last is not None:
        found.append(LedgerEntry.day <= scope.period.last)
    return found


def _amounts() -> list[Any]:
    """Sessions, attendances, items, quantity, first and last day of a group."""
    sums = [
        cast(func.coalesce(func.sum(case((LedgerEntry.measure == measure.value, LedgerEntry.quantity))), 0), BigInteger)
        for measure in (Measure.SESSION_HELD, Measure.ATTENDANCE, Measure.ITEM, Measure.QUANTITY)
    ]
    return [*sums, func.min(LedgerEntry.day), func.max(LedgerEntry.day)]


def _named(amounts: Any) -> dict[str, Any]:
    return dict(zip(("sessions", "attendances", "items", "quantity", "first_day", "last_day"), amounts, strict=True))


def _paged(query: Select[Any], offset: int, limit: int | None) -> Select[Any]:
    return query.offset(offset).limit(limit) if limit is not None else query


def _activities(session: Session, scope: Scope, offset: int, limit: int | None) -> Iterator[TallyRow]:
    # a holding tells the activity's title best, so its entry speaks for the group
    speaker = func.coalesce(
        func.min(case((LedgerEntry.measure == Measure.SESSION_HELD.value, LedgerEntry.id))), func.min(LedgerEntry.id)
    ).label("speaker")
    groups = (
        select(LedgerEntry.kind, speaker, *_amounts())
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .where(*_scoped(scope))
        .group_by(LedgerEntry.kind, LedgerEntry.activity_id)
        .order_by(LedgerEntry.kind, speaker)
    )
    rows = [row for row in session.execute(_paged(groups, offset, limit)).all() if any(row[2:6])]
    speakers = select(LedgerEntry.id, LedgerEntry.source_table, LedgerEntry.source_id, LedgerEntry.activity_id)
    found = {row[0]: row[1:] for row in session.execute(speakers.where(LedgerEntry.id.in_([row[1] for row in rows])))}
    own = {key: (row[0], row[1]) for key, row in found.items() if row[2] is not None}
    stories = describe(session, own.values())
    for row in rows:
        story = stories.get(own.get(row[1], ("", 0)))
        yield TallyRow(
            title=story.title if story else "", path=story.path if story else "", kind=row[0], **_named(row[2:])
        )


def _units(session: Session, scope: Scope, offset: int, limit: int | None) -> Iterator[TallyRow]:
    """Every active unit of the subtree and every other one that has entries, from the top down; silent ones too."""
    entries = LedgerEntry.__table__
    on_it = [*_scoped(scope)[:1], *_scoped(scope)[2:]]
    query = (
        select(Unit.id, Unit.name, Unit.code, *_amounts())
        .outerjoin_from(Unit, entries, (LedgerEntry.unit_id == Unit.id) & _all(on_it))
        .where(within(scope.unit_path))
        .group_by(Unit.id, Unit.name, Unit.code, Unit.path, Unit.is_active)
        .having(Unit.is_active | (func.count(LedgerEntry.id) > 0))
        .order_by(Unit.path)
    )
    for row in session.execute(_paged(query, offset, limit)):
        yield TallyRow(title=row[1], unit_id=row[0], unit_name=row[1], unit_code=row[2], **_named(row[3:]))


def _all(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    joined = conditions[0]
    for condition in conditions[1:]:
        joined = joined & condition
    return joined


def _people(session: Session, scope: Scope, offset: int, limit: int | None, masked: bool) -> Iterator[TallyRow]:
    """One row for each person and unit with an attendance that stands, then one for the crowds of each unit."""
    mine = [*_scoped(scope), LedgerEntry.measure == Measure.ATTENDANCE.value]
    pair: list[Any] = [LedgerEntry.person_id, LedgerEntry.unit_id]
    who = (
        select(*pair)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .where(*mine)
        .group_by(LedgerEntry.person_id, LedgerEntry.unit_id, Unit.path)
        .having(func.sum(LedgerEntry.quantity) > 0)
        .order_by(Unit.path, LedgerEntry.person_id.is_(None), LedgerEntry.person_id)
    )
    chosen = _paged(who, offset, limit).subquery()
    same_person = LedgerEntry.person_id.is_not_distinct_from(chosen.c.person_id)
    query = (
        select(
            Unit.id, Unit.name, Unit.code, LedgerEntry.person_id, Person.name, LedgerEntry.kind,
            cast(func.sum(LedgerEntry.quantity), BigInteger), func.min(LedgerEntry.day), func.max(LedgerEntry.day),
        )
        .join(chosen, (chosen.c.unit_id == LedgerEntry.unit_id) & same_person)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .outerjoin(Person, Person.id == LedgerEntry.person_id)
        .where(*mine)
        .group_by(Unit.id, Unit.name, Unit.code, Unit.path, LedgerEntry.person_id, Person.name, LedgerEntry.kind)
        .order_by(Unit.path, LedgerEntry.person_id.is_(None), LedgerEntry.person_id, LedgerEntry.kind)
        .execution_options(yield_per=CHUNK)
    )  # fmt: skip
    for _, group in groupby(session.execute(query), key=lambda row: (row[0], row[3])):
        rows = [row for row in group if row[6]]
        yield _person(rows, masked)


def _person(rows: list[Any], masked: bool) -> TallyRow:
    unit_id, unit_name, unit_code, person_id, name = rows[0][:5]
    return TallyRow(
        title=(mask_name(name) if masked else name) if name else "", person_id=person_id,
        unit_id=unit_id, unit_name=unit_name, unit_code=unit_code, kinds=tuple((row[5], row[6]) for row in rows),
        attendances=sum(row[6] for row in rows), first_day=min(row[7] for row in rows),
        last_day=max(row[8] for row in rows),
    )  # fmt: skip


def count_tally(session: Session, scope: Scope, by: TallyBy) -> int:
    """How many rows the tally has, for paging."""
    if by is TallyBy.ACTIVITY:
        inner: Select[Any] = select(LedgerEntry.kind).group_by(LedgerEntry.kind, LedgerEntry.activity_id)
    elif by is TallyBy.UNIT:
        return session.scalar(select(func.count(Unit.id)).where(within(scope.unit_path), Unit.is_active)) or 0
    else:
        inner = select(LedgerEntry.person_id).where(LedgerEntry.measure == Measure.ATTENDANCE.value)
        inner = inner.group_by(LedgerEntry.person_id, LedgerEntry.unit_id).having(func.sum(LedgerEntry.quantity) > 0)
    groups = inner.join(Unit, Unit.id == LedgerEntry.unit_id).where(*_scoped(scope)).subquery()
    return session.scalar(select(func.count()).select_from(groups)) or 0
