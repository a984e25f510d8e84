"""Rhythm: papers in the middle of the night in a row, or at intervals that no hand keeps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import sqrt
from statistics import fmean, median

from .paper import Mark, Paper, Rule

#: Hours in which people sleep; night shifts answer too, each on a phone of his own and at his own pace.
NIGHT_ENDS = 5
#: Names on one phone in one night, quicker than reading.
NIGHT_NAMES, NIGHT_PACE = 4, 0.7
#: Papers of one unit in one night, nearly all of them quicker than tapping.
NIGHT_PAPERS, NIGHT_TAPPING, NIGHT_SHARE = 10, 0.5, 0.8
#: Papers in a row that are looked at together, and how little their durations and intervals vary (deviation / mean).
#: A steady volunteer who reads twenty questions aloud comes down to 0.07.
ROW, SAME_DURATION, SAME_INTERVAL = 8, 0.02, 0.03


def judge_nights(papers: Sequence[Paper], *, is_one_phone: bool) -> list[Mark]:
    """Marks for bursts between midnight and five, among the papers of one phone or of one unit."""
    asleep = sorted((paper for paper in papers if paper.hour < NIGHT_ENDS and paper.answers), key=lambda each: each.day)
    marks: list[Mark] = []
    for _, group in groupby(asleep, key=lambda paper: paper.day):
        night = list(group)
        if _is_burst(night, is_one_phone=is_one_phone):
            detail = {"papers": len(night), "phones": len({paper.device for paper in night})}
            score = 0.5 + min(0.5, len(night) / 60)
            marks += [Mark(attempt_id=each.attempt_id, rule=Rule.NIGHT, score=score, detail=detail) for each in night]
    return marks


def _is_burst(night: Sequence[Paper], *, is_one_phone: bool) -> bool:
    if is_one_phone:
        names = len({paper.person_id for paper in night if not paper.is_helped})
        return names >= NIGHT_NAMES and median(paper.pace for paper in night) < NIGHT_PACE
    quick = sum(paper.pace < NIGHT_TAPPING for paper in night)
    return len(night) >= NIGHT_PAPERS and quick >= NIGHT_SHARE * len(night)


def judge_rhythm(papers: Sequence[Paper]) -> list[Mark]:
    """Marks for rows of papers, of one phone or one unit, that begin and last as evenly as only a program does."""
    ordered = sorted(papers, key=lambda paper: (paper.started_at, paper.attempt_id))
    marks: dict[int, Mark] = {}
    for end in range(ROW, len(ordered) + 1):
        row = ordered[end - ROW : end]
        interval = _even([(second.started_at - first.started_at).total_seconds() for first, second in pairwise(row)])
        if interval is None or interval > SAME_INTERVAL:
            continue
        duration = _even([paper.seconds for paper in row if paper.is_handed_in])
        if duration is None or duration > SAME_DURATION:
            continue
        between = fmean((second.started_at - first.started_at).total_seconds() for first, second in pairwise(row))
        detail = {"papers": ROW, "seconds": round(fmean(paper.seconds for paper in row), 1), "every": round(between, 1)}
        score = 1 - (duration + interval)
        marks |= {
            each.attempt_id: Mark(attempt_id=each.attempt_id, rule=Rule.RHYTHM, score=score, detail=detail)
            for each in row
        }
    return list(marks.values())


def _even(values: Sequence[float]) -> float | None:
    """Deviation as a share of the mean; None for too few values or a mean of nothing."""
    mean = fmean(values) if len(values) >= ROW - 1 else 0.0
    return sqrt(fmean((value - mean) ** 2 for value in values)) / mean if mean > 0 else None
