"""Scoring presets: how much of a multiple-choice question a partly right answer is worth.

Questions with one right option are right or wrong under every preset, whatever their type. A preset is frozen into a
paper's version, so that changing the rule of a contest never changes results that exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

from .question import Grade, Question

DEFAULT_PRESET = "all_or_nothing"

#: cn_exam: each right option of an incomplete answer is worth 0.5 of a 2-point question.
_CN_EXAM_SHARE_PER_OPTION = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """An answer compared with the key, counted option by option."""

    right_picked: int
    wrong_picked: int
    right_total: int
    options: int

    @property
    def errors(self) -> int:
        """Right options left out plus wrong options picked."""
        return self.right_total - self.right_picked + self.wrong_picked


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """A named rule; ``partial`` is asked only for answers that are neither empty nor fully right."""

    key: str
    label: str
    partial: Callable[[Tally], float]


def _nothing(tally: Tally) -> float:
    return 0.0


def _cn_exam(tally: Tally) -> float:
    if tally.wrong_picked:
        return 0.0
    # An incomplete answer stays below a complete one even where five or more options are right.
    return min(_CN_EXAM_SHARE_PER_OPTION * tally.right_picked, 1 - _CN_EXAM_SHARE_PER_OPTION)


def _cn_half(tally: Tally) -> float:
    return 0.0 if tally.wrong_picked else 0.5


def _edc(tally: Tally) -> float:
    return (tally.options - tally.errors) / tally.options


def _halves(tally: Tally) -> float:
    if tally.errors == 1 and tally.options >= 3:
        return 0.5
    if tally.errors == 2 and tally.options >= 5:
        return 0.25
    return 0.0


def _net(tally: Tally) -> float:
    return max(0, tally.right_picked - tally.wrong_picked) / tally.right_total


_ALL = (
    Preset(key=DEFAULT_PRESET, label=N_("全部选对才得分"), partial=_nothing),
    Preset(key="cn_exam", label=N_("少选按项得分（每项 1/4），选错不得分"), partial=_cn_exam),
    Preset(key="cn_half", label=N_("少选得一半分，选错不得分"), partial=_cn_half),
    Preset(key="edc", label=N_("按每个选项判断对错的比例得分"), partial=_edc),
    Preset(key="halves", label=N_("错一处得一半分，错两处得四分之一"), partial=_halves),
    Preset(key="net", label=N_("选对数减选错数，按比例得分"), partial=_net),
)

PRESETS: Mapping[str, Preset] = MappingProxyType({preset.key: preset for preset in _ALL})


def find_preset(key: str) -> Preset:
    """The preset named ``key``. Raises ``Invalid`` for a name nobody defined."""
    preset = PRESETS.get(key)
    if preset is None:
        raise Invalid(N_("没有名为“%(key)s”的计分规则，请从列表中选择"), field="preset", key=key)
    return preset


def grade_set(question: Question, answer: tuple[int, ...] | None, preset: str) -> Grade:
    """``answer`` (original option indexes) against the key under ``preset``; no answer is worth 0."""
    rule = find_preset(preset)
    if not answer:
        return Grade(share_0_1=0.0, is_correct=False)
    picked, right = set(answer), set(question.correct)
    if picked == right:
        return Grade(share_0_1=1.0, is_correct=True)
    if len(right) < 2:
        return Grade(share_0_1=0.0, is_correct=False)
    tally = Tally(
        right_picked=len(picked & right),
        wrong_picked=len(picked - right),
        right_total=len(right),
        options=len(question.options),
    )
    return Grade(share_0_1=min(1.0, max(0.0, rule.partial(tally))), is_correct=False)


def grade_places(marks: Sequence[bool], preset: str) -> Grade:
    """A question of several judged places (blanks, pairs, steps, regions): all or nothing, or the share of right ones.

    Every preset but ``all_or_nothing`` gives parts: what they say about options has no meaning here.
    """
    rule = find_preset(preset)
    right = sum(marks)
    is_correct = bool(marks) and right == len(marks)
    share = 1.0 if is_correct else 0.0 if rule.key == DEFAULT_PRESET else right / max(1, len(marks))
    return Grade(share_0_1=share, is_correct=is_correct)
