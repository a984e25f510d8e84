"""Opening a cell: the ledger entries behind its figure, with what stands behind each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.kit.evidence import Evidence, describe
from quizapp.ledger import LedgerEntry, Scope, entries, sums
from quizapp.people import names_of_people
from quizapp.statistics.folds import Sums
from quizapp.statistics.form import Derive, Field
from quizapp.units import Unit

#: Lines shown at a time.
PAGE = 50
#: The record behind an entry: table and id.
Origin = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry as shown under a cell; ``person`` is masked unless asked for in full, empty for things and crowds."""

    entry: LedgerEntry
    unit_name: str
    person: str
    evidence: Evidence | None


def list_entries(
    session: Session, scope: Scope, field: Field, *, after_id: int | None = None, limit: int = PAGE, masked: bool = True
) -> list[EntryLine]:
    """The entries that the field's derived figure counts, newest first, corrections included; empty for typed fields.

    Who asks for names that are not ``masked`` checks the right and notes it.
    """
    derive = field.derive
    if derive is None:
        return []
    found = entries(
        session, scope, kinds=_kinds(session, scope, derive), measure=derive.measure, tags=derive.tags,
        also=derive.also, after_id=after_id, limit=limit,
    )  # fmt: skip
    return describe_entries(session, found, masked=masked)


def _kinds(session: Session, scope: Scope, derive: Derive) -> tuple[str, ...] | None:
    if derive.kinds or not derive.family:
        return derive.kinds or None
    return Sums(sums(session, scope)).kinds_of(derive)


def describe_entries(
    session: Session, found: Sequence[tuple[LedgerEntry, Unit]], *, masked: bool = True
) -> list[EntryLine]:  # fmt: skip
    """The entries in words, with the record behind each (behind what a correction takes back, too)."""
    origins = origins_of(session, [entry for entry, _ in found])
    stories = describe(session, origins.values())
    ids = [entry.person_id for entry, _ in found if entry.person_id is not None]
    people = names_of_people(session, ids, masked=masked)
    return [
        EntryLine(
            entry=entry,
            unit_name=unit.name,
            person=people.get(entry.person_id or 0, ""),
            evidence=stories.get(origins[entry.id]),
        )
        for entry, unit in found
    ]


def origins_of(session: Session, found: Sequence[LedgerEntry]) -> dict[int, Origin]:
    """Entry id -> the record behind it; a correction has the record of the entry that it takes back."""
    taken_back = {entry.reverses_id for entry in found if entry.reverses_id is not None}
    first: dict[int, Origin] = {}
    if taken_back:
        query = select(LedgerEntry.id, LedgerEntry.source_table, LedgerEntry.source_id)
        first = {row[0]: (row[1], row[2]) for row in session.execute(query.where(LedgerEntry.id.in_(taken_back)))}
    return {entry.id: first.get(entry.reverses_id or 0, (entry.source_table, entry.source_id)) for entry in found}
