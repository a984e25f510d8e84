"""Positions: how far the ledger had grown at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from quizapp.db import Store, upsert
from quizapp.ledger.ddl import APPEND_LOCK
from quizapp.ledger.models import LedgerEntry, LedgerPosition


class Lag(NamedTuple):
    """The ledger's highest entry, how many positions below it the kept totals do not hold, and since when."""

    head: int
    entries: int
    since: datetime | None


def latest_position(session: Session) -> int:
    """Highest entry id this session can see; 0 for an empty ledger."""
    return session.scalar(select(func.max(LedgerEntry.id))) or 0


def safe_position(session: Session) -> int:
    """A position below which nothing is still on the way; later entries get higher ids for certain.

    Needs a short write transaction: on PostgreSQL it waits for running appends and holds new ones back until commit.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPEND_LOCK})
    return latest_position(session)


def read_position(session: Session, reader: str) -> int:
    """How far ``reader`` (``roll_up`` or ``seal``) has come; 0 before its first run."""
    return session.scalar(select(LedgerPosition.entry_id).where(LedgerPosition.reader == reader)) or 0


def read_lag(session: Session) -> Lag:
    """How far the roll-up is behind; ``since`` is None when it is not."""
    head, covered = latest_position(session), read_position(session, "roll_up")
    first = select(LedgerEntry.recorded_at).where(LedgerEntry.id > covered).order_by(LedgerEntry.id).limit(1)
    return Lag(head, max(head - covered, 0), session.scalar(first) if head > covered else None)


def lock_position(session: Session, reader: str) -> int:
    """`read_position`, keeping other runs of the same reader out until this transaction ends."""
    values = {"reader": reader, "entry_id": 0}
    upsert(session, cast(Table, LedgerPosition.__table__), values, unique=("reader",), change=("reader",))
    query = select(LedgerPosition.entry_id).where(LedgerPosition.reader == reader).with_for_update()
    return session.scalars(query).one()


def write_position(session: Session, reader: str, entry_id: int) -> None:
    """Note that ``reader`` has come as far as ``entry_id``."""
    values = {"reader": reader, "entry_id": entry_id}
    upsert(session, cast(Table, LedgerPosition.__table__), values, unique=("reader",), change=("entry_id",))


def settled_position(store: Store) -> int:
    """A position for what is printed or filed: figures at it are the same for ever. Waits for running appends."""
    with store.write() as session:
        return safe_position(session)
