"""Submitted papers of a contest, marked question by question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from quizapp.contests.models import Attempt
from quizapp.contests.paper import load_answers, read_issued
from quizapp.item_statistics import MarkedPaper
from quizapp.people import Person
from quizapp.questions import Question, read_answer
from quizapp.units import Unit

#: Papers read at most; of more every n-th is taken, which moves no figure by what anybody could see.
MAX_PAPERS = 20_000
_WITH_OPTIONS = ("single", "multiple", "true_false")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Papers that count, and the path of the unit that each person belongs to."""

    papers: tuple[MarkedPaper, ...]
    paths: tuple[str, ...]
    #: Papers that count in all, and which part of them was read (1 = every one).
    in_all: int
    every: int


def count_papers(session: Session, contest_id: int) -> tuple[int, int]:
    """Papers that count (人次), and a number that changes when one is voided while another comes in. One statement."""
    query = select(func.count(), func.coalesce(cast(func.sum(Attempt.id), BigInteger), 0))
    row = session.execute(query.where(Attempt.contest_id == contest_id, Attempt.is_counted)).one()
    return row[0], row[1]


def read_papers(
    session: Session, contest_id: int, questions: tuple[Question, ...], *, in_all: int, first_only: bool
) -> Read:
    """The papers that count, read as a stream; with ``first_only`` each person's first one. One statement.

    A second try has seen the questions: it makes every question look easier than it is.
    """
    every = -(-in_all // MAX_PAPERS) or 1
    rows = session.execute(
        select(Attempt.person_id, Attempt.issued, Attempt.answers, Attempt.shares, Unit.path)
        .join(Person, Person.id == Attempt.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attempt.contest_id == contest_id, Attempt.is_counted, Attempt.person_id % every == 0)
        .order_by(Attempt.person_id, Attempt.attempt_no),
        execution_options={"yield_per": 500},
    )
    marked = list(_marked(rows, questions, first_only=first_only))
    return Read(
        papers=tuple(paper for paper, _ in marked), paths=tuple(path for _, path in marked), in_all=in_all, every=every
    )


def _marked(rows: Any, questions: tuple[Question, ...], *, first_only: bool) -> Iterator[tuple[MarkedPaper, str]]:
    last = None
    for row in rows:
        if first_only and row.person_id == last:
            continue
        last = row.person_id
        yield MarkedPaper(shares=_shares(row), picks=_picks(row, questions)), row.path


def _shares(row: Any) -> Mapping[int, float]:
    return {place: float(share) for (place, *_), share in zip(row.issued, row.shares or (), strict=False)}


def _picks(row: Any, questions: tuple[Question, ...]) -> Mapping[int, tuple[int, ...]]:
    answers = load_answers(row.answers)
    found = {}
    for number, at in enumerate(read_issued(row.issued)):
        question = questions[at.question_index]
        if number in answers and question.type in _WITH_OPTIONS:
            found[at.question_index] = read_answer(question, at.option_order, answers[number]) or ()
    return found
