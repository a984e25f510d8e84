"""True or false: one statement, always the same two options in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from quizapp.kit.i18n import N_
from quizapp.questions.question import TRUE_FALSE_OPTIONS, Flaw, Question

from .base import ChoiceType, error


class TrueFalse(ChoiceType):
    """判断题. 正确 stands first on every phone: people answer these by place."""

    key: ClassVar[str] = "true_false"
    label: ClassVar[str] = N_("判断题")
    shuffles_options: ClassVar[bool] = False

    def check_type(self, question: Question) -> Iterator[Flaw]:
        """The options are fixed, and exactly one of them is the key."""
        if question.options != TRUE_FALSE_OPTIONS:
            yield error("E-TFOPTIONS", "options", N_("判断题的选项固定为“正确、错误”，请改为单选题或去掉选项"))
        if len(question.correct) > 1:
            yield error("E-KEYCOUNT", "correct", N_("判断题只能有一个答案：正确或错误"))
