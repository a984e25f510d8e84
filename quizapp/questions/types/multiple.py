"""Multiple choice: any number of the options is right; how partial answers count is the preset's business."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from quizapp.kit.i18n import N_
from quizapp.questions.question import Flaw, Question

from .base import ChoiceType, warning


class MultipleChoice(ChoiceType):
    """多选题."""

    key: ClassVar[str] = "multiple"
    label: ClassVar[str] = N_("多选题")
    max_picks: ClassVar[int | None] = None

    def check_type(self, question: Question) -> Iterator[Flaw]:
        """A single right option is legal here but usually a slip of the author."""
        if len(question.correct) == 1:
            yield warning("W-MULTIWITHONE", "correct", N_("多选题只有一个答案，请核对是否漏了答案或应为单选题"))
