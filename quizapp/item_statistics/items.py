"""Figures of single questions, by the formulas of Moodle's quiz statistics and of Chinese school practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from .moments import correlation, covariance, mean, variance
from .papers import MarkedPaper, Papers, outer_groups


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemFigures:
    """One question. Figures that have no meaning for these papers are None."""

    question: int
    #: Papers that hold it.
    papers: int
    #: Mean share, 0 to 1 (难度 P).
    facility: float
    #: Standard deviation of the share, over n - 1.
    deviation: float | None
    #: Correlation with the rest of the paper, times 100.
    discrimination: float | None
    #: Covariance with the rest, in percent of the largest that these two spreads allow.
    efficiency: float | None
    #: Mean share in the upper 27 % minus that in the lower 27 % (区分度 D).
    d27: float | None
    #: Correlation with the whole paper (点二列相关 where shares are 0 or 1).
    point_biserial: float | None
    #: How much it decides the order of people, in percent of all questions; None where papers differ.
    effective_weight: float | None


def item_figures(papers: Papers) -> tuple[ItemFigures, ...]:
    """Figures of every question that was on a paper, by its place in the pool."""
    weights = _effective_weights(papers) if len(papers) and papers.is_same_paper else {}
    return tuple(_figures(question, held, weights) for question, held in papers.by_question.items())


def _figures(question: int, held: Sequence[MarkedPaper], weights: dict[int, float | None]) -> ItemFigures:
    shares = [paper.shares[question] for paper in held]
    rests = [paper.rest_without(question) for paper in held]
    spread = variance(shares)
    whole = correlation(shares, [paper.mean for paper in held])
    related = correlation(shares, rests)
    upper, lower = outer_groups(held)
    return ItemFigures(
        question=question, papers=len(held), facility=mean(shares),
        deviation=None if spread is None else sqrt(spread),
        discrimination=None if related is None else 100 * related,
        efficiency=_efficiency(shares, rests),
        d27=_facility(upper, question) - _facility(lower, question) if upper else None,
        point_biserial=whole, effective_weight=weights.get(question),
    )  # fmt: skip


def _facility(papers: Sequence[MarkedPaper], question: int) -> float:
    return mean([paper.shares[question] for paper in papers])


def _efficiency(shares: Sequence[float], rests: Sequence[float]) -> float | None:
    """Both sorted by themselves: no pairing of the same values has a larger covariance."""
    most, real = covariance(sorted(shares), sorted(rests)), covariance(shares, rests)
    return None if most is None or real is None or most < 1e-12 else 100 * real / most


def _effective_weights(papers: Papers) -> dict[int, float | None]:
    """Roots of the covariances with the total, in percent of their sum; a negative covariance has no weight."""
    roots: dict[int, float | None] = {}
    for question in papers.by_question:
        shared = covariance([paper.shares[question] for paper in papers.all], papers.totals)
        roots[question] = None if shared is None or shared < 0 else sqrt(shared)
    whole = sum(root for root in roots.values() if root is not None)
    return {question: None if root is None or not whole else 100 * root / whole for question, root in roots.items()}
