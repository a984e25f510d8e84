"""Answers as Moodle weighs them, to keys and blanks: the same rules for GIFT and Moodle XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from quizapp.banks.draft import Draft, shorten
from quizapp.kit.i18n import N_
from quizapp.questions import Blank

_WILDCARD = re.compile(r"(?<!\\)\*")
#: Weights are shares of a hundred printed with five decimals; what is this near to full is full.
_FULL = 99.9


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A numerical answer."""

    weight: float
    #: NaN where the file says no number.
    value: float
    tolerance: float = 0.0


def name_weights(draft: Draft, weights: Sequence[float], *, is_single: bool) -> None:
    """Warn where weights say more than right and wrong: our presets decide how partial answers count."""
    positive = [weight for weight in weights if weight > 0]
    if is_single:
        is_odd = any(0 < weight < _FULL for weight in weights)
    else:
        is_odd = bool(positive) and (abs(sum(positive) - 100) > 0.5 or max(positive) - min(positive) > 0.5)
    if is_odd:
        draft.warn(
            "W-WEIGHTS", N_("第 %(row)d 行起的题目：选项权重不一，只读取对错，部分得分由竞赛的计分规则决定"), "correct"
        )


def right_options(weights: Sequence[float], *, is_single: bool) -> tuple[int, ...]:
    """Indexes of the right options: fully right ones of a single choice, all that count for a multiple one."""
    return tuple(i for i, weight in enumerate(weights) if (weight >= _FULL if is_single else weight > 0))


def fill_texts(draft: Draft, answers: Sequence[tuple[float, str]], *, case_sensitive: bool = False) -> None:
    """One blank that accepts the fully right texts; ``*`` stands for any letters in Moodle, which we cannot hold."""
    name_weights(draft, [weight for weight, _ in answers], is_single=True)
    accepted = []
    for weight, text in answers:
        if weight < _FULL:
            continue
        if _WILDCARD.search(text):
            message = N_("第 %(row)d 行起的题目：答案“%(text)s”含通配符 *，不支持，已略去，请改写成具体答案")
            draft.warn("W-WILDCARD", message, "blanks", text=shorten(text))
        else:
            accepted.append(text.replace("\\*", "*"))
    draft.type_text = "fill_in"
    draft.blanks = (Blank(accepted=tuple(accepted), case_sensitive=case_sensitive),)


def fill_number(draft: Draft, answers: Sequence[Number]) -> None:
    """One blank that takes the fully right number; several of them only where none has a tolerance."""
    name_weights(draft, [answer.weight for answer in answers], is_single=True)
    draft.type_text = "fill_in"
    right = [answer for answer in answers if answer.weight >= _FULL]
    if any(not isfinite(answer.value) or not isfinite(answer.tolerance) for answer in right):
        draft.give_up("E-NOKEY", N_("第 %(row)d 行起的题目：数值题的答案不是数，请改写"), "blanks")
    elif len(right) > 1 and any(answer.tolerance for answer in right):
        message = N_("第 %(row)d 行起的数值题有几个带误差的正确答案（%(stem)s），只支持一个，请改写")
        draft.give_up("E-TYPE", message, "blanks", stem=shorten(draft.stem))
    elif len(right) > 1:
        draft.blanks = (Blank(accepted=tuple(f"{answer.value:.15g}" for answer in right)),)
    else:
        draft.blanks = tuple(Blank(number=answer.value, tolerance=abs(answer.tolerance)) for answer in right)


def fill_pairs(draft: Draft, pairs: Sequence[tuple[str, str]]) -> None:
    """Prompts and the options that belong to them; a pair without a prompt is one more option."""
    draft.type_text = "matching"
    options = list(dict.fromkeys(option for _, option in pairs))
    draft.options = options
    draft.prompts = [prompt for prompt, _ in pairs if prompt]
    draft.right = tuple(options.index(option) for prompt, option in pairs if prompt)


def number_of(text: str) -> float:
    """The number that a file writes with a point, NaN for anything else."""
    if not re.fullmatch(r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?", text.strip(), re.ASCII):
        return float("nan")
    return float(text)
