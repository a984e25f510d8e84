"""What every question type can do, and what the types with options have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Protocol

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.questions.folding import fold_option
from quizapp.questions.places import points_at_places
from quizapp.questions.question import Flaw, Grade, Media, Question
from quizapp.questions.scoring import grade_set

MAX_OPTIONS = 26
MAX_STEM = 4_000
MAX_OPTION = 1_000
_LARGEST = 10**9


#: One value of an answer as it travels: a form field, or an item of a JSON list.
Atom = int | str
#: A parsed answer; what stands in it is its type's own business.
Answer = tuple[Any, ...]


class QuestionType(Protocol):
    """A plug-in of the entry point group ``quizapp.question_types``; every method is pure.

    ``order`` is the permutation of option indexes that a paper shows: ``order[shown position]`` is the author's index.
    """

    @property
    def key(self) -> str:
        """The stored value of ``Question.type``."""

    @property
    def label(self) -> str:
        """A Chinese message id for people."""

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Everything wrong with the question, errors and warnings; empty when it is fine."""

    def option_groups(self, question: Question) -> tuple[tuple[int, bool], ...]:
        """Sizes of the runs of options that are shuffled each by itself, and whether they may be."""

    def present(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """What a phone may see: stem and options in the order shown, never key, explanation or source."""

    def parse_answer(self, question: Question, raw: object) -> Answer | None:
        """What untrusted atoms say, in shown positions; None when nothing is answered. Raises ``Invalid``."""

    def to_original(self, question: Question, answer: Answer, order: Sequence[int]) -> Answer:
        """The parsed answer in the author's option indexes."""

    def right_answer(self, question: Question, order: Sequence[int]) -> tuple[Atom, ...]:
        """Atoms that ``parse_answer`` reads as a fully right answer."""

    def reveal(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """What a result page may add to ``present`` once keys are shown."""

    def marks(self, question: Question, answer: Answer | None) -> tuple[bool, ...]:
        """Right or wrong for each judged place: the question as a whole, or each blank, pair, region or part."""

    def grade(self, question: Question, answer: Answer | None, preset: str) -> Grade:
        """What ``answer``, given in original option indexes, is worth under the scoring preset."""


class ChoiceType:
    """Shared behaviour of the types whose answer is a set of options."""

    key: ClassVar[str]
    label: ClassVar[str]
    shuffles_options: ClassVar[bool] = True
    max_picks: ClassVar[int | None] = 1

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Flaws of stem, options and key."""
        return (*check_stem(question), *check_options(question), *_check_key(question), *self.check_type(question))

    def check_type(self, question: Question) -> Iterator[Flaw]:
        """Flaws that only this type has."""
        if len(question.correct) > 1:
            message = N_("单选题有 %(count)d 个答案，请改为多选题或只留一个答案")
            yield error("E-KEYCOUNT", "correct", message, count=len(question.correct))

    def present(self, question: Question, order: Sequence[int]) -> dict[str, object]:
        """``{"type", "stem", "options", "max_picks"}``; an option's place in the list is its answer value."""
        return {**present_common(question, order), "max_picks": self.max_picks or len(order)}

    def parse_answer(self, question: Question, raw: object) -> tuple[int, ...] | None:
        """Shown positions from a number, a digit string or a list of them (JSON or form fields).

        None, ``""`` and an empty list mean "not answered". Anything else that is not a set of existing
        positions of an allowed size, repeats included, raises ``Invalid``.
        """
        if raw is None or raw == "":
            return None
        values = list(raw) if isinstance(raw, list | tuple) else [raw]
        if len(values) > len(question.options):
            raise bad_answer()
        picked = sorted({_position(value, len(question.options)) for value in values})
        limit = self.max_picks or len(question.options)
        if len(picked) != len(values) or len(picked) > limit:
            raise bad_answer()
        return tuple(picked) or None

    def option_groups(self, question: Question) -> tuple[tuple[int, bool], ...]:
        """One run; it stays in place where shuffling would change the meaning."""
        may_move = self.shuffles_options and not points_at_places(question.options, question.explanation)
        return ((len(question.options), may_move),)

    def to_original(self, question: Question, answer: Answer, order: Sequence[int]) -> Answer:
        """Original option indexes, ascending."""
        return tuple(sorted(order[position] for position in answer))

    def right_answer(self, question: Question, order: Sequence[int]) -> tuple[Atom, ...]:
        """Shown positions of the key, ascending."""
        right = set(question.correct)
        return tuple(position for position, index in enumerate(order) if index in right)

    def reveal(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"correct": [shown position]}``."""
        return {"correct": list(self.right_answer(question, order))}

    def marks(self, question: Question, answer: Answer | None) -> tuple[bool, ...]:
        """One mark: the whole set."""
        return (answer is not None and set(answer) == set(question.correct),)

    def grade(self, question: Question, answer: tuple[int, ...] | None, preset: str) -> Grade:
        """See ``scoring``; one right option means right or wrong under every preset."""
        return grade_set(question, answer, preset)


def present_common(question: Question, order: Sequence[int]) -> dict[str, Any]:
    """``{"type", "stem", "options", "media", "option_media"}`` with options in the order shown."""
    shown: dict[str, Any] = {
        "type": question.type,
        "stem": question.stem,
        "options": [question.options[index] for index in order],
    }
    if question.media:
        shown["media"] = [present_media(each) for each in question.media]
    if question.option_media:
        pictures = [question.option_media[index] for index in order]
        shown["option_media"] = [present_media(each) if each else None for each in pictures]
    return shown


def present_media(media: Media) -> dict[str, Any]:
    """``{"kind", "file", "alt", "width", "height"}``."""
    return {name: getattr(media, name) for name in ("kind", "file", "alt", "width", "height")}


def read_atoms(raw: object, limit: int) -> list[Atom]:
    """Untrusted ``raw`` as at most ``limit`` atoms, texts stripped. Raises ``Invalid`` for anything else."""
    values = list(raw) if isinstance(raw, list | tuple) else [] if raw is None else [raw]
    if len(values) > limit:
        raise bad_answer()
    return [_atom(value) for value in values]


def _atom(value: object) -> Atom:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return value
    raise bad_answer()


def read_place(value: Atom, count: int) -> int | None:
    """A position below ``count``, None for an empty text. Raises ``Invalid``."""
    return None if value == "" else _position(value, count)


def bad_answer() -> Invalid:
    """The answer is nothing that our page sends."""
    return Invalid(N_("提交的选项无效，请重新选择"), field="answer")


def error(code: str, field: str, message: str, **params: object) -> Flaw:
    """A flaw that keeps the question out."""
    return Flaw(code=code, severity="error", field=field, message=message, params=tuple(params.items()))


def warning(code: str, field: str, message: str, **params: object) -> Flaw:
    """A flaw that the editor should look at."""
    return Flaw(code=code, severity="warning", field=field, message=message, params=tuple(params.items()))


def letter(index: int) -> str:
    """A for 0, B for 1; numbers past Z."""
    return chr(ord("A") + index) if index < MAX_OPTIONS else str(index + 1)


def _position(value: object, count: int) -> int:
    # isdecimal alone would let ２ and ٢ through, and bool is an int: both are nothing that our page sends.
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 2:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < count:
        raise bad_answer()
    return value


def check_stem(question: Question) -> Iterator[Flaw]:
    """Flaws of the stem and its media."""
    if not question.stem.strip():
        yield error("E-NOSTEM", "stem", N_("没有题干，请补上题目内容"))
    if len(question.stem) > MAX_STEM:
        yield error("E-TOOLONG", "stem", N_("题干超过 %(limit)d 字，请缩短"), limit=MAX_STEM)
    for media in (*question.media, *filter(None, question.option_media)):
        if media.kind == "picture" and not media.alt.strip():
            yield warning(
                "W-NOALT", "media", N_("图片没有文字说明，读屏软件念不出来：请用一句话写出看到了什么，不要说出答案")
            )


def check_options(question: Question) -> Iterator[Flaw]:
    """Flaws of the options; an option without a text needs a picture."""
    pictures = question.option_media or (None,) * len(question.options)
    if len(pictures) != len(question.options):
        yield error("E-OPTIONMEDIA", "options", N_("选项图片要么一个也没有，要么每个选项都写上（没有图片的留空）"))
        return
    filled = [option.strip() or each for option, each in zip(question.options, pictures, strict=True)]
    filled = [each for each in filled if each]
    if len(filled) < 2:
        yield error("E-FEWOPTIONS", "options", N_("只有 %(count)d 个选项，至少要有两个"), count=len(filled))
    if len(question.options) > MAX_OPTIONS:
        yield error("E-MANYOPTIONS", "options", N_("选项超过 %(limit)d 个，请拆成几道题"), limit=MAX_OPTIONS)
    seen: dict[str, int] = {}
    for index, option in enumerate(question.options):
        picture = pictures[index]
        if not option.strip() and picture is None:
            yield error("E-EMPTYOPTION", "options", N_("选项 %(letter)s 是空的，请补上或删除"), letter=letter(index))
            continue
        if len(option) > MAX_OPTION:
            message = N_("选项 %(letter)s 超过 %(limit)d 字，请缩短")
            yield error("E-TOOLONG", "options", message, letter=letter(index), limit=MAX_OPTION)
        first = seen.setdefault(fold_option(option) + (picture.file if picture else ""), index)
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
