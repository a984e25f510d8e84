"""Participation tallies: who took part in what, entry by entry, adding up to the form's figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp import exports
from quizapp.kit.evidence import describe
from quizapp.kit.text import mask_name
from quizapp.ledger import LedgerEntry, Scope
from quizapp.people import Person
from quizapp.units import Unit, within

#: Rows read at a time: memory stays the same for ten and for a million.
CHUNK = 2_000

COLUMNS = (
    exports.Column(title="序号", width=8, align=exports.Align.RIGHT),
    exports.Column(title="日期", width=12),
    exports.Column(title="活动", width=30),
    exports.Column(title="类别", width=18),
    exports.Column(title="计量", width=12),
    exports.Column(title="单位", width=24),
    exports.Column(title="单位代码", width=14),
    exports.Column(title="姓名", width=12),
    exports.Column(title="数量", width=8, align=exports.Align.RIGHT),
    exports.Column(title="约数", width=8),
    exports.Column(title="来源", width=12),
    exports.Column(title="说明", width=24),
)


def tally_rows(session: Session, scope: Scope, *, masked: bool = True) -> Iterator[tuple[exports.Scalar, ...]]:
    """One row an entry, oldest first, in the order of `COLUMNS`; corrections are rows with a negative quantity.

    Summed by kind and measure, the quantities are the form's figures. Names are masked unless ``masked`` is False
    (the caller checks the right and writes the audit entry).
    """
    after, number = 0, 0
    while chunk := _chunk(session, scope, after):
        stories = describe(session, [(entry.source_table, entry.source_id) for entry, _, _ in chunk])
        for entry, unit, person in chunk:
            number += 1
            story = stories.get((entry.source_table, entry.source_id))
            name = (mask_name(person.name) if masked else person.name) if person is not None else ""
            yield _row(number, entry, unit, name, story.title if story else "")
        after = chunk[-1][0].id


def _chunk(session: Session, scope: Scope, after: int) -> list[tuple[LedgerEntry, Unit, Person | None]]:
    query = (
        select(LedgerEntry, Unit, Person)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .outerjoin(Person, Person.id == LedgerEntry.person_id)
        .where(LedgerEntry.campaign_id == scope.campaign_id, LedgerEntry.id > after, within(scope.unit_path))
        .order_by(LedgerEntry.id)
        .limit(CHUNK)
    )
    if scope.position is not None:
        query = query.where(LedgerEntry.id <= scope.position)
    if scope.period.first is not None:
        query = query.where(LedgerEntry.day >= scope.period.first)
    if scope.period.last is not None:
        query = query.where(LedgerEntry.day <= scope.period.last)
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def _row(number: int, entry: LedgerEntry, unit: Unit, name: str, title: str) -> tuple[exports.Scalar, ...]:
    day: date | datetime = entry.day
    approximate = "约" if entry.is_approximate else ""
    return (
        number, day, title, entry.kind, entry.measure, unit.name, unit.code, name, entry.quantity, approximate,
        entry.source, entry.reason,
    )  # fmt: skip
