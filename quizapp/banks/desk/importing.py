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
from quizapp.banks.desk.rows import Writer, own_key, question_row
from quizapp.banks.models import BankImport, BankQuestion, QuestionBank
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
    #: Its `content_hash`.
    hash: str

    @property
    def key(self) -> str:
        """Its name in the bank."""
        return own_key(self.question, self.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whose file it is; empty for the command line and tests."""

    staff_id: int | None = None
    filename: str = ""
    #: SHA-256 (hex).
    file_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBank:
    """What an import did, in questions."""

    bank_id: int
    #: Id of its `BankImport`.
    import_id: int
    added: int
    changed: int
    already_there: int
    #: Not selected.
    left_out: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """The newest row of a question that is not retired, and the row in use, which may be another one."""

    content: dict[str, Any]
    in_use_id: int | None


def planned(session: Session, reading: BankReading, *, bank_id: int | None) -> list[PlannedQuestion]:
    """What importing would do to each question, in file order; ``bank_id`` None = a new bank. One statement."""
    by_key, hashes = standing_questions(session, bank_id)
    return list(_judge(reading, hashes, by_key))


def standing_questions(session: Session, bank_id: int | None) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Stored content of the bank's questions by key, and the hashes of all; empty for a new bank. One statement."""
    standing, hashes = _standing(session, bank_id) if bank_id is not None else ({}, set())
    return {key: each.content for key, each in standing.items()}, hashes


def _standing(session: Session, bank_id: int) -> tuple[dict[str, _Standing], set[str]]:
    """Questions of the bank by key, and the hashes of all."""
    columns = (
        BankQuestion.id, BankQuestion.key, BankQuestion.content_hash, BankQuestion.content, BankQuestion.is_draft,
        BankQuestion.replaces_id,
    )  # fmt: skip
    stands = (BankQuestion.bank_id == bank_id, BankQuestion.retired_at.is_(None))
    rows = session.execute(select(*columns).where(*stands).order_by(BankQuestion.version)).all()
    found = {row.key: _Standing(row.content, row.replaces_id if row.is_draft else row.id) for row in rows}
    return found, {row.content_hash for row in rows}


def _judge(reading: BankReading, hashes: set[str], by_key: dict[str, Any]) -> Iterator[PlannedQuestion]:
    rows = reading.rows or (0,) * len(reading.questions)
    for place, (question, row) in enumerate(zip(reading.questions, rows, strict=True)):
        own = content_hash(question)
        if question.key in by_key:
            fate = Fate.SAME if by_key[question.key] == dump_question(question) else Fate.CHANGE
        else:
            fate = Fate.SAME if own in hashes else Fate.ADD
        hashes.add(own)
        if question.key:
            by_key[question.key] = dump_question(question)
        yield PlannedQuestion(place=place, row=row, question=question, fate=fate, hash=own)


def import_bank(
    session: Session, reading: BankReading, *, unit_id: int, title: str, now: datetime, summary: str = "",
    places: Collection[int] | None = None, origin: Origin | None = None,
) -> ImportedBank:  # fmt: skip
    """Store the reading's questions in the unit's bank with this title; ``places`` selects some, None takes all.

    A question with a key that stands with other content becomes its next version. Eight statements at most, whatever
    the size.
    """
    bank = open_bank(session, unit_id=unit_id, title=title, summary=summary, now=now)
    standing, hashes = _standing(session, bank.id)
    plan = _judge(reading, hashes, {key: each.content for key, each in standing.items()})
    chosen = [each for each in plan if places is None or each.place in places]
    fresh = [each for each in chosen if each.fate is not Fate.SAME]
    counted = {
        "added": sum(each.fate is Fate.ADD for each in fresh), "changed": sum(each.fate is Fate.CHANGE for each in fresh),
        "already_there": len(chosen) - len(fresh), "left_out": len(reading.questions) - len(chosen),
    }  # fmt: skip
    import_id = _record(session, bank, reading, origin or Origin(), counted, now)
    staff_id = origin.staff_id if origin else None
    by = Writer(now=now, staff_id=staff_id, import_id=import_id, is_draft=bank.needs_approval)
    rows = list(_rows(fresh, bank.id, _versions(session, bank.id), standing, by))
    changed = {each.key for each in fresh if each.fate is Fate.CHANGE}
    if changed:
        _retire(session, bank, changed, now)
    if rows:
        session.execute(insert(BankQuestion), _only_last_stands(rows, now))
        bank.updated_at = now
    return ImportedBank(bank_id=bank.id, import_id=import_id, **counted)


def _record(
    session: Session, bank: QuestionBank, reading: BankReading, origin: Origin, counted: dict[str, int], now: datetime
) -> int:
    values = {
        "bank_id": bank.id, "staff_id": origin.staff_id, "made_at": now, "filename": origin.filename[:300],
        "file_hash": origin.file_hash, "format": reading.format[:64], **counted,
    }  # fmt: skip
    return session.execute(insert(BankImport).values(values).returning(BankImport.id)).scalar_one()


def _rows(
    fresh: Sequence[PlannedQuestion], bank_id: int, versions: dict[str, int], standing: dict[str, _Standing], by: Writer
) -> Iterator[dict[str, Any]]:
    for each in fresh:
        key = each.key
        versions[key] = versions.get(key, 0) + 1
        before = standing.get(key)
        yield question_row(
            each.question, bank_id=bank_id, key=key, version=versions[key], by=by,
            replaces_id=before.in_use_id if before else None, own_hash=each.hash,
        )  # fmt: skip


def _retire(session: Session, bank: QuestionBank, keys: set[str], now: datetime) -> None:
    """Take out what is replaced; where new versions need approval only drafts go, and what is in use stays."""
    current = [BankQuestion.bank_id == bank.id, BankQuestion.key.in_(keys), BankQuestion.retired_at.is_(None)]
    current += [BankQuestion.is_draft.is_(True)] if bank.needs_approval else []
    session.execute(update(BankQuestion).where(*current).values(retired_at=now))


def _versions(session: Session, bank_id: int) -> dict[str, int]:
    query = select(BankQuestion.key, BankQuestion.version).where(BankQuestion.bank_id == bank_id)
    return {row[0]: row[1] for row in session.execute(query.order_by(BankQuestion.version))}


def _only_last_stands(rows: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Of several rows with one key in a file the last is in use, the others are its earlier versions."""
    last = {row["key"]: row["version"] for row in rows}
    return [row | {"retired_at": None if last[row["key"]] == row["version"] else now} for row in rows]
