"""Writing to the ledger: append, and take back by a reversing entry. Nothing else ever changes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.db import insert_many_or_ignore, insert_or_ignore
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.ledger.entry import Entry, frame_tags
from quizapp.ledger.models import LedgerEntry

_TABLE = cast(Table, LedgerEntry.__table__)
_ONCE = ("source_table", "source_id", "measure")
_COPIED = (
    "campaign_id", "unit_id", "host_unit_id", "kind", "measure", "is_approximate", "activity_id", "session_id",
    "person_id", "occurred_at", "day", "source", "tags",
)  # fmt: skip


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "campaign_id": entry.campaign_id,
        "unit_id": entry.unit_id,
        "host_unit_id": entry.host_unit_id,
        "kind": entry.kind,
        "measure": entry.measure.value,
        "quantity": entry.quantity,
        "is_approximate": entry.is_approximate,
        "activity_id": entry.activity_id,
        "session_id": entry.session_id,
        "person_id": entry.person_id,
        "occurred_at": entry.occurred_at,
        "day": entry.day,
        "recorded_at": entry.recorded_at,
        "source": entry.source.value,
        "source_table": entry.source_table,
        "source_id": entry.source_id,
        "tags": frame_tags(entry.tags),
        "actor": entry.actor,
        "reason": entry.reason,
    }


def append(session: Session, entry: Entry) -> int | None:
    """Id of the new entry, or None when this record has its entry already (a retry): nothing is added then."""
    return insert_or_ignore(session, _TABLE, _row(entry), unique=_ONCE)


def append_many(session: Session, entries: Sequence[Entry]) -> None:
    """Append all ``entries``; those whose record has its entry already are left out."""
    insert_many_or_ignore(session, _TABLE, [_row(entry) for entry in entries], unique=_ONCE)


def reverse(session: Session, entry_id: int, *, reason: str, actor: str, now: datetime) -> int | None:
    """Take one entry back by an entry of the opposite sign on the same day; None when that was done before.

    Raises `NotFound` for an unknown entry and `Invalid` when ``reason`` is empty or the entry is itself a correction.
    """
    if not reason.strip():
        raise Invalid(N_("请写明更正原因"), field="reason")
    entry = session.get(LedgerEntry, entry_id)
    if entry is None:
        raise NotFound(N_("没有这条记录"))
    if entry.reverses_id is not None:
        raise Invalid(N_("这条本身就是更正，不能再更正；请重新登记"))
    return insert_or_ignore(session, _TABLE, _reversal(entry, reason, actor, now), unique=_ONCE)


def reverse_many(session: Session, entry_ids: Collection[int], *, reason: str, actor: str, now: datetime) -> None:
    """Take several entries back; corrections, and those taken back before, are left alone. Two statements.

    Raises `Invalid` when ``reason`` is empty.
    """
    if not reason.strip():
        raise Invalid(N_("请写明更正原因"), field="reason")
    query = select(LedgerEntry).where(LedgerEntry.id.in_(entry_ids), LedgerEntry.reverses_id.is_(None))
    rows = [_reversal(entry, reason, actor, now) for entry in session.scalars(query.order_by(LedgerEntry.id))]
    insert_many_or_ignore(session, _TABLE, rows, unique=_ONCE)


def _reversal(entry: LedgerEntry, reason: str, actor: str, now: datetime) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COPIED} | {
        "quantity": -entry.quantity,
        "reverses_id": entry.id,
        "recorded_at": now,
        "source_table": "ledger_entry",
        "source_id": entry.id,
        "actor": actor,
        "reason": reason.strip(),
    }


def reverse_record(
    session: Session, source_table: str, source_id: int, *, reason: str, actor: str, now: datetime
) -> int:
    """Take back all entries of one record; how many reversing entries were added (0 on a retry)."""
    ids = session.scalars(
        select(LedgerEntry.id).where(LedgerEntry.source_table == source_table, LedgerEntry.source_id == source_id)
    ).all()
    done = [reverse(session, entry_id, reason=reason, actor=actor, now=now) for entry_id in ids]
    return sum(made is not None for made in done)
