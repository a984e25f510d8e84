"""Ordering: put steps into the right order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from quizapp.kit.i18n import N_
from quizapp.questions.question import Flaw, Grade, Question
from quizapp.questions.scoring import grade_places

from .base import Answer, Atom, bad_answer, check_options, check_stem, error, present_common, read_atoms, read_place


class Ordering:
    """排序题: people give each item its rank; ``Question.correct`` is the right order of option indexes."""

    key: ClassVar[str] = "ordering"
    label: ClassVar[str] = N_("排序题")

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Flaws of stem, items and their order."""
        return (*check_stem(question), *check_options(question), *_check_order(question))

    def option_groups(self, question: Question) -> tuple[tuple[int, bool], ...]:
        """The items."""
        return ((len(question.options), True),)

    def present(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"type", "stem", "options"}``."""
        return present_common(question, order)

    def parse_answer(self, question: Question, raw: object) -> Answer | None:
        """Ranks (1 = first) for each shown item, become shown positions in the order chosen; a gap is -1."""
        size = len(question.options)
        ranks = [read_place(value, size + 1) for value in read_atoms(raw, size)]
        given = [rank for rank in ranks if rank is not None]
        if not given:
            return None
        if len(ranks) != size or 0 in given or len(set(given)) != len(given):
            raise bad_answer()
        by_rank = {rank: place for place, rank in enumerate(ranks) if rank is not None}
        return tuple(by_rank.get(rank, -1) for rank in range(1, size + 1))

    def to_original(self, question: Question, answer: Answer, order: Sequence[int]) -> Answer:
        """The author's option indexes in the order chosen."""
        return tuple(place if place < 0 else order[place] for place in answer)

    def right_answer(self, question: Question, order: Sequence[int]) -> tuple[Atom, ...]:
        """The rank of each shown item."""
        ranks = {index: rank for rank, index in enumerate(question.correct, start=1)}
        return tuple(ranks[index] for index in order)

    def reveal(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"correct": [rank for each shown item]}``."""
        return {"correct": list(self.right_answer(question, order))}

    def marks(self, question: Question, answer: Answer | None) -> tuple[bool, ...]:
        """One mark for each place of the order."""
        chosen = answer or (-1,) * len(question.correct)
        return tuple(pick == right for pick, right in zip(chosen, question.correct, strict=True))

    def grade(self, question: Question, answer: Answer | None, preset: str) -> Grade:
        """The whole order, or the share of items in their right place where the preset gives parts."""
        return grade_places(self.marks(question, answer), preset)


def _check_order(question: Question) -> Iterator[Flaw]:
    if not question.correct:
        yield error("E-NOKEY", "correct", N_("没有答案，请填写正确答案"))
    elif sorted(question.correct) != list(range(len(question.options))):
        yield error("E-KEYORDER", "correct", N_("排序题的答案要把每个选项按先后各写一次"))
