"""Fill in: texts or numbers for the blanks of a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, ClassVar

from quizapp.kit.i18n import N_
from quizapp.questions.question import Blank, Flaw, Grade, Question
from quizapp.questions.scoring import grade_places

from .base import Answer, Atom, bad_answer, check_stem, error, present_common, read_atoms

#: How a blank stands in the stem.
BLANK = "____"
MAX_BLANKS = 10
_MAX_TEXT = 200
_MAX_UNIT = 8
_EDGES = " \t。.,，;；:：、\"'“”‘’"
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,10})?")


class FillIn:
    """填空题."""

    key: ClassVar[str] = "fill_in"
    label: ClassVar[str] = N_("填空题")

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Flaws of stem and blanks."""
        return (*check_stem(question), *_check_blanks(question))

    def option_groups(self, question: Question) -> tuple[tuple[int, bool], ...]:
        """Nothing to shuffle."""
        return ()

    def present(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"type", "stem", "texts": [before, between ..., after], "blanks": [{"is_number"}]}``."""
        return {
            **present_common(question, ()),
            "texts": question.stem.split(BLANK),
            "blanks": [{"is_number": blank.number is not None} for blank in question.blanks],
        }

    def parse_answer(self, question: Question, raw: object) -> Answer | None:
        """One text for each blank; missing ones at the end are empty."""
        values = [str(value) for value in read_atoms(raw, len(question.blanks))]
        if any(len(value) > _MAX_TEXT for value in values):
            raise bad_answer()
        texts = tuple(text for text, _ in zip_longest(values, question.blanks, fillvalue=""))
        return tuple(str(text) for text in texts) if any(texts) else None

    def to_original(self, question: Question, answer: Answer, order: Sequence[int]) -> Answer:
        """Texts are not shuffled."""
        return answer

    def right_answer(self, question: Question, order: Sequence[int]) -> tuple[Atom, ...]:
        """The first accepted text of each blank."""
        return tuple(accepted_texts(blank)[0] for blank in question.blanks)

    def reveal(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"accepted": [[text, ...], ...]}``, one list for each blank."""
        return {"accepted": [accepted_texts(blank) for blank in question.blanks]}

    def marks(self, question: Question, answer: Answer | None) -> tuple[bool, ...]:
        """One mark for each blank."""
        texts = answer or ("",) * len(question.blanks)
        follows = [*question.stem.split(BLANK)[1:], *("",) * len(question.blanks)]
        judged = zip(question.blanks, texts, follows, strict=False)
        return tuple(any(fits_blank(blank, said) for said in _readings(text, after)) for blank, text, after in judged)

    def grade(self, question: Question, answer: Answer | None, preset: str) -> Grade:
        """All blanks, or the share of right ones where the preset gives parts."""
        return grade_places(self.marks(question, answer), preset)


def fits_blank(blank: Blank, text: str) -> bool:
    """Whether the text is one of the accepted ones, or a number near enough."""
    if blank.number is not None:
        number = read_number(text)
        if number is not None and abs(number - blank.number) <= blank.tolerance + 1e-9:
            return True
    said = _fold(text, blank.case_sensitive)
    return bool(said) and any(said == _fold(each, blank.case_sensitive) for each in blank.accepted)


def read_number(text: str) -> float | None:
    """The number that the text is, full-width digits and thousands commas allowed."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").strip(_EDGES)
    return float(plain) if _NUMBER.fullmatch(plain) else None


def accepted_texts(blank: Blank) -> list[str]:
    """What may be written, as people read it: ``3.5``, ``3.5±0.1`` or the texts."""
    if blank.number is None:
        return list(blank.accepted)
    tolerance = f"±{blank.tolerance:g}" if blank.tolerance else ""
    return [f"{blank.number:.15g}", *([f"{blank.number:.15g}{tolerance}"] if tolerance else []), *blank.accepted]


def _readings(text: str, after: str) -> Iterator[str]:
    """The text, and the text without a unit that stands behind the blank already: ``4小时`` in ``____小时内``."""
    yield text
    plain = unicodedata.normalize("NFKC", text).rstrip(_EDGES)
    follow = unicodedata.normalize("NFKC", after).lstrip(_EDGES)
    for size in range(min(len(plain) - 1, len(follow), _MAX_UNIT), 0, -1):
        if plain.endswith(follow[:size]) and not follow[0].isdigit():
            yield plain[:-size]
            return


def _fold(text: str, case_sensitive: bool) -> str:
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip(_EDGES)
    return folded if case_sensitive else folded.casefold()


def _check_blanks(question: Question) -> Iterator[Flaw]:
    holes = question.stem.count(BLANK)
    if not question.blanks:
        yield error("E-NOKEY", "blanks", N_("没有答案，请填写正确答案"))
    elif holes != len(question.blanks):
        message = N_("题干里有 %(holes)d 个空（____），答案有 %(count)d 个，请核对")
        yield error("E-BLANKCOUNT", "blanks", message, holes=holes, count=len(question.blanks))
    if len(question.blanks) > MAX_BLANKS:
        yield error("E-MANYBLANKS", "blanks", N_("空超过 %(limit)d 个，请拆成几道题"), limit=MAX_BLANKS)
    for number, blank in enumerate(question.blanks, start=1):
        if blank.number is None and not any(_fold(each, True) for each in blank.accepted):
            yield error("E-NOKEY", "blanks", N_("第 %(number)d 个空没有答案"), number=number)
        if blank.number is not None and not (abs(blank.number) < 1e15 and 0 <= blank.tolerance < 1e15):
            yield error("E-KEYRANGE", "blanks", N_("第 %(number)d 个空的数值或允许误差不对"), number=number)
        if any(len(each) > _MAX_TEXT for each in blank.accepted):
            yield error("E-TOOLONG", "blanks", N_("第 %(number)d 个空的答案太长，请缩短"), number=number)
