"""All rules at once, over the papers of one contest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from .answers import judge_answers
from .device import judge_device
from .paper import Mark, Paper, Rule
from .rhythm import judge_nights, judge_rhythm
from .roster import judge_roster
from .speed import judge_speed


def judge(new: Sequence[Paper], *, around: Sequence[Paper], same_phones: Sequence[Paper]) -> list[Mark]:
    """The strongest mark of each rule for each paper, the ``new`` ones and those that they throw a light on.

    ``around``: papers of the contest from the same hours, the new ones among them; ``same_phones``: all papers from
    phones of the new ones that several people used.
    """
    found: list[Mark] = [mark for paper in new for mark in (judge_speed(paper), judge_roster(paper)) if mark]
    for phone in _groups(same_phones, lambda paper: paper.device):
        found += [*judge_device(phone), *judge_nights(phone, is_one_phone=True), *judge_rhythm(phone)]
    units = {paper.unit_id for paper in new}
    for unit in _groups((paper for paper in around if paper.unit_id in units), lambda paper: paper.unit_id):
        found += [*judge_nights(unit, is_one_phone=False), *judge_rhythm(unit)]
    return strongest([*found, *judge_answers(new, around)])


def strongest(marks: Iterable[Mark]) -> list[Mark]:
    """One mark for each paper and rule, in a fixed order: that with the highest score."""
    kept: dict[tuple[int, Rule], Mark] = {}
    for mark in marks:
        key = (mark.attempt_id, mark.rule)
        if key not in kept or kept[key].score < mark.score:
            kept[key] = mark
    return [kept[key] for key in sorted(kept)]


def _groups(papers: Iterable[Paper], key: Callable[[Paper], object]) -> list[list[Paper]]:
    groups: dict[object, list[Paper]] = defaultdict(list)
    for paper in papers:
        if key(paper) is not None:
            groups[key(paper)].append(paper)
    return list(groups.values())
