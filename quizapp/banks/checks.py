"""What an editor should know about a bank: flaws, missing or wrong citations, repetitions, a key that gives itself away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from quizapp.kit.i18n import N_
from quizapp.questions import Question, find_type, keeps_option_order, stem_key
from quizapp.sheets import Problem, error, warning

from .draft import shorten
from .laws import LawIndex, check_source
from .words import LETTERS

_SIMILAR = 0.86
#: Below this many questions a share says nothing.
_ENOUGH = 20


class Bank(Protocol):
    """Anything with questions and the rows they stand in: a shipped bank, a reading."""

    @property
    def questions(self) -> Sequence[Question]:
        """Its questions."""

    @property
    def rows(self) -> Sequence[int]:
        """Their rows, or nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A question with where it stands: the file (or bank) and the row."""

    question: Question
    row: int = 0
    file: str = ""


def check_bank(bank: Bank, index: LawIndex) -> list[Problem]:
    """All problems of one bank: each question, repetitions, balance."""
    return list(check_questions(place_questions(bank), index))


def place_questions(bank: Bank) -> list[Placed]:
    """The questions of a bank with their rows."""
    rows = bank.rows or [0] * len(bank.questions)
    return [Placed(question=question, row=row) for question, row in zip(bank.questions, rows, strict=True)]


def check_questions(placed: Sequence[Placed], index: LawIndex) -> tuple[Problem, ...]:
    """All problems of the questions, one by one and as a whole; messages name file and key where known."""
    found: list[Problem] = []
    for place in placed:
        found.extend(_check_one(place, index))
    found.extend(_repetitions(placed))
    found.extend(_balance([place.question for place in placed]))
    return tuple(found)


def _check_one(place: Placed, index: LawIndex) -> Iterator[Problem]:
    question = place.question
    flaws = [*find_type(question.type).check(question), *check_source(question.source, index)]
    for flaw in flaws:
        named = error if flaw.severity == "error" else warning
        yield named(
            place.row, flaw.code, N_("%(name)s：%(text)s"), field=flaw.field, name=_name(place), text=flaw.phrase
        )
    if any(keeps_option_order(each) for each in (question, *question.parts) if each.type in ("single", "multiple")):
        message = N_("%(name)s：选项或解析提到了选项的位置或字母，这道题的选项不会打乱，建议改写")
        yield warning(place.row, "W-LETTERREF", message, field="options", name=_name(place))
    if not question.explanation:
        yield warning(place.row, "W-NOEXPLANATION", N_("%(name)s：没有解析"), field="explanation", name=_name(place))


def _name(place: Placed) -> str:
    key = place.question.key or shorten(place.question.stem)
    return f"{place.file} {key}".strip()


def _repetitions(placed: Sequence[Placed]) -> Iterator[Problem]:
    grams = [_bigrams(stem_key(place.question.stem)) for place in placed]
    sharing: dict[str, list[int]] = defaultdict(list)
    for number, (place, own) in enumerate(zip(placed, grams, strict=True)):
        # Only earlier stems that share a bigram can be similar.
        common = Counter(other for gram in own for other in sharing[gram])
        for other, shared in common.items():
            likeness = shared / (len(own) + len(grams[other]) - shared)
            if likeness >= _SIMILAR:
                yield _repeated(place, placed[other], is_same=likeness == 1)
                break
        for gram in own:
            sharing[gram].append(number)


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(max(len(text) - 1, 1)))


def _repeated(place: Placed, other: Placed, *, is_same: bool) -> Problem:
    code = "W-DUPSTEM" if is_same else "W-SIMILARSTEM"
    message = (
        N_("%(name)s：题干与 %(other)s 相同，请核对") if is_same else N_("%(name)s：题干与 %(other)s 非常相近，请核对")
    )
    return warning(place.row, code, message, field="stem", name=_name(place), other=_name(other))


def _balance(questions: Sequence[Question]) -> Iterator[Problem]:
    single = [question for question in questions if question.type == "single" and question.correct]
    if len(single) >= _ENOUGH:
        letter, most = Counter(question.correct[0] for question in single).most_common(1)[0]
        if most > 0.5 * len(single):
            message = N_("单选题的答案有 %(share)d%% 是 %(letter)s，请调整分布")
            yield warning(0, "W-KEYBALANCE", message, share=100 * most // len(single), letter=LETTERS[letter])
        longest = sum(_key_is_longest(question) for question in single)
        if longest > 0.6 * len(single):
            message = N_("%(share)d%% 的单选题里正确选项明显最长，容易猜中，请调整长短")
            yield warning(0, "W-LONGESTKEY", message, share=100 * longest // len(single))
    statements = [question for question in questions if question.type == "true_false"]
    true = sum(question.correct == (0,) for question in statements)
    if len(statements) >= _ENOUGH and not 0.25 <= true / len(statements) <= 0.75:
        message = N_("判断题中“正确”占 %(share)d%%，请调整分布")
        yield warning(0, "W-KEYBALANCE", message, share=100 * true // len(statements))


def _key_is_longest(question: Question) -> bool:
    right = question.correct[0]
    others = [len(option) for place, option in enumerate(question.options) if place != right]
    return bool(others) and right < len(question.options) and len(question.options[right]) > 1.2 * max(others)
