"""How invented people answer: right as often as they know, else as people go wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from quizapp.questions import Atom, Question, find_type

_Mistake = Callable[[list[Atom], int, Random], list[Atom]]


def invent_answer(question: Question, order: Sequence[int], *, knows: float, rng: Random) -> list[Atom]:
    """Atoms of an answer, wholly right with the probability ``knows``."""
    right = list(find_type(question.type).right_answer(question, order))
    if rng.random() < knows:
        return right
    return _MISTAKES.get(question.type, _one_wrong)(right, len(order), rng)


def _one_wrong(right: list[Atom], options: int, rng: Random) -> list[Atom]:
    wrong = [position for position in range(options) if position not in right]
    return [rng.choice(wrong)] if wrong else right[:1]


def _one_blank(right: list[Atom], _options: int, rng: Random) -> list[Atom]:
    place = rng.randrange(len(right))
    return [*right[:place], "", *right[place + 1 :]]


def _two_swapped(right: list[Atom], _options: int, rng: Random) -> list[Atom]:
    place = rng.randrange(len(right) - 1)
    return [*right[:place], right[place + 1], right[place], *right[place + 2 :]]


def _one_missed(right: list[Atom], _options: int, _rng: Random) -> list[Atom]:
    return right[:-1]


_MISTAKES: dict[str, _Mistake] = {
    "fill_in": _one_blank, "matching": _two_swapped, "ordering": _two_swapped, "hotspot": _one_missed,
    "case": _one_missed,
}  # fmt: skip
