"""Reading the book of records."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from quizapp.kit.text import clean_line
from quizapp.records.models import Record
from quizapp.units import Unit, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which lines of the book; empty means all."""

    campaign_id: int
    paths: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    words: str = ""
    with_withdrawn: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as conditions on `Record` joined with `Unit`."""
        found: list[ColumnElement[bool]] = [Record.campaign_id == self.campaign_id, within_any(self.paths)]
        found += [Record.kind.in_(self.kinds)] if self.kinds else []
        found += [Record.happened_on >= self.first] if self.first else []
        found += [Record.happened_on <= self.last] if self.last else []
        words = clean_line(self.words, limit=50)
        found += [Record.title.contains(words, autoescape=True)] if words else []
        found += [] if self.with_withdrawn else [Record.withdrawn_at.is_(None)]
        return found


def list_records(
    session: Session, wanted: RecordFilter, *, offset: int = 0, limit: int | None = 50
) -> list[tuple[Record, Unit]]:
    """Lines with their units, newest day first. One statement."""
    rows = session.execute(
        select(Record, Unit)
        .join(Unit, Unit.id == Record.unit_id)
        .where(*wanted.conditions())
        .order_by(Record.happened_on.desc(), Record.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def count_records(session: Session, wanted: RecordFilter) -> int:
    """How many lines the filter finds."""
    query = select(func.count()).select_from(Record).join(Unit, Unit.id == Record.unit_id)
    return session.scalar(query.where(*wanted.conditions())) or 0


def kinds_in_use(session: Session, campaign_id: int, paths: Collection[str]) -> dict[str, int]:
    """Kind -> number of standing lines, for the filter's headings. One statement."""
    rows = session.execute(
        select(Record.kind, func.count())
        .join(Unit, Unit.id == Record.unit_id)
        .where(Record.campaign_id == campaign_id, within_any(paths), Record.withdrawn_at.is_(None))
        .group_by(Record.kind)
    )
    return {row[0]: row[1] for row in rows}
