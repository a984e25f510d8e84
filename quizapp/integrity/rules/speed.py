"""Impossible speed: less time than the eyes need for the stems alone."""

from __future__ import annotations

from .paper import Mark, Paper, Rule

#: Nobody takes a stem in faster than this (4.5 times ordinary reading; options are not even counted).
SKIM_CHARS_PER_S = 30
#: The tap and the page's turn, for each question.
TAP_S = 0.5
#: Who answers the same contest again knows many questions by their first words.
AGAIN = 0.7
#: Fewer answers say nothing: whoever hands in an almost empty paper is quick and honest.
MIN_ANSWERED = 5


def judge_speed(paper: Paper) -> Mark | None:
    """A mark for a paper that was answered in less time than its stems take to skim."""
    answered = len(paper.answers)
    if not paper.is_handed_in or answered < MIN_ANSWERED:
        return None
    least = least_seconds(paper)
    if paper.seconds >= least:
        return None
    detail = {"seconds": round(paper.seconds, 1), "least": round(least, 1), "questions": answered}
    return Mark(attempt_id=paper.attempt_id, rule=Rule.SPEED, score=1 - 0.7 * paper.seconds / least, detail=detail)


def least_seconds(paper: Paper) -> float:
    """The least time that anybody could need for what was answered."""
    least = paper.stem_chars / SKIM_CHARS_PER_S + TAP_S * len(paper.answers)
    return least * (AGAIN if paper.attempt_no > 1 else 1.0)
