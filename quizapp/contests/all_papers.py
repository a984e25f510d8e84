"""Every paper of a contest as rows of a file: one row a paper, or one row an answer. Read as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quizapp.contests.models import Attempt, Contest
from quizapp.contests.paper import load_answers, read_issued
from quizapp.contests.pool import Pool, load_pool
from quizapp.contests.verified import is_verified
from quizapp.exports import Scalar
from quizapp.kit.clock import seconds_between
from quizapp.kit.text import mask_name
from quizapp.people import Person
from quizapp.questions import Atom, Issued, Question, find_type, read_answer
from quizapp.units import Unit

#: Papers fetched at a time: memory holds these, however many there are.
FETCHED = 1_000
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERED = {"single", "multiple", "ordering"}
Row = tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How rows are said: the campaign's zone, full or masked names, and words in the reader's language."""

    zone: ZoneInfo
    with_names: bool
    words: Mapping[str, str]


def count_papers(session: Session, contest_id: int) -> int:
    """Papers ever begun."""
    return session.scalar(select(func.count(Attempt.id)).where(Attempt.contest_id == contest_id)) or 0


def stream_papers(session: Session, contest_id: int, manner: Manner) -> Iterator[Row]:
    """One row for each paper ever begun, voided and open ones too, in the order they began. One statement."""
    for row in _stream(session, _papers(contest_id)):
        yield _paper_row(row, manner)


def stream_answers(session: Session, contest_id: int, manner: Manner) -> Iterator[Row]:
    """One row for each question of each paper that was handed in. One statement, one more for the pool."""
    contest = session.get_one(Contest, contest_id)
    assert contest.pool_hash is not None
    pool = load_pool(session, contest_id, contest.pool_hash)
    wanted = _papers(contest_id).add_columns(Attempt.issued, Attempt.answers, Attempt.shares)
    for row in _stream(session, wanted.where(Attempt.submitted_at.is_not(None))):
        yield from _answer_rows(row, pool, manner)


def _papers(contest_id: int) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Attempt.id, Unit.code.label("unit_code"), Unit.name.label("unit_name"), Person.name.label("person_name"),
        is_verified().label("is_verified"), Attempt.attempt_no, Attempt.started_at, Attempt.submitted_at,
        Attempt.submitted_by, Attempt.score, Attempt.max_score, Attempt.correct_count, Attempt.passed,
        Attempt.is_counted, Attempt.voided_at,
    )  # fmt: skip
    of_person = select(*columns).join(Person, Person.id == Attempt.person_id).join(Unit, Unit.id == Person.unit_id)
    return of_person.where(Attempt.contest_id == contest_id).order_by(Attempt.id)


def _stream(session: Session, query: Select[Any]) -> Iterator[Any]:
    yield from session.execute(query, execution_options={"yield_per": FETCHED})


def _paper_row(row: Any, manner: Manner) -> Row:
    words, zone = manner.words, manner.zone
    begun, submitted = _wall_clock(row.started_at, zone), None
    seconds = score = most = passed = None
    if row.submitted_at is not None:
        submitted = _wall_clock(row.submitted_at, zone)
        seconds = seconds_between(row.started_at, row.submitted_at)
        score, most = Decimal(row.score) / 100, Decimal(row.max_score) / 100
        passed = words["passed"] if row.passed else words["not_passed"]
    return (
        row.id, row.unit_code, row.unit_name, _name(row, manner), words["verified" if row.is_verified else "unverified"],
        row.attempt_no, begun, submitted, seconds, score, most, row.correct_count, passed,
        words.get(row.submitted_by, ""), words[_state(row)],
    )  # fmt: skip


def _state(row: Any) -> str:
    if row.submitted_at is None:
        return "open"
    if row.voided_at is not None:
        return "voided"
    return "counted" if row.is_counted else "blank"


def _answer_rows(row: Any, pool: Pool, manner: Manner) -> Iterator[Row]:
    answers, shares = load_answers(row.answers), row.shares or []
    name, state = _name(row, manner), manner.words[_state(row)]
    for place, at in enumerate(read_issued(row.issued)):
        question = pool.questions[at.question_index]
        share = Decimal(str(round(float(shares[place]), 4))) if place < len(shares) else None
        yield (
            row.id, row.unit_name, name, row.attempt_no, place + 1, question.key,
            manner.words.get(f"type:{question.type}", question.type), question.stem,
            said(question, _chosen(question, at, answers.get(place, ()))), said(question, right_answer(question)), share,
            state,
        )  # fmt: skip


def _chosen(question: Question, at: Issued, chosen: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """The answer in the author's order of options: A is the bank's A, wherever it stood on this paper."""
    return tuple(read_answer(question, at.option_order, chosen) or ()) if chosen else ()


def right_answer(question: Question) -> tuple[Atom, ...]:
    """The key in the author's order of options."""
    kind = find_type(question.type)
    order = range(sum(size for size, _ in kind.option_groups(question)))
    return tuple(read_answer(question, order, list(kind.right_answer(question, order))) or ())


def said(question: Question, atoms: tuple[Atom, ...]) -> str:
    """An answer as people write it: ``AC``, ``正确``, else its parts."""
    if question.type in _LETTERED:
        return "".join(_LETTERS[atom] for atom in atoms if isinstance(atom, int) and atom < len(_LETTERS))
    if question.type == "true_false":
        return "".join(question.options[atom] for atom in atoms if isinstance(atom, int))
    return "；".join(str(atom) for atom in atoms)


def _name(row: Any, manner: Manner) -> str:
    return row.person_name if manner.with_names else mask_name(row.person_name)


def _wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
