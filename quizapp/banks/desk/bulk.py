"""Many questions at once: topics, difficulties, audiences and tags, out of use, into another bank."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.banks.desk.editing import editable_bank
from quizapp.banks.desk.rows import Writer, question_row
from quizapp.banks.models import BankQuestion
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.questions import AUDIENCES, DIFFICULTIES, Question, content_hash, decode_question, dump_question


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What to set on every chosen question; None and empty leave it as it is."""

    topic: str | None = None
    difficulty: str | None = None
    audience: tuple[str, ...] | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()

    def apply(self, question: Question) -> Question:
        """The question, changed."""
        tags = dict.fromkeys((*question.tags, *self.add_tags))
        return replace(
            question,
            topic=question.topic if self.topic is None else self.topic,
            difficulty=self.difficulty or question.difficulty,
            audience=question.audience if self.audience is None else self.audience,
            tags=tuple(tag for tag in tags if tag not in self.remove_tags),
        )


def check_change(change: Change) -> Change:
    """The change, cleaned. Raises `Invalid` when it changes nothing or names what does not exist."""
    tidy = replace(
        change, topic=None if change.topic is None else clean_line(change.topic, limit=60),
        add_tags=tuple(tag for each in change.add_tags if (tag := clean_line(each, limit=30).replace("|", ""))),
    )  # fmt: skip
    if tidy.difficulty not in (None, *DIFFICULTIES) or set(tidy.audience or ()) - set(AUDIENCES):
        raise Invalid(N_("没有这个难度或人群，请从列表里选"))
    if tidy == Change():
        raise Invalid(N_("没有选要改什么：请填知识点、难度、人群或标签"))
    return tidy


def change_questions(
    session: Session, bank_id: int, ids: Collection[int], change: Change, *, now: datetime, by: int | None
) -> int:
    """How many of the questions changed, each into its next version. Five statements, whatever the number.

    What is asked and what is right stays: a version in use needs no new approval.
    """
    tidy = check_change(change)
    bank = editable_bank(session, bank_id)
    rows = _standing(session, bank_id, ids)
    versions = _last_versions(session, bank_id, {row.key for row in rows})
    made: list[dict[str, Any]] = []
    replaced: list[int] = []
    for row in rows:
        question = tidy.apply(decode_question(row.content))
        if dump_question(question) == row.content:
            continue
        replaced.append(row.id)
        made.append(_next(row, question, versions, Writer(now=now, staff_id=by, is_draft=row.is_draft)))
    _retire(session, replaced, now)
    if made:
        session.execute(insert(BankQuestion), made)
        bank.updated_at = now
    return len(made)


def _next(row: BankQuestion, question: Question, versions: dict[str, int], by: Writer) -> dict[str, Any]:
    versions[row.key] += 1
    values = question_row(
        question, bank_id=row.bank_id, key=row.key, version=versions[row.key], by=by, verified_on=row.last_verified_on,
        replaces_id=row.replaces_id if row.is_draft else row.id,
    )  # fmt: skip
    return values | {"reviewed_by": row.reviewed_by, "reviewed_on": row.reviewed_on, "import_id": None}


def retire_questions(session: Session, bank_id: int, ids: Collection[int], *, now: datetime) -> int:
    """How many of the questions are out of use now."""
    bank = editable_bank(session, bank_id)
    rows = _standing(session, bank_id, ids)
    _retire(session, [row.id for row in rows], now)
    bank.updated_at = now
    return len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy did, in questions."""

    copied: int
    already_there: int


def copy_questions(
    session: Session,
    bank_id: int,
    ids: Collection[int],
    *,
    into: int,
    now: datetime,
    by: int | None,
    keeps: bool = True,
) -> Copied:
    """Copy questions of a bank into another one that can be edited; ``keeps`` False moves them out of their own.

    What the other bank asks already is passed over. Shipped banks can be copied from.
    """
    if into == bank_id:
        raise Invalid(N_("请选另一个题库"))
    target = editable_bank(session, into)
    rows = _standing(session, bank_id, ids)
    hashes = set(session.scalars(_in(into, BankQuestion.content_hash)))
    taken = set(session.scalars(select(BankQuestion.key).where(BankQuestion.bank_id == into)))
    by_whom = Writer(now=now, staff_id=by, is_draft=target.needs_approval)
    made: list[dict[str, Any]] = []
    for row in rows:
        question = decode_question(row.content)
        if (own := content_hash(question)) in hashes:
            continue
        hashes.add(own)
        key = _free_key(row.key, taken)
        taken.add(key)
        made.append(
            question_row(
                replace(question, key=key),
                bank_id=into,
                key=key,
                version=1,
                by=by_whom,
                verified_on=row.last_verified_on,
            )
        )
    if made:
        session.execute(insert(BankQuestion), made)
        target.updated_at = now
    if not keeps:
        retire_questions(session, bank_id, [row.id for row in rows], now=now)
    return Copied(copied=len(made), already_there=len(rows) - len(made))


def _free_key(key: str, taken: set[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key[:58]}-{number}"
    return free


def _in(bank_id: int, column: Any) -> Any:
    return select(column).where(BankQuestion.bank_id == bank_id, BankQuestion.retired_at.is_(None))


def _standing(session: Session, bank_id: int, ids: Collection[int]) -> Sequence[BankQuestion]:
    """The chosen questions that are not retired. The bank is read as a whole where many are chosen."""
    chosen = set(ids)
    query = _in(bank_id, BankQuestion).order_by(BankQuestion.id)
    if len(chosen) <= 500:
        query = query.where(BankQuestion.id.in_(chosen))
    return [row for row in session.scalars(query) if row.id in chosen]


def _last_versions(session: Session, bank_id: int, keys: set[str]) -> dict[str, int]:
    query = select(BankQuestion.key, func.max(BankQuestion.version)).where(BankQuestion.bank_id == bank_id)
    if len(keys) <= 500:
        query = query.where(BankQuestion.key.in_(keys))
    return {row[0]: row[1] for row in session.execute(query.group_by(BankQuestion.key))}


def _retire(session: Session, ids: Sequence[int], now: datetime) -> None:
    if ids:
        session.execute(update(BankQuestion), [{"id": each, "retired_at": now} for each in ids])
