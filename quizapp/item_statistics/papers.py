"""Marked papers as the statistics read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

#: Size of the upper and of the lower group in percent of all papers (Kelley 1939).
GROUP_PERCENT = 27


@dataclass(frozen=True, kw_only=True)
class MarkedPaper:
    """One submitted paper."""

    #: Question (its place in the pool) -> share of its points, 0 to 1.
    shares: Mapping[int, float]
    #: Question -> original option indexes picked; only where the type has options.
    picks: Mapping[int, tuple[int, ...]]

    def rest_without(self, question: int) -> float:
        """Mean share of the other questions of this paper; 0 for a paper of one question."""
        others = len(self.shares) - 1
        return (self.total - self.shares[question]) / others if others else 0.0

    @cached_property
    def total(self) -> float:
        """Sum of the shares."""
        return sum(self.shares.values())

    @cached_property
    def mean(self) -> float:
        """Mean share of the paper's questions, 0 to 1."""
        return self.total / len(self.shares)


class Papers:
    """All papers of a contest that count, with what several figures need of them. Every question weighs the same."""

    def __init__(self, papers: Iterable[MarkedPaper]) -> None:
        self.all = tuple(papers)

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def totals(self) -> tuple[float, ...]:
        """Sum of shares of each paper, in points of one question."""
        return tuple(paper.total for paper in self.all)

    @cached_property
    def by_question(self) -> Mapping[int, tuple[MarkedPaper, ...]]:
        """The papers that hold each question."""
        found: dict[int, list[MarkedPaper]] = {}
        for paper in self.all:
            for question in paper.shares:
                found.setdefault(question, []).append(paper)
        return {question: tuple(papers) for question, papers in sorted(found.items())}

    @cached_property
    def is_same_paper(self) -> bool:
        """Whether everybody had the same questions: only then figures of the paper as a whole have a meaning."""
        return all(paper.shares.keys() == self.all[0].shares.keys() for paper in self.all)


def outer_groups(papers: Iterable[MarkedPaper]) -> tuple[list[MarkedPaper], list[MarkedPaper]]:
    """The best and the weakest 27 percent by mean share, at least one each; equal papers stay in the order given."""
    ranked = sorted(papers, key=attrgetter("mean"))
    size = max(1, round(len(ranked) * GROUP_PERCENT / 100))
    return (ranked[-size:], ranked[:size]) if len(ranked) >= 2 else ([], [])
