"""Reading the audit log: always within the units that the reader may see."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry
from quizapp.kit.text import clean_line
from quizapp.units import Unit, within_any

PAGE_SIZE = 50
#: Exports stop here; the file says so by its last position.
EXPORT_LIMIT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry as it is read. ``personal`` is None when there is none or it was erased."""

    position: int
    at: datetime
    actor_name: str
    action: str
    object_type: str
    object_id: str
    unit_name: str
    detail: dict[str, Any]
    personal: dict[str, Any] | None
    was_erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for; empty fields do not narrow. ``paths`` are subtrees of units."""

    paths: Collection[str]
    #: Part of the actor's name, the action or the object's id.
    words: str = ""
    #: Actions that are called by these words: ``room.verb``, ``room.`` for all of a room, ``.verb`` for all of a verb.
    actions: Collection[str] = ()
    since: datetime | None = None
    #: Exclusive.
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One page of entries, newest first, and how many there are in all."""

    entries: tuple[EntryView, ...]
    total: int


def list_entries(session: Session, query: Query, *, page: int = 1) -> EntryPage:
    """A page of what the reader may see. Entries without a unit are for the command line alone. Two statements."""
    matching = _matching(query)
    total = session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    rows = matching.limit(PAGE_SIZE).offset(PAGE_SIZE * (max(page, 1) - 1))
    return EntryPage(entries=tuple(_view(row) for row in session.execute(rows)), total=total)


def iterate_entries(session: Session, query: Query) -> Iterator[EntryView]:
    """All of them for an export, newest first, in small batches."""
    rows = session.execute(_matching(query).limit(EXPORT_LIMIT).execution_options(yield_per=500))
    return (_view(row) for row in rows)


def _matching(query: Query) -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = (
        select(
            AuditEntry.position, AuditEntry.at, AuditEntry.actor_name, AuditEntry.action, AuditEntry.object_type,
            AuditEntry.object_id, AuditEntry.detail, AuditEntry.personal, AuditEntry.personal_digest,
            Unit.name.label("unit_name"),
        )
        .join(Unit, Unit.id == AuditEntry.unit_id)
        .where(within_any(query.paths))
        .order_by(AuditEntry.position.desc())
    )  # fmt: skip
    words = clean_line(query.words, limit=80)
    if words:
        columns = AuditEntry.actor_name, AuditEntry.action, AuditEntry.object_id, AuditEntry.detail
        spelt = [column.contains(words, autoescape=True) for column in columns]
        found = found.where(or_(*spelt, *(_is_called(action) for action in query.actions)))
    if query.since is not None:
        found = found.where(AuditEntry.at >= query.since)
    if query.until is not None:
        found = found.where(AuditEntry.at < query.until)
    return found


def _is_called(action: str) -> ColumnElement[bool]:
    if action.endswith("."):
        return AuditEntry.action.startswith(action, autoescape=True)
    if action.startswith("."):
        return AuditEntry.action.endswith(action, autoescape=True)
    return AuditEntry.action == action


def _view(row: Any) -> EntryView:
    return EntryView(
        position=row.position, at=row.at, actor_name=row.actor_name, action=row.action, object_type=row.object_type,
        object_id=row.object_id, unit_name=row.unit_name, detail=json.loads(row.detail),
        personal=json.loads(row.personal) if row.personal else None,
        was_erased=row.personal is None and row.personal_digest is not None,
    )  # fmt: skip
