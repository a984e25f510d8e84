"""The same answers: people who never met make the same rare mistakes, and no others, when they share a key.

Each mistake in common is worth as many bits as it is rare, in the two people's own unit where they share one: a class
that learned together shares its misunderstandings and is not told apart by them. Right answers in common weigh half.
How many papers agree that well is compared with how many would by chance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import e, log2

from .paper import Mark, Paper, Rule

#: Papers further apart are not compared.
WITHIN = timedelta(hours=2)
#: Mistakes in common that are needed, questions that both must have answered, differences that a copy may have.
MIN_MISTAKES, MIN_SHARED, MAX_DIFFERENCES = 2, 6, 1
#: Bits that one mistake counts at most, and what an answer in common counts when it is right.
MOST_BITS, RIGHT_WEIGHT = 7.0, 0.5
#: How much the whole contest weighs against a unit's own answers (in papers).
CONTEST_WEIGHT = 40.0
#: Bits beyond chance: for one other paper that agrees, and for several (equals in ability agree by and by).
ENOUGH_FOR_ONE, ENOUGH_FOR_MANY = 10.0, 18.0
#: Papers that are named as evidence.
NAMED = 10

_Pick = tuple[int, object]


@dataclass(frozen=True, slots=True)
class _Twin:
    paper: Paper
    bits: float
    mistakes: int


def judge_answers(new: Sequence[Paper], around: Sequence[Paper]) -> list[Mark]:
    """Marks for the ``new`` papers and their twins among ``around`` (papers of the same contest, the new ones too)."""
    crowd = _Crowd(around)
    marks: dict[int, Mark] = {}
    for paper in new:
        twins = crowd.twins_of(paper)
        evidence = crowd.evidence(paper, twins)
        if not twins or evidence < (ENOUGH_FOR_ONE if len(twins) == 1 else ENOUGH_FOR_MANY):
            continue
        ring = [paper, *(twin.paper for twin in twins)]
        for each in ring:
            _keep_stronger(marks, _mark(each, ring, max(twin.mistakes for twin in twins), evidence))
    return list(marks.values())


def _keep_stronger(marks: dict[int, Mark], mark: Mark) -> None:
    known = marks.get(mark.attempt_id)
    if known is None or known.score < mark.score:
        marks[mark.attempt_id] = mark


def _mark(paper: Paper, ring: Sequence[Paper], mistakes: int, evidence: float) -> Mark:
    ends = [each.submitted_at for each in ring]
    detail = {
        "people": len({each.person_id for each in ring}), "mistakes": mistakes,
        "minutes": round((max(ends) - min(ends)).total_seconds() / 60),
        "papers": [each.attempt_id for each in ring if each is not paper][:NAMED],
    }  # fmt: skip
    return Mark(attempt_id=paper.attempt_id, rule=Rule.ANSWERS, score=1 - 0.5 ** (evidence / 10), detail=detail)


class _Crowd:
    """Papers of one contest and how common each answer is among them."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._with_mistake: dict[_Pick, list[Paper]] = defaultdict(list)
        self._picked: Counter[_Pick] = Counter()
        self._asked: Counter[int] = Counter()
        self._picked_in: Counter[tuple[int, _Pick]] = Counter()
        self._asked_in: Counter[tuple[int, int]] = Counter()
        self._in_unit: Counter[int] = Counter(paper.unit_id for paper in papers)
        self._size = len(papers)
        for paper in papers:
            self._count(paper)

    def _count(self, paper: Paper) -> None:
        for question, answer in paper.answers.items():
            pick = (question, answer)
            self._picked[pick] += 1
            self._asked[question] += 1
            self._picked_in[paper.unit_id, pick] += 1
            self._asked_in[paper.unit_id, question] += 1
        for pick in _mistakes(paper):
            self._with_mistake[pick].append(paper)

    def twins_of(self, paper: Paper) -> list[_Twin]:
        """Papers of other people on other phones that agree with this one, best first."""
        common: Counter[int] = Counter()
        found: dict[int, Paper] = {}
        for pick in _mistakes(paper):
            for other in self._with_mistake[pick]:
                common[other.attempt_id] += 1
                found[other.attempt_id] = other
        enough = (found[each] for each, count in common.items() if count >= MIN_MISTAKES)
        twins = (self._compare(paper, other) for other in enough if _may_be_copy(paper, other))
        return sorted((twin for twin in twins if twin), key=lambda twin: (-twin.bits, twin.paper.attempt_id))

    def _compare(self, first: Paper, second: Paper) -> _Twin | None:
        same, differing = _agreement(first, second)
        shared = len(same) + differing
        if shared < MIN_SHARED or differing > MAX_DIFFERENCES:
            return None
        # a difference could stand anywhere: that many chances more
        bits, mistakes = -log2(shared) * differing, 0
        for question in same:
            rare = min(MOST_BITS, -log2(self._share(first, second, question)))
            is_wrong = question in first.wrong
            bits += rare if is_wrong else RIGHT_WEIGHT * rare
            mistakes += is_wrong
        return _Twin(second, bits, mistakes)

    def _share(self, first: Paper, second: Paper, question: int) -> float:
        """How common their answer is among the others: in their unit if it is one, else in the contest."""
        pick = (question, first.answers[question])
        overall = (self._picked[pick] - 2 + 0.5) / (self._asked[question] - 2 + 2)
        if first.unit_id != second.unit_id:
            return overall
        picked = self._picked_in[first.unit_id, pick] - 2
        asked = self._asked_in[first.unit_id, question] - 2
        return (picked + CONTEST_WEIGHT * overall) / (asked + CONTEST_WEIGHT)

    def evidence(self, paper: Paper, twins: Sequence[_Twin]) -> float:
        """Bits by which so many twins are beyond chance: the tail of a Poisson count, bounded (Chernoff)."""
        if not twins:
            return 0.0
        expected = sum(self._compared_with(paper, twin) * 2**-twin.bits for twin in twins) / len(twins)
        if len(twins) <= expected:
            return 0.0
        return len(twins) * log2(len(twins) / (e * expected)) + expected * log2(e)

    def _compared_with(self, paper: Paper, twin: _Twin) -> int:
        return self._in_unit[paper.unit_id] if twin.paper.unit_id == paper.unit_id else self._size


def _mistakes(paper: Paper) -> Iterable[_Pick]:
    return ((question, paper.answers[question]) for question in paper.wrong)


def _agreement(first: Paper, second: Paper) -> tuple[list[int], int]:
    """Questions answered alike, and how many were answered differently; counting stops where it is no copy any more."""
    same, differing, theirs = [], 0, second.answers
    for question, answer in first.answers.items():
        if question in theirs:
            if theirs[question] == answer:
                same.append(question)
            else:
                differing += 1
                if differing > MAX_DIFFERENCES:
                    break
    return same, differing


def _may_be_copy(first: Paper, second: Paper) -> bool:
    """Whether they are of different people on different phones, one soon after the other."""
    return (
        first.person_id != second.person_id
        and (first.device is None or first.device != second.device)
        and abs(first.submitted_at - second.submitted_at) <= WITHIN
    )
