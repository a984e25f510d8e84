"""Which questions a person gets, and in which order: recomputable by anybody who knows the seed.

The seed is committed before the contest opens (its SHA-256 is published) and revealed afterwards.

Algorithm ``quizapp-draw-1``. For a person key P, an attempt number N and a purpose (``paper``, or
``options:I`` for the question at pool index I), the byte stream is the concatenation, for k = 0, 1, 2, ...,
of HMAC-SHA256(key = seed as UTF-8, message = "quizapp-draw-1\\n" + purpose + "\\n" + P + "\\n" + N + "\\n" + k).
Cut it into 8-byte big-endian numbers. A number below n is the next value that lies under the greatest
multiple of n within 2**64, modulo n; values above it are skipped. A shuffle of n things is Fisher-Yates from
the front: for i = 0 .. n-1 swap i with i + (number below n-i). The paper is the first ``count`` entries
of the shuffled pool indexes; options are shuffled whole.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

from .question import Question
from .types import find_type

ALGORITHM = "quizapp-draw-1"

#: Options that only make sense in the author's order: 以上都对, A和B, 前两项. Not 三人以上, and not ①②, which point
#: into the stem.
_REFERS_TO_PLACES = re.compile(
    r"^\s*(?:以上|上述|前述|前面|前[一二两三四五六]项)|以上(?:[都均全皆]|说法|选项|答案)|[都均皆]不?[对是选]$|全部(?:都|选|正确|错误)|"
    r"(?<![A-Za-z])[A-HＡ-Ｈ]{1,6}\s*(?:[和与及或、,，/+]\s*[A-HＡ-Ｈ])+(?![A-Za-z])|"
    r"^\s*[A-HＡ-Ｈ]{2,6}\s*(?:[都均皆]|$)"
)
#: Explanations that speak of letters would speak of the wrong ones after a shuffle.
_LETTER_IN_EXPLANATION = re.compile(
    r"(?:故?选|应为|答案[是为]?[:：]?|选项)\s*[A-HＡ-Ｈ]{1,6}(?![A-Za-zＡ-Ｚ0-9类级])|"
    r"(?<![A-Za-z0-9Ａ-Ｚ])[A-HＡ-Ｈ]\s*(?:选?项|[错对]|[不]?正确|错误)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """One place on a person's paper."""

    #: Index into the pool the paper was drawn from.
    question_index: int
    #: ``option_order[shown position]`` is the original option index.
    option_order: tuple[int, ...]


def new_seed() -> str:
    """256 random bits as hex text, for the contest to keep until it reveals them."""
    return secrets.token_hex(32)


def commit_seed(seed: str) -> str:
    """The SHA-256 (hex) of the seed's UTF-8 text: what is published before the contest opens."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw_paper(
    pool: Sequence[Question], count: int, *, seed: str, person_key: str, attempt_no: int = 1
) -> tuple[Issued, ...]:
    """``count`` different questions of the pool in drawn order, each with its option order.

    The same pool, seed, person and attempt number always give the same paper. The pool's own order is
    part of the input: keep it stable. Raises ``Invalid`` when the pool is smaller than ``count``.
    """
    if not 0 < count <= len(pool):
        message = N_("题库里只有 %(size)d 道题，抽不出 %(count)d 道，请减少题数或增加题目")
        raise Invalid(message, field="count", size=len(pool), count=count)
    drawn = _shuffled(len(pool), _numbers(seed, "paper", person_key, attempt_no), first=count)
    return tuple(_issue(pool[index], index, seed, person_key, attempt_no) for index in drawn)


def keeps_option_order(question: Question) -> bool:
    """True when shuffling would change the meaning: fixed options, or texts that point at places."""
    if not find_type(question.type).shuffles_options:
        return True
    if any(_REFERS_TO_PLACES.search(option) for option in question.options):
        return True
    return _LETTER_IN_EXPLANATION.search(question.explanation) is not None


def to_original(shown: tuple[int, ...] | None, order: Sequence[int]) -> tuple[int, ...] | None:
    """Original option indexes, ascending, for the shown positions; None stays None."""
    return None if shown is None else tuple(sorted(order[position] for position in shown))


def to_shown(original: Sequence[int], order: Sequence[int]) -> tuple[int, ...]:
    """Shown positions, ascending, of original option indexes (the key, on the result page)."""
    wanted = set(original)
    return tuple(position for position, index in enumerate(order) if index in wanted)


def _issue(question: Question, index: int, seed: str, person_key: str, attempt_no: int) -> Issued:
    size = len(question.options)
    if keeps_option_order(question):
        return Issued(question_index=index, option_order=tuple(range(size)))
    numbers = _numbers(seed, f"options:{index}", person_key, attempt_no)
    return Issued(question_index=index, option_order=_shuffled(size, numbers, first=size))


def _numbers(seed: str, purpose: str, person_key: str, attempt_no: int) -> Iterator[int]:
    block = 0
    while True:
        message = f"{ALGORITHM}\n{purpose}\n{person_key}\n{attempt_no}\n{block}"
        digest = hmac.digest(seed.encode(), message.encode(), "sha256")
        for start in range(0, len(digest), 8):
            yield int.from_bytes(digest[start : start + 8], "big")
        block += 1


def _below(limit: int, numbers: Iterator[int]) -> int:
    fair = (1 << 64) - (1 << 64) % limit
    return next(number for number in numbers if number < fair) % limit


def _shuffled(size: int, numbers: Iterator[int], *, first: int) -> tuple[int, ...]:
    places = list(range(size))
    for index in range(first):
        other = index + _below(size - index, numbers)
        places[index], places[other] = places[other], places[index]
    return tuple(places[:first])
