"""Case: a short material with several choice questions about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from quizapp.kit.i18n import N_
from quizapp.questions.question import Flaw, Grade, Question

from .base import Answer, Atom, ChoiceType, bad_answer, check_stem, error, present_common, read_atoms
from .multiple import MultipleChoice
from .single import SingleChoice
from .true_false import TrueFalse

MAX_PARTS = 10
_MAX_ATOMS = MAX_PARTS * 26
_PART_TYPES: dict[str, ChoiceType] = {kind.key: kind for kind in (SingleChoice(), MultipleChoice(), TrueFalse())}


class Case:
    """案例题: every part is judged by itself under the contest's preset, and all weigh the same.

    An option order runs through all parts: the options of the second part follow those of the first.
    """

    key: ClassVar[str] = "case"
    label: ClassVar[str] = N_("案例题")

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Flaws of the material and of each part, the part named."""
        return (*check_stem(question), *_check_parts(question))

    def option_groups(self, question: Question) -> tuple[tuple[int, bool], ...]:
        """One run for each part."""
        return tuple(group for part in question.parts for group in _kind(part).option_groups(part))

    def present(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"type", "stem", "parts": [what each part's type presents]}``."""
        parts = [_kind(part).present(part, own) for part, own in _each(question, order)]
        return {**present_common(question, ()), "parts": parts}

    def parse_answer(self, question: Question, raw: object) -> Answer | None:
        """One answer or None for each part, from atoms like ``"0.2"``: first part, third option shown."""
        picked: list[list[Atom]] = [[] for _ in question.parts]
        for atom in read_atoms(raw, _MAX_ATOMS):
            number, dot, place = str(atom).partition(".")
            if not dot or not number.isdecimal() or len(number) > 2 or int(number) >= len(picked):
                raise bad_answer()
            picked[int(number)].append(place)
        answers = tuple(
            _kind(part).parse_answer(part, atoms) for part, atoms in zip(question.parts, picked, strict=True)
        )
        return answers if any(answers) else None

    def to_original(self, question: Question, answer: Answer, order: Sequence[int]) -> Answer:
        """Each part's answer in the author's option indexes of that part."""
        return tuple(
            given and _kind(part).to_original(part, given, own)
            for given, (part, own) in zip(answer, _each(question, order), strict=True)
        )

    def right_answer(self, question: Question, order: Sequence[int]) -> tuple[Atom, ...]:
        """``"part.position"`` for every right option."""
        return tuple(
            f"{number}.{place}"
            for number, (part, own) in enumerate(_each(question, order))
            for place in _kind(part).right_answer(part, own)
        )

    def reveal(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"parts": [{"correct", "explanation"}]}``."""
        parts = _each(question, order)
        return {"parts": [{**_kind(part).reveal(part, own), "explanation": part.explanation} for part, own in parts]}

    def marks(self, question: Question, answer: Answer | None) -> tuple[bool, ...]:
        """One mark for each part."""
        given = answer or (None,) * len(question.parts)
        return tuple(
            mark for part, own in zip(question.parts, given, strict=True) for mark in _kind(part).marks(part, own)
        )

    def grade(self, question: Question, answer: Answer | None, preset: str) -> Grade:
        """The mean of the parts."""
        given = answer or (None,) * len(question.parts)
        grades = [_kind(part).grade(part, own, preset) for part, own in zip(question.parts, given, strict=True)]
        share = sum(grade.share_0_1 for grade in grades) / len(grades)
        return Grade(share_0_1=share, is_correct=all(grade.is_correct for grade in grades))


def _kind(part: Question) -> ChoiceType:
    return _PART_TYPES[part.type]


def _each(question: Question, order: Sequence[int]) -> list[tuple[Question, list[int]]]:
    parts, start = [], 0
    for part in question.parts:
        end = start + len(part.options)
        parts.append((part, [index - start for index in order[start:end]]))
        start = end
    return parts


def _check_parts(question: Question) -> Iterator[Flaw]:
    if not question.parts:
        yield error("E-NOPARTS", "parts", N_("案例题没有小题，请至少加一道"))
    if len(question.parts) > MAX_PARTS:
        yield error("E-MANYPARTS", "parts", N_("案例题的小题超过 %(limit)d 道，请拆开"), limit=MAX_PARTS)
    for number, part in enumerate(question.parts, start=1):
        if part.type not in _PART_TYPES:
            message = N_("第 %(number)d 小题的题型不能放在案例题里，可用：单选题、多选题、判断题")
            yield error("E-TYPE", "parts", message, number=number)
            continue
        for flaw in _kind(part).check(part):
            message = N_("第 %(number)d 小题：%(text)s")
            yield Flaw(
                code=flaw.code, severity=flaw.severity, field="parts", message=message,
                params=(("number", number), ("text", flaw.phrase)),
            )  # fmt: skip
