"""Figures of a paper as a whole. Points are those of one question: a paper of 10 has at most 10."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import median

from .moments import central, mean, variance
from .papers import Papers


@dataclass(frozen=True, kw_only=True, slots=True)
class ExamFigures:
    """All papers. Consistency is None where papers hold different questions: people's sums cannot be compared then."""

    papers: int
    mean: float
    median: float
    #: Over n - 1.
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    #: Cronbach's alpha times 100 (coefficient of internal consistency).
    consistency: float | None
    #: What part of the spread is chance, in percent, and the same as points.
    error_ratio: float | None
    standard_error: float | None
    #: Kuder-Richardson 20, 0 to 1; None unless every question is right or wrong.
    kr20: float | None


def exam_figures(papers: Papers) -> ExamFigures | None:
    """Figures of the whole; None without papers."""
    if not len(papers):
        return None
    spread = variance(papers.totals)
    deviation = None if spread is None else sqrt(spread)
    alpha = _alpha(papers, spread) if papers.is_same_paper else None
    ratio = None if alpha is None or alpha > 1 else 100 * sqrt(1 - alpha)
    return ExamFigures(
        papers=len(papers), mean=mean(papers.totals), median=median(papers.totals), deviation=deviation,
        skewness=_skewness(papers.totals), kurtosis=_kurtosis(papers.totals),
        consistency=None if alpha is None else 100 * alpha, error_ratio=ratio,
        standard_error=None if ratio is None or deviation is None else ratio * deviation / 100,
        kr20=alpha if alpha is not None and _is_right_or_wrong(papers) else None,
    )  # fmt: skip


def _alpha(papers: Papers, spread: float | None) -> float | None:
    questions = papers.by_question
    if len(papers) < 3 or len(questions) < 2 or not spread or spread < 1e-12:
        return None
    within = sum(variance([paper.shares[question] for paper in papers.all]) or 0.0 for question in questions)
    return len(questions) / (len(questions) - 1) * (1 - within / spread)


def _is_right_or_wrong(papers: Papers) -> bool:
    """For such papers KR-20 is alpha: both divide their variances by the same number."""
    return all(share in (0.0, 1.0) for paper in papers.all for share in paper.shares.values())


def _skewness(totals: tuple[float, ...]) -> float | None:
    size = len(totals)
    if size < 3 or central(totals, 2) < 1e-12:
        return None
    k2 = size * central(totals, 2) / (size - 1)
    k3 = size**2 * central(totals, 3) / ((size - 1) * (size - 2))
    return float(k3 / k2**1.5)


def _kurtosis(totals: tuple[float, ...]) -> float | None:
    size = len(totals)
    if size < 4 or central(totals, 2) < 1e-12:
        return None
    second = central(totals, 2)
    k2 = size * second / (size - 1)
    fourth = size**2 * ((size + 1) * central(totals, 4) - 3 * (size - 1) * second**2)
    return fourth / ((size - 1) * (size - 2) * (size - 3)) / k2**2
