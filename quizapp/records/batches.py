"""Putting planned lines into the book in one go, and taking a batch back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import LedgerEntry, Source, reverse_many
from quizapp.records.models import Record, RecordBatch
from quizapp.records.planning import Given, Plan, PlannedLine, Step, plan_lines
from quizapp.records.producer import RECORD, credit_records
from quizapp.records.reading import RawLine
from quizapp.records.service import columns_of

_RECORDS = cast(Table, Record.__table__)
_SOURCES = {"typed": Source.MANUAL, "pasted": Source.IMPORT, "file": Source.IMPORT}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """How lines came. ``with_alike``: lines much like others are wanted, too."""

    #: typed | pasted | file
    origin: str
    nonce: str
    filename: str = ""
    with_alike: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the lines. ``batch_id`` None: there was nothing to add."""

    plan: Plan
    batch_id: int | None
    #: Row -> id of the new record.
    records: dict[int, int]


def add_lines(
    session: Session, lines: Sequence[RawLine], given: Given, new: NewBatch, *, actor: str, now: datetime
) -> Added:
    """Add what is new; lines that stand in the book already add nothing. One transaction, few statements.

    The same ``nonce`` again finds the batch that stands. Lines with errors stay out; the caller decides before.
    """
    _take_turns(session, given.campaign.id)
    known = find_batch(session, new.nonce)
    if known is not None:
        return Added(plan=Plan(lines=(), problems=()), batch_id=known, records={})
    plan = plan_lines(session, lines, given, now=now)
    wanted = [line for line in plan.lines if line.step is Step.ADD or (new.with_alike and line.step is Step.ALIKE)]
    if not wanted:
        return Added(plan=plan, batch_id=None, records={})
    batch = RecordBatch(
        campaign_id=given.campaign.id, unit_id=given.top.id, origin=new.origin, filename=clean_line(new.filename, limit=200),
        lines=len(wanted), nonce=new.nonce, added_at=now, actor=actor,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return Added(plan=plan, batch_id=batch.id, records=_store(session, wanted, batch, given.campaign))


def _take_turns(session: Session, campaign_id: int) -> None:
    """Two people who import the same list at once must not both see an empty book.

    Not the lock that a foreign key asks for: phones go on.
    """
    session.execute(select(Campaign.id).where(Campaign.id == campaign_id).with_for_update(key_share=True))


def _store(session: Session, wanted: Sequence[PlannedLine], batch: RecordBatch, campaign: Campaign) -> dict[int, int]:
    nonces = {f"{batch.nonce}-{line.row}": line.row for line in wanted}
    common = {"batch_id": batch.id, "actor": batch.actor, "recorded_at": batch.added_at}
    rows = [
        columns_of(replace(line.new, nonce=nonce), line.kind) | common
        for line, nonce in zip(wanted, nonces, strict=True)
    ]
    session.execute(insert(_RECORDS), rows)
    made = session.scalars(select(Record).where(Record.batch_id == batch.id).order_by(Record.id)).all()
    credit_records(session, made, zone=campaign.time_zone, source=_SOURCES[batch.origin])
    return {nonces[record.nonce]: record.id for record in made}


def find_batch(session: Session, nonce: str) -> int | None:
    """Id of the batch that this form or upload made before; None when it has made none."""
    return session.scalar(select(RecordBatch.id).where(RecordBatch.nonce == nonce))


def get_batch(session: Session, batch_id: int) -> RecordBatch:
    """The batch, undone or not. Raises `NotFound`."""
    batch = session.get(RecordBatch, batch_id)
    if batch is None:
        raise NotFound(N_("没有这一批记录"))
    return batch


def list_batches(session: Session, campaign_id: int, unit_ids: Sequence[int], *, limit: int = 20) -> list[RecordBatch]:
    """The last batches of these units, newest first. One statement."""
    query = select(RecordBatch).where(RecordBatch.campaign_id == campaign_id, RecordBatch.unit_id.in_(unit_ids))
    return list(session.scalars(query.order_by(RecordBatch.id.desc()).limit(limit)))


def lines_of_batch(session: Session, batch_id: int) -> list[Record]:
    """All its lines, withdrawn or not, in their order. One statement."""
    return list(session.scalars(select(Record).where(Record.batch_id == batch_id).order_by(Record.id)))


def undo_batch(session: Session, batch_id: int, *, reason: str, actor: str, now: datetime) -> int:
    """Withdraw all its lines that still stand, by reversing entries; how many (0 when that was done before).

    Lines corrected since stay withdrawn, and what replaced them stays. Raises `Invalid` without a reason.
    """
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤销原因"), field="reason")
    get_batch(session, batch_id)
    values = {"withdrawn_at": now, "withdrawn_by": actor, "withdrawn_reason": why}
    ids = session.scalars(
        update(Record)
        .where(Record.batch_id == batch_id, Record.withdrawn_at.is_(None))
        .values(values)
        .returning(Record.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        update(RecordBatch)
        .where(RecordBatch.id == batch_id, RecordBatch.undone_at.is_(None))
        .values(undone_at=now, undone_by=actor, undone_reason=why)
        .execution_options(synchronize_session=False)
    )
    if ids:
        counted = select(LedgerEntry.id).where(LedgerEntry.source_table == RECORD, LedgerEntry.source_id.in_(ids))
        reverse_many(session, session.scalars(counted).all(), reason=why, actor=actor, now=now)
    return len(ids)
