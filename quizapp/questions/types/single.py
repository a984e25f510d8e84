"""Single choice: two to twenty-six options, exactly one of them right."""

from __future__ import annotations

from typing import ClassVar

from quizapp.kit.i18n import N_

from .base import ChoiceType


class SingleChoice(ChoiceType):
    """单选题."""

    key: ClassVar[str] = "single"
    label: ClassVar[str] = N_("单选题")
