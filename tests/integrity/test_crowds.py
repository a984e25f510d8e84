"""Whole crowds through all rules: honest people stay unmarked, people who cheat are found. Drawn from fixed seeds."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from quizapp.integrity.reading import SHARED
from quizapp.integrity.rules import WITHIN, Mark, Rule, judge, strongest
from tests.integrity.crowds import CHEATING, HONEST, Crowd, honest_crowd, in_batches, mixed_crowd

#: Papers of a batch, and papers around it that are looked at: as the housekeeping takes them.
BATCH, AROUND = 200, 1_500
#: Questions in the pool and on each paper: all on every one, or a third.
ONE_PAPER, DRAWN = (20, 20), (60, 20)


def marks_of(crowd: Crowd) -> list[Mark]:
    """What the rules say when the papers come in batch by batch."""
    found, seen, people = [], [], defaultdict(set)
    for batch in in_batches(crowd.papers, BATCH):
        seen += batch
        for paper in batch:
            people[paper.device].add(paper.person_id)
        around = [paper for paper in seen if paper.submitted_at >= batch[0].submitted_at - WITHIN][-AROUND:]
        shared = {paper.device for paper in batch if len(people[paper.device]) >= SHARED}
        found += judge(batch, around=around, same_phones=[paper for paper in seen if paper.device in shared])
    return strongest(found)


def marked_by_group(crowd: Crowd) -> Counter[str]:
    """Group -> papers with at least one mark."""
    return Counter(crowd.group_of[attempt_id] for attempt_id in {mark.attempt_id for mark in marks_of(crowd)})


@pytest.mark.parametrize("shape", [ONE_PAPER, DRAWN], ids=["one paper", "drawn papers"])
@pytest.mark.parametrize("seed", range(3))
def test_of_a_thousand_honest_papers_at_most_one_percent_is_marked(seed: int, shape: tuple[int, int]) -> None:
    crowd = honest_crowd(seed, *shape)
    assert len(crowd.papers) == 1310
    marked = marked_by_group(crowd)
    assert sum(marked.values()) <= 0.01 * len(crowd.papers), marked
    papers = Counter(crowd.group_of.values())
    # nor is the burden put on one kind of people
    assert all(marked[group] <= 0.05 * papers[group] for group in papers), marked


@pytest.mark.parametrize("seed", range(3))
def test_of_those_who_cheat_at_least_nineteen_in_twenty_are_found(seed: int) -> None:
    crowd = mixed_crowd(seed, *ONE_PAPER)
    marked, papers = marked_by_group(crowd), Counter(crowd.group_of.values())
    for group in ("script", "many names", "ring"):
        assert marked[group] >= 0.95 * papers[group], (group, marked[group], papers[group])
    honest = sum(count for group, count in papers.items() if group not in {"script", "many names", "ring"})
    wrongly = sum(count for group, count in marked.items() if group not in {"script", "many names", "ring"})
    assert wrongly <= 0.01 * honest, marked


@pytest.mark.parametrize("seed", range(2))
def test_drawn_papers_hide_a_shared_key_but_nothing_else(seed: int) -> None:
    """Two papers drawn from three times as many questions share too few of them: the rule stays silent, not wrong."""
    crowd = mixed_crowd(seed, *DRAWN)
    marked, papers = marked_by_group(crowd), Counter(crowd.group_of.values())
    assert (marked["script"], marked["many names"]) == (papers["script"], papers["many names"])
    assert marked["ring"] <= 0.05 * papers["ring"]


@pytest.mark.parametrize("group", HONEST)
def test_each_kind_of_honest_people_alone_is_left_alone(group: str) -> None:
    crowd = Crowd(11, *ONE_PAPER)
    getattr(crowd, group)()
    marked = marked_by_group(crowd)
    assert sum(marked.values()) <= 0.01 * len(crowd.papers), marked


@pytest.mark.parametrize(
    ("group", "rule"),
    [("script", Rule.SPEED), ("one_with_many_names", Rule.DEVICE), ("rings", Rule.ANSWERS)],
)
def test_each_kind_of_cheating_is_found_by_its_own_rule(group: str, rule: Rule) -> None:
    crowd = honest_crowd(5, *ONE_PAPER)
    getattr(crowd, group)()
    guilty = {paper for paper, name in crowd.group_of.items() if name in {"script", "many names", "ring"}}
    found = {mark.attempt_id for mark in marks_of(crowd) if mark.rule is rule} & guilty
    assert len(found) >= 0.95 * len(guilty)
    assert group in CHEATING


def test_a_pool_of_one_honest_tablet_and_one_cheat_tells_them_apart() -> None:
    crowd = Crowd(3, *ONE_PAPER)
    crowd.tablets(count=1, people=60)
    crowd.one_with_many_names(count=1)
    assert set(marked_by_group(crowd)) == {"many names"}
