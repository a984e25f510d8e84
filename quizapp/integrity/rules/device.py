"""One phone with many names. Many names alone are no evidence: families share, volunteers lend their tablet.

What families and volunteers do not do is answer for many people in a fraction of the time that reading takes, or make
the same mistakes again and again under other names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from .paper import Mark, Paper, Rule

#: Names on one phone in one day, and in the whole contest, below which nothing is said: a family and its neighbours.
NAMES_A_DAY, NAMES_IN_ALL = 6, 12
#: Pace (1 = ordinary reading) below which many names mean one person tapping.
TAPPING_PACE = 0.5
#: Pace below which, together with the same mistakes under different names, it is one person thinking.
ONE_MIND_PACE = 0.9
#: Share of common mistakes that are the very same; people who sit at one tablet in turn fall for the same
#: temptations, but not always (up to 0.86 in generated crowds).
SAME_MISTAKES = 0.95
#: Common mistakes needed before their share says anything.
MIN_MISTAKES = 20
#: More people than one volunteer can seat in a day.
MOST_A_DAY = 150


def judge_device(papers: Sequence[Paper]) -> list[Mark]:
    """Marks for the papers of one phone in one contest; those that a helper entered by name do not count."""
    own = [paper for paper in papers if not paper.is_helped and len(paper.answers) > 0]
    by_day: dict[date, list[Paper]] = defaultdict(list)
    for paper in own:
        by_day[paper.day].append(paper)
    marks = {mark.attempt_id: mark for mark in _judge(own, NAMES_IN_ALL, days=len(by_day))}
    for of_day in by_day.values():
        marks |= {mark.attempt_id: mark for mark in _judge(of_day, NAMES_A_DAY, days=1)}
    return list(marks.values())


def _judge(papers: Sequence[Paper], usual: int, *, days: int) -> list[Mark]:
    names = len({paper.person_id for paper in papers})
    if names <= usual:
        return []
    pace = median(paper.pace for paper in papers)
    same = same_mistakes(papers)
    if not (pace < TAPPING_PACE or (pace < ONE_MIND_PACE and same >= SAME_MISTAKES) or names > MOST_A_DAY * days):
        return []
    per_question = median(paper.seconds / len(paper.answers) for paper in papers)
    detail = {"names": names, "days": days, "seconds": round(per_question, 1), "same_percent": round(100 * same)}
    score = min(1.0, names / (2 * usual)) * (1 - min(pace, 1.0) / 2)
    return [Mark(attempt_id=paper.attempt_id, rule=Rule.DEVICE, score=score, detail=detail) for paper in papers]


def same_mistakes(papers: Sequence[Paper]) -> float:
    """Of the questions that two people in a row both got wrong, the share with the very same answer; 0 for too few."""
    ordered = sorted(papers, key=lambda paper: (paper.started_at, paper.attempt_id))
    both = [
        first.answers[question] == second.answers[question]
        for first, second in pairwise(ordered)
        if first.person_id != second.person_id
        for question in first.wrong & second.wrong
    ]
    return sum(both) / len(both) if len(both) >= MIN_MISTAKES else 0.0
