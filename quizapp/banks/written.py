"""What a writer of bank files is given, and what it gives back: the file, and everything that it could not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizapp.kit.i18n import N_, Phrase
from quizapp.questions import Question, find_type
from quizapp.sheets import Problem, error, warning

from .draft_model import shorten
from .draft_more import media_of
from .laws import EMPTY_INDEX, LawIndex

#: What a question may have besides its stem, options and key, as people call it.
_LABELS = {
    "explanation": N_("解析"),
    "source": N_("依据"),
    "difficulty": N_("难度"),
    "topic": N_("知识点"),
    "tags": N_("标签"),
    "audience": N_("适用人群"),
    "key": N_("题目代码"),
    "media": N_("题干的图片和声音"),
    "option_media": N_("选项的图片"),
    "valid_from": N_("生效日期"),
    "valid_to": N_("失效日期"),
    "reviewed": N_("复核记录"),
}
_BARE = Question(type="single", stem="")


@dataclass(frozen=True, kw_only=True, slots=True)
class BankContent:
    """A bank to be written."""

    questions: Sequence[Question]
    #: key, title, summary, verified_on ... as ``BankReading.meta`` has them.
    meta: Mapping[str, Any] = field(default_factory=dict)
    #: Bytes of pictures and sounds by ``Media.file``; what is missing here cannot be packed into the file.
    files: Mapping[str, bytes] = field(default_factory=dict)
    #: Resolves citations where the format writes them in words.
    index: LawIndex = EMPTY_INDEX

    @property
    def title(self) -> str:
        """What people call it; never empty."""
        return str(self.meta.get("title") or self.meta.get("key") or "quizapp")


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A bank file. ``lost``: errors for questions left out, warnings for what of a question or of all is missing.

    A problem's row is the number of the question in the bank, counted from 1; 0 where many share it.
    """

    content: bytes
    lost: tuple[Problem, ...] = ()


class Losses:
    """Collects what a format could not hold."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.found: list[Problem] = []

    def leave_out(self, row: int, question: Question, reason: Phrase) -> None:
        """The question is not in the file."""
        message = N_("第 %(row)d 题没有写进 %(format)s 文件（%(stem)s）：%(reason)s")
        self.found.append(
            error(row, "E-LEFTOUT", message, format=self.label, stem=shorten(question.stem), reason=reason)
        )

    def leave_out_type(self, row: int, question: Question) -> None:
        """The question is not in the file because nothing there is like its type."""
        reason = Phrase(N_("这种格式没有“%(type)s”"), type=Phrase(find_type(question.type).label))
        self.leave_out(row, question, reason)

    def cut(self, row: int, question: Question, what: str, *, field_name: str = "") -> None:
        """The question is in the file without something that changes it; ``what`` is a message id."""
        message = N_("第 %(row)d 题（%(stem)s）：%(what)s")
        self.found.append(
            warning(row, "W-LOST", message, field=field_name, stem=shorten(question.stem), what=Phrase(what))
        )

    def cut_fields(self, questions: Iterable[Question], kept: Collection[str]) -> None:
        """One warning for each field that the format has no place for, with the number of questions that have it."""
        counts = dict.fromkeys((name for name in _LABELS if name not in kept), 0)
        for question in questions:
            for name in counts:
                counts[name] += getattr(question, name) != getattr(_BARE, name)
        for name, count in counts.items():
            if count:
                message = N_("%(format)s 写不下“%(name)s”，有 %(count)d 道题的这一项没有写进去")
                named = {"format": self.label, "name": Phrase(_LABELS[name]), "count": count}
                self.found.append(warning(0, "W-LOST", message, field=name, **named))

    def cut_files(self, questions: Iterable[Question]) -> None:
        """One warning when pictures and sounds are only named in the file, with the number of questions that have some."""
        count = sum(next(media_of(question), None) is not None for question in questions)
        if count:
            message = N_("%(format)s 只写了图片和声音的文件名，有 %(count)d 道题的文件不在里面，请另外带走")
            self.found.append(warning(0, "W-LOST", message, field="media", format=self.label, count=count))
