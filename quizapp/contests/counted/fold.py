"""From a person's papers to the result that counts: pure, in whole numbers, the same on every database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quizapp.contests.rules import Counting, has_passed
from quizapp.kit.clock import seconds_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that counts. Scores are hundredths of a point."""

    attempt_id: int
    score: int
    max_score: int
    correct_count: int
    started_at: datetime
    submitted_at: datetime

    @property
    def seconds(self) -> int:
        """Whole seconds from start to submission."""
        return seconds_between(self.started_at, self.submitted_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The result that counts; ``correct`` is hundredths of a question. ``attempt_id`` is None for an average."""

    attempts: int
    attempt_id: int | None
    score: int
    max_score: int
    correct: int
    seconds: int
    reached_at: datetime
    passed: bool
    score_sum: int
    max_sum: int
    correct_sum: int
    seconds_sum: int

    @property
    def lost(self) -> int:
        """What is missing to the full score."""
        return self.max_score - self.score

    @property
    def percent(self) -> int:
        """Share of the full score in whole percent, rounded down."""
        return 100 * self.score // self.max_score if self.max_score else 100


def fold(papers: Sequence[Paper], counting: Counting, *, pass_percent: int) -> Counted | None:
    """The result of one person's papers, in any order; None without a paper."""
    if not papers:
        return None
    if counting is Counting.AVERAGE:
        return _average(papers, pass_percent)
    chosen = _choose(papers, counting)
    return Counted(
        attempt_id=chosen.attempt_id, score=chosen.score, max_score=chosen.max_score,
        correct=100 * chosen.correct_count, seconds=chosen.seconds, reached_at=chosen.submitted_at,
        passed=has_passed(chosen.score, chosen.max_score, pass_percent=pass_percent), **_sums(papers),
    )  # fmt: skip


def _choose(papers: Sequence[Paper], counting: Counting) -> Paper:
    if counting is Counting.FIRST:
        return min(papers, key=lambda paper: paper.attempt_id)
    if counting is Counting.LAST:
        return max(papers, key=lambda paper: paper.attempt_id)
    return min(
        papers, key=lambda paper: (paper.max_score - paper.score, paper.seconds, paper.submitted_at, paper.attempt_id)
    )


def _average(papers: Sequence[Paper], pass_percent: int) -> Counted:
    sums, count = _sums(papers), len(papers)
    score, max_score = half_up(sums["score_sum"], count), half_up(sums["max_sum"], count)
    return Counted(
        attempt_id=None, score=score, max_score=max_score, correct=half_up(100 * sums["correct_sum"], count),
        seconds=half_up(sums["seconds_sum"], count), reached_at=max(paper.submitted_at for paper in papers),
        passed=has_passed(score, max_score, pass_percent=pass_percent), **sums,
    )  # fmt: skip


def half_up(total: int, count: int) -> int:
    """The mean of ``count`` whole numbers, a half rounded up."""
    return (2 * total + count) // (2 * count)


def _sums(papers: Sequence[Paper]) -> dict[str, int]:
    return {
        "attempts": len(papers), "score_sum": sum(paper.score for paper in papers),
        "max_sum": sum(paper.max_score for paper in papers),
        "correct_sum": sum(paper.correct_count for paper in papers),
        "seconds_sum": sum(paper.seconds for paper in papers),
    }  # fmt: skip
