"""A trial run: a paper drawn and graded as everybody's will be, without a row in any table."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.contests.figures import pool_of
from quizapp.contests.paper import Answers
from quizapp.contests.pool import Pool, ShownQuestion
from quizapp.contests.queries import ContestRow
from quizapp.contests.results import ReviewedQuestion, review_place
from quizapp.contests.service.grade import points_of
from quizapp.contests.service.start import draw_for_contest
from quizapp.questions import Issued, PaperResult, grade_paper

_SEED = "trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """A trial paper, graded."""

    result: PaperResult
    review: tuple[ReviewedQuestion, ...]


def show_trial(session: Session, contest: ContestRow, *, number: int) -> list[ShownQuestion]:
    """The questions of sample paper ``number``: drawn by the contest's plan, but by a seed of its own."""
    pool, issued = _paper(session, contest, number)
    return pool.show(issued, {}, contest.plan)


def grade_trial(session: Session, contest: ContestRow, answers: Answers, *, number: int) -> TrialResult:
    """What the answers would be worth; nothing is stored. All keys and explanations are shown."""
    pool, issued = _paper(session, contest, number)
    points = points_of(issued, contest.plan, contest.points_each)
    result = grade_paper(pool.questions, issued, answers, preset=contest.preset, points_each=points)
    review = tuple(
        review_place(place, at, pool, answers.get(place, ()), result.questions[place].share_0_1, with_explanations=True)
        for place, at in enumerate(issued)
    )
    return TrialResult(result=result, review=review)


def _paper(session: Session, contest: ContestRow, number: int) -> tuple[Pool, tuple[Issued, ...]]:
    pool = pool_of(session, contest)
    # Never the contest's own seed: a sample must not tell anybody which questions somebody will get.
    return pool, draw_for_contest(contest, pool, f"{_SEED}:{contest.id}", f"trial-{number}", 1)
