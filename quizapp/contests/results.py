"""The result of a paper, with as much of the answers as the organizer chose to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quizapp.contests.attempts import AttemptRow, find_attempt
from quizapp.contests.paper import load_answers, read_issued
from quizapp.contests.pool import Pool, load_pool
from quizapp.contests.rules import Reveal
from quizapp.contests.service.grade import Receipt, stored_receipt
from quizapp.questions import Atom, Issued, find_type, read_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedQuestion:
    """One question of a submitted paper, in the order the person saw it."""

    #: 1-based place on the paper.
    number: int
    type: str
    stem: str
    #: What its type presents, as it was shown.
    shown: Mapping[str, Any]
    #: The answer as it came in.
    chosen: tuple[Atom, ...]
    #: What its type reveals: right positions, accepted texts, regions.
    key: Mapping[str, Any]
    #: Right or wrong for each judged place: the question as a whole, or each blank, pair, step, region or part.
    marks: tuple[bool, ...]
    #: Share of the question's points, 0 to 1.
    share_0_1: float
    #: Empty unless explanations are shown.
    explanation: str
    #: Where the right answer is written down, such as 《中华人民共和国消防法》第44条.
    source: str

    @property
    def is_right(self) -> bool:
        """Whether it earned all its points."""
        return self.share_0_1 >= 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A submitted paper; ``review`` is empty when only the score is shown."""

    attempt: AttemptRow
    receipt: Receipt
    reveal: Reveal
    review: tuple[ReviewedQuestion, ...]

    @property
    def to_remember(self) -> tuple[ReviewedQuestion, ...]:
        """The questions that were not fully right, in paper order."""
        return tuple(question for question in self.review if not question.is_right)


def read_result(session: Session, *, code: str, token: str, device_hash: str) -> Result | None:
    """The result, or None while the paper has not been handed in: then nothing of a key is even read.

    One statement, two when the pool is not in memory. Raises `NoSuchAttempt` and `OtherPhone`.
    """
    attempt = find_attempt(session, code=code, token=token, device_hash=device_hash)
    if attempt.submitted_at is None:
        return None
    reveal = Reveal(attempt.reveal)
    review: tuple[ReviewedQuestion, ...] = ()
    if reveal is not Reveal.SCORE:
        pool = load_pool(session, attempt.contest_id, attempt.pool_hash)
        review = _review(attempt, pool, with_explanations=reveal is Reveal.EXPLANATIONS)
    return Result(attempt=attempt, receipt=stored_receipt(attempt), reveal=reveal, review=review)


def _review(attempt: AttemptRow, pool: Pool, *, with_explanations: bool) -> tuple[ReviewedQuestion, ...]:
    answers, shares = load_answers(attempt.answers), attempt.shares or []
    return tuple(
        review_place(
            place, at, pool, answers.get(place, ()), float(shares[place]) if place < len(shares) else 0.0,
            with_explanations=with_explanations,
        )
        for place, at in enumerate(read_issued(attempt.issued))
    )  # fmt: skip


def review_place(
    place: int, at: Issued, pool: Pool, chosen: tuple[Atom, ...], share: float, *, with_explanations: bool
) -> ReviewedQuestion:
    """One place of a paper with its key."""
    question, order = pool.questions[at.question_index], at.option_order
    kind = find_type(question.type)
    key = kind.reveal(question, order)
    return ReviewedQuestion(
        number=place + 1, type=question.type, stem=question.stem, shown=kind.present(question, order), chosen=chosen,
        key=key if with_explanations else _without_explanations(key),
        marks=kind.marks(question, read_answer(question, order, chosen)), share_0_1=share,
        explanation=question.explanation if with_explanations else "",
        source=pool.sources[at.question_index] if with_explanations else "",
    )  # fmt: skip


def _without_explanations(key: Mapping[str, Any]) -> dict[str, Any]:
    """The key of a case explains its parts: taken out where the organizer shows answers alone."""
    parts = [{**part, "explanation": ""} for part in key.get("parts", ())]
    return {**key, **({"parts": parts} if parts else {})}
