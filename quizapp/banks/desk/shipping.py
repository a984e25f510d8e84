"""Bringing the database's shipped banks up to what this version of the software ships. Doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.banks.desk.rows import Writer, own_key, question_row
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.banks.pictures import ship_files
from quizapp.banks.shipped import ShippedBank, load_shipped_banks
from quizapp.questions import Question, dump_question


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync did, in questions."""

    banks: int
    added: int
    #: A new version stands, the one before is retired.
    changed: int
    #: No longer shipped.
    retired: int


def sync_shipped_banks(session: Session, now: datetime, *, banks: Sequence[ShippedBank] | None = None) -> Synced:
    """Make shipped banks equal to the files of this installation; a handful of statements for all of them.

    Published contests are not touched: they froze their own copies. ``banks`` replaces the files, for tests.
    """
    shipped = load_shipped_banks() if banks is None else banks
    ids = _sync_titles(session, shipped, now)
    standing = _standing(session, ids.values())
    added: list[dict[str, Any]] = []
    replaced: list[int] = []
    wanted: set[tuple[int, str]] = set()
    changed = 0
    held = ship_files(session, [(bank.folder, bank.questions) for bank in shipped], now=now)
    for bank, questions in zip(shipped, held, strict=True):
        for question in questions:
            place = (ids[bank.key], own_key(question))
            wanted.add(place)
            current = standing.get(place)
            if current is not None and current.is_current and current.content == dump_question(question):
                continue
            if current is not None and current.is_current:
                replaced.append(current.id)
                changed += 1
            added.append(_row(question, bank, place, current, now))
    gone = [row.id for place, row in standing.items() if place not in wanted and row.is_current]
    _retire(session, [*replaced, *gone], now)
    if added:
        session.execute(insert(BankQuestion), added)
    return Synced(banks=len(shipped), added=len(added) - changed, changed=changed, retired=len(gone))


@dataclass(frozen=True, slots=True)
class _Standing:
    """The newest version of a stored question."""

    id: int
    version: int
    is_current: bool
    content: dict[str, Any]


def _sync_titles(session: Session, shipped: Sequence[ShippedBank], now: datetime) -> dict[str, int]:
    """Bank key -> id; banks that are not shipped any more are put away."""
    known = {bank.key: bank for bank in session.scalars(select(QuestionBank).where(QuestionBank.unit_id.is_(None)))}
    for bank in shipped:
        row = known.get(bank.key)
        if row is None:
            row = QuestionBank(
                unit_id=None, key=bank.key, title=bank.title, summary=bank.summary, created_at=now, updated_at=now
            )
            session.add(row)
            known[bank.key] = row
        elif (row.title, row.summary) != (bank.title, bank.summary) or row.archived_at is not None:
            row.title, row.summary, row.updated_at, row.archived_at = bank.title, bank.summary, now, None
    shipped_keys = {bank.key for bank in shipped}
    for key, row in known.items():
        if key not in shipped_keys and row.archived_at is None:
            row.archived_at = now
    session.flush()
    return {key: row.id for key, row in known.items()}


def _standing(session: Session, bank_ids: Any) -> dict[tuple[int, str], _Standing]:
    rows = session.execute(
        select(
            BankQuestion.id, BankQuestion.bank_id, BankQuestion.key, BankQuestion.version, BankQuestion.retired_at,
            BankQuestion.content,
        )
        .where(BankQuestion.bank_id.in_(list(bank_ids)))
        .order_by(BankQuestion.version)
    )  # fmt: skip
    return {(row.bank_id, row.key): _Standing(row.id, row.version, row.retired_at is None, row.content) for row in rows}


def _row(
    question: Question, bank: ShippedBank, place: tuple[int, str], current: _Standing | None, now: datetime
) -> dict[str, Any]:
    version = current.version + 1 if current else 1
    return question_row(
        question, bank_id=place[0], key=place[1], version=version, by=Writer(now=now), verified_on=bank.verified_on
    )


def _retire(session: Session, ids: Sequence[int], now: datetime) -> None:
    if ids:
        session.execute(update(BankQuestion).where(BankQuestion.id.in_(ids)).values(retired_at=now))
