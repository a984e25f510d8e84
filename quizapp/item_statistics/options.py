"""Which options people picked, and who: the table that shows whether a distractor works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .papers import MarkedPaper, Papers, outer_groups


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionFigures:
    """One option: shares of papers that picked it, 0 to 1."""

    option: int
    is_right: bool
    picked: float
    #: In the best and in the weakest 27 % of the papers that hold the question.
    upper: float
    lower: float


def option_table(papers: Papers, question: int, *, options: int, correct: Sequence[int]) -> tuple[OptionFigures, ...]:
    """Figures of each of the question's options; a paper that left it out counts as having picked none."""
    held = papers.by_question.get(question, ())
    upper, lower = outer_groups(held)
    return tuple(
        OptionFigures(
            option=option, is_right=option in correct, picked=_share(held, question, option),
            upper=_share(upper, question, option), lower=_share(lower, question, option),
        )
        for option in range(options)
    )  # fmt: skip


def _share(papers: Sequence[MarkedPaper], question: int, option: int) -> float:
    return sum(option in paper.picks.get(question, ()) for paper in papers) / len(papers) if papers else 0.0
