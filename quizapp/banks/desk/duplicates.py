"""Questions that are asked already: in the same file, in the bank, in the shipped banks; and two made into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from quizapp.banks.desk.prepared import PreparedPair
from quizapp.banks.desk.rows import in_use
from quizapp.banks.likeness import find_alike
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.questions import Question, Source, content_hash, decode_question

#: Pairs that are kept for looking at; a file with more is a copy of something.
KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuestion:
    """A question in use with where it stands."""

    id: int
    bank_id: int
    bank_title: str
    is_shipped: bool
    key: str
    question: Question


def load_comparable(session: Session, bank_id: int | None, *, ids: Iterable[int] | None = None) -> list[StoredQuestion]:
    """Questions in use of the bank and of the shipped ones; ``ids`` takes only those. One statement."""
    is_shipped = QuestionBank.unit_id.is_(None)
    ours = or_(QuestionBank.id == bank_id, is_shipped & QuestionBank.archived_at.is_(None))
    wanted = [ours if bank_id is not None else is_shipped]
    if ids is not None:
        wanted.append(BankQuestion.id.in_(list(ids)))
    return load_stored(session, *wanted)


def load_stored(session: Session, *conditions: ColumnElement[bool]) -> list[StoredQuestion]:
    """Questions in use that fit, with where they stand. One statement."""
    columns = (
        BankQuestion.id,
        BankQuestion.bank_id,
        QuestionBank.title,
        QuestionBank.unit_id,
        BankQuestion.key,
        BankQuestion.content,
    )
    query = select(*columns).join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
    return [
        StoredQuestion(
            id=row.id, bank_id=row.bank_id, bank_title=row.title, is_shipped=row.unit_id is None, key=row.key,
            question=decode_question(row.content),
        )
        for row in session.execute(query.where(in_use(), *conditions))
    ]  # fmt: skip


def find_pairs(
    session: Session, questions: Sequence[tuple[int, Question]], *, bank_id: int | None
) -> tuple[list[PreparedPair], int]:
    """Pairs of (place, question) among themselves and with what stands, closest first, and how many there are in all.

    What importing would not add anyway (the same question in the file or in the bank) is no pair.
    """
    stored = load_comparable(session, bank_id)
    standing = {content_hash(each.question) for each in stored if not each.is_shipped}
    seen: set[str] = set()
    fresh: list[tuple[int, Question]] = []
    for place, question in questions:
        own = content_hash(question)
        if own not in standing and own not in seen:
            fresh.append((place, question))
        seen.add(own)
    pairs = [
        PreparedPair(
            place=fresh[alike.first][0], percent=alike.percent,
            other=fresh[alike.second][0] if alike.second < len(fresh) else None,
            bank_question=stored[alike.second - len(fresh)].id if alike.second >= len(fresh) else None,
        )
        for alike in find_alike([question for _, question in fresh], [each.question for each in stored])
        if not (alike.second >= len(fresh) and _is_newer(fresh[alike.first][1], stored[alike.second - len(fresh)]))
    ]  # fmt: skip
    pairs.sort(key=lambda pair: (-pair.percent, pair.place))
    return pairs[:KEPT], len(pairs)


def _is_newer(question: Question, stored: StoredQuestion) -> bool:
    """Whether importing would make the question the next version of the stored one anyway."""
    return not stored.is_shipped and bool(question.key) and question.key == stored.key


def merge(kept: Question, other: Question) -> Question:
    """``kept`` with the better explanation and source of the two, and the tags and audiences of both."""
    return replace(
        kept,
        explanation=max(kept.explanation, other.explanation, key=len),
        source=max(kept.source, other.source, key=_weight),
        topic=kept.topic or other.topic,
        tags=tuple(dict.fromkeys((*kept.tags, *other.tags))),
        audience=tuple(dict.fromkeys((*kept.audience, *other.audience))),
        media=kept.media or other.media,
        valid_from=kept.valid_from or other.valid_from,
        valid_to=kept.valid_to or other.valid_to,
    )


def _weight(source: Source | None) -> int:
    """How much a source is worth: an article of a law above a law, a standard, and free words."""
    if source is None:
        return 0
    return 4 if source.law and source.article else 3 if source.law or source.standard else 1
