"""Matching: what on the right belongs to each prompt on the left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from quizapp.kit.i18n import N_
from quizapp.questions.folding import fold_option
from quizapp.questions.question import Flaw, Grade, Question
from quizapp.questions.scoring import grade_places

from .base import (
    Answer,
    Atom,
    bad_answer,
    check_options,
    check_stem,
    error,
    letter,
    present_common,
    read_atoms,
    read_place,
)

MAX_PROMPTS = 12


class Matching:
    """匹配题: prompts keep their order, the right side is shuffled and may hold more."""

    key: ClassVar[str] = "matching"
    label: ClassVar[str] = N_("匹配题")

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Flaws of stem, prompts, options and pairs."""
        return (*check_stem(question), *check_options(question), *_check_prompts(question))

    def option_groups(self, question: Question) -> tuple[tuple[int, bool], ...]:
        """The right side."""
        return ((len(question.options), True),)

    def present(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"type", "stem", "prompts", "options"}``."""
        return {**present_common(question, order), "prompts": list(question.prompts)}

    def parse_answer(self, question: Question, raw: object) -> Answer | None:
        """For each prompt the shown position of its option, -1 where none is chosen."""
        atoms = read_atoms(raw, len(question.prompts))
        places = [read_place(value, len(question.options)) for value in atoms]
        if all(place is None for place in places):
            return None
        if len(places) != len(question.prompts):
            raise bad_answer()
        return tuple(-1 if place is None else place for place in places)

    def to_original(self, question: Question, answer: Answer, order: Sequence[int]) -> Answer:
        """The author's option index for each prompt."""
        return tuple(place if place < 0 else order[place] for place in answer)

    def right_answer(self, question: Question, order: Sequence[int]) -> tuple[Atom, ...]:
        """The shown position of each prompt's option."""
        places = list(order)
        return tuple(places.index(index) for index in question.correct)

    def reveal(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"correct": [shown position for each prompt]}``."""
        return {"correct": list(self.right_answer(question, order))}

    def marks(self, question: Question, answer: Answer | None) -> tuple[bool, ...]:
        """One mark for each prompt."""
        chosen = answer or (-1,) * len(question.correct)
        return tuple(pick == right for pick, right in zip(chosen, question.correct, strict=True))

    def grade(self, question: Question, answer: Answer | None, preset: str) -> Grade:
        """All pairs, or the share of right ones where the preset gives parts."""
        return grade_places(self.marks(question, answer), preset)


def _check_prompts(question: Question) -> Iterator[Flaw]:
    prompts = question.prompts
    if len(prompts) < 2:
        yield error("E-FEWPROMPTS", "prompts", N_("匹配题左边只有 %(count)d 项，至少要有两项"), count=len(prompts))
    if len(prompts) > MAX_PROMPTS:
        yield error("E-MANYPROMPTS", "prompts", N_("匹配题左边超过 %(limit)d 项，请拆成几道题"), limit=MAX_PROMPTS)
    seen: dict[str, int] = {}
    for number, prompt in enumerate(prompts, start=1):
        if not prompt.strip():
            yield error("E-EMPTYPROMPT", "prompts", N_("匹配题左边第 %(number)d 项是空的"), number=number)
        first = seen.setdefault(fold_option(prompt), number)
        if first != number:
            message = N_("匹配题左边第 %(first)d 项和第 %(second)d 项相同，请修改其中一个")
            yield error("E-DUPOPTION", "prompts", message, first=first, second=number)
    if not question.correct:
        yield error("E-NOKEY", "correct", N_("没有答案，请填写正确答案"))
    elif len(question.correct) != len(prompts):
        message = N_("左边有 %(prompts)d 项，答案有 %(count)d 个，请核对")
        yield error("E-KEYCOUNT", "correct", message, prompts=len(prompts), count=len(question.correct))
    for index in question.correct:
        if not 0 <= index < len(question.options):
            message = N_("答案 %(letter)s 没有对应的选项（共 %(count)d 个选项），请核对答案")
            shown = letter(index) if index >= 0 else str(index)
            yield error("E-KEYRANGE", "correct", message, letter=shown, count=len(question.options))
