"""Opening a cell: the ledger entries behind its figure, with what stands behind each of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.kit.evidence import Evidence, describe
from quizapp.ledger import LedgerEntry, Scope, entries, sums
from quizapp.people import names_of_people
from quizapp.statistics.folds import counts_kind, ledger_kinds, measure_of, wanted_tags
from quizapp.statistics.form import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry as shown under a cell; ``person`` is masked, empty for things and crowds."""

    entry: LedgerEntry
    unit_name: str
    person: str
    evidence: Evidence | None


def list_entries(
    session: Session, scope: Scope, field: Field, *, after_id: int | None = None, limit: int = 50
) -> list[EntryLine]:
    """The entries that the field's derived figure counts, newest first, corrections included; empty for typed fields."""
    derive = field.derive
    if derive is None:
        return []
    kinds = ledger_kinds(derive)
    if kinds is None:
        kinds = tuple({row.kind for row in sums(session, scope) if counts_kind(derive, row.kind)})
    measure = measure_of(derive)
    found = entries(
        session, scope, kinds=kinds, measure=measure.value if measure else None, tags=wanted_tags(derive),
        after_id=after_id, limit=limit,
    )  # fmt: skip
    stories = describe(session, [(entry.source_table, entry.source_id) for entry, _ in found])
    people = names_of_people(session, [entry.person_id for entry, _ in found if entry.person_id is not None])
    return [
        EntryLine(
            entry=entry,
            unit_name=unit.name,
            person=people.get(entry.person_id or 0, ""),
            evidence=stories.get((entry.source_table, entry.source_id)),
        )
        for entry, unit in found
    ]
