"""What every question type can do, and what the types with options have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Protocol

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.questions.folding import fold_option
from quizapp.questions.question import Flaw, Grade, Question
from quizapp.questions.scoring import grade_set

MAX_OPTIONS = 26
MAX_STEM = 4_000
MAX_OPTION = 1_000


class QuestionType(Protocol):
    """A plug-in of the entry point group ``quizapp.question_types``; every method is pure."""

    @property
    def key(self) -> str:
        """The stored value of ``Question.type``."""

    @property
    def label(self) -> str:
        """A Chinese message id for people."""

    @property
    def shuffles_options(self) -> bool:
        """Whether options may be shown in another order than the author's."""

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Everything wrong with the question, errors and warnings; empty when it is fine."""

    def present(self, question: Question, order: Sequence[int]) -> dict[str, object]:
        """What a phone may see: stem and options in the order shown, never key, explanation or source."""

    def parse_answer(self, question: Question, raw: object) -> tuple[int, ...] | None:
        """The shown positions that untrusted ``raw`` picks, ascending; None when nothing is picked."""

    def grade(self, question: Question, answer: tuple[int, ...] | None, preset: str) -> Grade:
        """What ``answer``, given as original option indexes, is worth under the scoring preset."""


class ChoiceType:
    """Shared behaviour of the types whose answer is a set of options."""

    key: ClassVar[str]
    label: ClassVar[str]
    shuffles_options: ClassVar[bool] = True
    max_picks: ClassVar[int | None] = 1

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Flaws of stem, options and key."""
        return (*_check_stem(question), *_check_options(question), *_check_key(question), *self.check_type(question))

    def check_type(self, question: Question) -> Iterator[Flaw]:
        """Flaws that only this type has."""
        if len(question.correct) > 1:
            message = N_("单选题有 %(count)d 个答案，请改为多选题或只留一个答案")
            yield error("E-KEYCOUNT", "correct", message, count=len(question.correct))

    def present(self, question: Question, order: Sequence[int]) -> dict[str, object]:
        """``{"type", "stem", "options", "max_picks"}``; an option's place in the list is its answer value."""
        return {
            "type": question.type,
            "stem": question.stem,
            "options": [question.options[index] for index in order],
            "max_picks": self.max_picks or len(order),
        }

    def parse_answer(self, question: Question, raw: object) -> tuple[int, ...] | None:
        """Shown positions from a number, a digit string or a list of them (JSON or form fields).

        None, ``""`` and an empty list mean "not answered". Anything else that is not a set of existing
        positions of an allowed size, repeats included, raises ``Invalid``.
        """
        if raw is None or raw == "":
            return None
        values = list(raw) if isinstance(raw, list | tuple) else [raw]
        if len(values) > len(question.options):
            raise _bad_answer()
        picked = sorted({_position(value, len(question.options)) for value in values})
        limit = self.max_picks or len(question.options)
        if len(picked) != len(values) or len(picked) > limit:
            raise _bad_answer()
        return tuple(picked) or None

    def grade(self, question: Question, answer: tuple[int, ...] | None, preset: str) -> Grade:
        """See ``scoring``; one right option means right or wrong under every preset."""
        return grade_set(question, answer, preset)


def error(code: str, field: str, message: str, **params: object) -> Flaw:
    """A flaw that keeps the question out."""
    return Flaw(code=code, severity="error", field=field, message=message, params=tuple(params.items()))


def warning(code: str, field: str, message: str, **params: object) -> Flaw:
    """A flaw that the editor should look at."""
    return Flaw(code=code, severity="warning", field=field, message=message, params=tuple(params.items()))


def letter(index: int) -> str:
    """A for 0, B for 1; numbers past Z."""
    return chr(ord("A") + index) if index < MAX_OPTIONS else str(index + 1)


def _bad_answer() -> Invalid:
    return Invalid(N_("提交的选项无效，请重新选择"), field="answer")


def _position(value: object, count: int) -> int:
    # isdecimal alone would let ２ and ٢ through, and bool is an int: both are nothing that our page sends.
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 2:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < count:
        raise _bad_answer()
    return value


def _check_stem(question: Question) -> Iterator[Flaw]:
    if not question.stem.strip():
        yield error("E-NOSTEM", "stem", N_("没有题干，请补上题目内容"))
    if len(question.stem) > MAX_STEM:
        yield error("E-TOOLONG", "stem", N_("题干超过 %(limit)d 字，请缩短"), limit=MAX_STEM)


def _check_options(question: Question) -> Iterator[Flaw]:
    filled = [option for option in question.options if option.strip()]
    if len(filled) < 2:
        yield error("E-FEWOPTIONS", "options", N_("只有 %(count)d 个选项，至少要有两个"), count=len(filled))
    if len(question.options) > MAX_OPTIONS:
        yield error("E-MANYOPTIONS", "options", N_("选项超过 %(limit)d 个，请拆成几道题"), limit=MAX_OPTIONS)
    seen: dict[str, int] = {}
    for index, option in enumerate(question.options):
        if not option.strip():
            yield error("E-EMPTYOPTION", "options", N_("选项 %(letter)s 是空的，请补上或删除"), letter=letter(index))
            continue
        if len(option) > MAX_OPTION:
            message = N_("选项 %(letter)s 超过 %(limit)d 字，请缩短")
            yield error("E-TOOLONG", "options", message, letter=letter(index), limit=MAX_OPTION)
        first = seen.setdefault(fold_option(option), index)
        if first != index:
            message = N_("选项 %(first)s 和 %(second)s 相同，请修改其中一个")
            yield error("E-DUPOPTION", "options", message, first=letter(first), second=letter(index))


def _check_key(question: Question) -> Iterator[Flaw]:
    if not question.correct:
        yield error("E-NOKEY", "correct", N_("没有答案，请填写正确答案"))
    for index in question.correct:
        if not 0 <= index < len(question.options):
            message = N_("答案 %(letter)s 没有对应的选项（共 %(count)d 个选项），请核对答案")
            shown = letter(index) if index >= 0 else str(index)
            yield error("E-KEYRANGE", "correct", message, letter=shown, count=len(question.options))
    if tuple(sorted(set(question.correct))) != question.correct:
        yield error("E-KEYORDER", "correct", N_("答案有重复或次序不对，请按选项次序各写一次"))
