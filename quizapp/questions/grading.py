"""Grading a paper: only what was issued counts, and no sheet scores outside 0 .. max."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

from .drawing import Issued
from .question import Grade, Question
from .scoring import DEFAULT_PRESET, find_preset
from .types import Answer, find_type

_CENTS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionResult:
    """One place of a graded paper."""

    question_index: int
    #: The answer in the author's option indexes; None when it was not answered or could not be read.
    answer: Answer | None
    share_0_1: float
    score: float
    is_correct: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperResult:
    """A graded paper. Scores are points, rounded to two decimals."""

    questions: tuple[QuestionResult, ...]
    score: float
    max_score: float
    correct_count: int
    answered_count: int


def grade_paper(
    questions: Sequence[Question],
    issued: Sequence[Issued],
    answers: Mapping[int, object],
    *,
    preset: str = DEFAULT_PRESET,
    points_each: float | Sequence[float] = 1.0,
) -> PaperResult:
    """The result of a paper; ``answers`` maps a place on the paper (0-based) to shown option positions.

    ``questions`` is the pool that ``issued`` points into; ``points_each`` is one number for all places or one for each.
    Answers are untrusted and may have any shape: what cannot be read counts as not answered, places that were not
    issued are ignored. Raises ``Invalid`` only for an unknown preset or points that are not above 0 with at most two
    decimals.
    """
    find_preset(preset)
    # Whole hundredths only: rounding each question up could otherwise add up to more than the maximum.
    points = [points_each] * len(issued) if isinstance(points_each, int | float) else list(points_each)
    if any(not 0 < each <= 10_000 or round(each, _CENTS) != each for each in {*points}):
        raise Invalid(N_("每题分值必须大于 0，最多两位小数"), field="points_each")
    graded = tuple(
        _grade_place(questions[place.question_index], place, answers.get(number), preset, each)
        for number, (place, each) in enumerate(zip(issued, points, strict=True))
    )
    return PaperResult(
        questions=graded,
        score=round(sum(result.score for result in graded), _CENTS),
        max_score=round(sum(points), _CENTS),
        correct_count=sum(result.is_correct for result in graded),
        answered_count=sum(result.answer is not None for result in graded),
    )


def read_answer(question: Question, order: Sequence[int], raw: object) -> Answer | None:
    """The answer in the author's option indexes for untrusted atoms; None for what is empty or unreadable."""
    kind = find_type(question.type)
    try:
        shown = kind.parse_answer(question, raw)
    except Invalid:
        return None
    return None if shown is None else kind.to_original(question, shown, order)


def _grade_place(question: Question, place: Issued, raw: object, preset: str, points: float) -> QuestionResult:
    answer = read_answer(question, place.option_order, raw)
    grade: Grade = find_type(question.type).grade(question, answer, preset)
    return QuestionResult(
        question_index=place.question_index,
        answer=answer,
        share_0_1=grade.share_0_1,
        score=round(points * grade.share_0_1, _CENTS),
        is_correct=grade.is_correct,
    )
