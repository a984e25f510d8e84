"""A read file into a unit's bank: all or selected rows in one transaction; again adds nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.banks.desk.editing import open_bank
from quizapp.banks.desk.rows import own_key, question_row
from quizapp.banks.models import BankQuestion
from quizapp.banks.reading import BankReading
from quizapp.questions import Question, content_hash, dump_question


class Fate(StrEnum):
    """What happens to a read question."""

    ADD = "add"
    #: Its key stands with other content: the next version.
    CHANGE = "change"
    #: The bank has it already, or an earlier row of the file is the same.
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuestion:
    """A question of the file and what would happen to it. ``place`` is its index in the reading."""

    place: int
    row: int
    question: Question
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBank:
    """What an import did, in questions."""

    bank_id: int
    added: int
    changed: int
    already_there: int
    #: Not selected.
    left_out: int


def planned(session: Session, reading: BankReading, *, bank_id: int | None) -> list[PlannedQuestion]:
    """What importing would do to each question, in file order; ``bank_id`` None = a new bank. One statement."""
    standing = _standing(session, bank_id) if bank_id is not None else []
    return list(_judge(reading, {row.content_hash for row in standing}, {row.key: row.content for row in standing}))


def _standing(session: Session, bank_id: int) -> Sequence[Any]:
    columns = (BankQuestion.key, BankQuestion.content_hash, BankQuestion.content)
    in_use = (BankQuestion.bank_id == bank_id, BankQuestion.retired_at.is_(None))
    return session.execute(select(*columns).where(*in_use)).all()


def _judge(reading: BankReading, hashes: set[str], by_key: dict[str, Any]) -> Iterator[PlannedQuestion]:
    rows = reading.rows or (0,) * len(reading.questions)
    for place, (question, row) in enumerate(zip(reading.questions, rows, strict=True)):
        own, content = content_hash(question), dump_question(question)
        if question.key in by_key:
            fate = Fate.SAME if by_key[question.key] == content else Fate.CHANGE
        else:
            fate = Fate.SAME if own in hashes else Fate.ADD
        hashes.add(own)
        if question.key:
            by_key[question.key] = content
        yield PlannedQuestion(place=place, row=row, question=question, fate=fate)


def import_bank(
    session: Session,
    reading: BankReading,
    *,
    unit_id: int,
    title: str,
    now: datetime,
    summary: str = "",
    places: Collection[int] | None = None,
) -> ImportedBank:
    """Store the reading's questions in the unit's bank with this title; ``places`` selects some, None takes all.

    A question with a key that stands with other content becomes its next version. Five statements, whatever the size.
    """
    bank = open_bank(session, unit_id=unit_id, title=title, summary=summary, now=now)
    versions = _versions(session, bank.id)
    chosen = [each for each in planned(session, reading, bank_id=bank.id) if places is None or each.place in places]
    fresh = [each for each in chosen if each.fate is not Fate.SAME]
    rows: list[dict[str, Any]] = []
    for each in fresh:
        key = own_key(each.question)
        versions[key] = versions.get(key, 0) + 1
        rows.append(question_row(each.question, bank_id=bank.id, key=key, version=versions[key], now=now))
    changed = {own_key(each.question) for each in fresh if each.fate is Fate.CHANGE}
    if changed:
        current = (BankQuestion.bank_id == bank.id, BankQuestion.key.in_(changed), BankQuestion.retired_at.is_(None))
        session.execute(update(BankQuestion).where(*current).values(retired_at=now))
    if rows:
        session.execute(insert(BankQuestion), _only_last_stands(rows, now))
        bank.updated_at = now
    return ImportedBank(
        bank_id=bank.id, added=sum(each.fate is Fate.ADD for each in fresh),
        changed=sum(each.fate is Fate.CHANGE for each in fresh), already_there=len(chosen) - len(fresh),
        left_out=len(reading.questions) - len(chosen),
    )  # fmt: skip


def _versions(session: Session, bank_id: int) -> dict[str, int]:
    query = select(BankQuestion.key, BankQuestion.version).where(BankQuestion.bank_id == bank_id)
    return {row[0]: row[1] for row in session.execute(query.order_by(BankQuestion.version))}


def _only_last_stands(rows: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Of several rows with one key in a file the last is in use, the others are its earlier versions."""
    last = {row["key"]: row["version"] for row in rows}
    return [row | {"retired_at": None if last[row["key"]] == row["version"] else now} for row in rows]
