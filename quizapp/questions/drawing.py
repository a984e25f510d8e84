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
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

from .question import Question
from .types import find_type

ALGORITHM = "quizapp-draw-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """One place on a person's paper."""

    #: Index into the pool the paper was drawn from.
    question_index: int
    #: ``option_order[shown position]`` is the original option index.
    option_order: tuple[int, ...]
    #: 0-based section of the paper; None where it has none.
    section: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a paper: how many are drawn from which questions of the pool."""

    #: Indexes into the pool, ascending.
    candidates: tuple[int, ...]
    count: int
    #: Those of the candidates that stand on every paper.
    required: tuple[int, ...] = ()


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


def draw_sections(
    pool: Sequence[Question], sections: Sequence[Section], *, seed: str, person_key: str, attempt_no: int = 1,
    shuffles_options: bool = True,
) -> tuple[Issued, ...]:  # fmt: skip
    """A paper section by section: required questions and drawn ones together in drawn order, none twice.

    ``seed``, ``person_key`` and ``attempt_no`` decide, as in ``draw_paper``; give all people one key for one paper.
    Raises `Invalid` naming the section that cannot be filled.
    """
    used: set[int] = set()
    paper: list[Issued] = []
    for number, section in enumerate(sections):
        chosen = _choose(section, used, _numbers(seed, f"section:{number}", person_key, attempt_no), number)
        used.update(chosen)
        mixed = _shuffled(len(chosen), _numbers(seed, f"order:{number}", person_key, attempt_no), first=len(chosen))
        for place in mixed:
            index = chosen[place]
            # Matching and ordering as written would be solved already.
            moves = shuffles_options or pool[index].type in ("matching", "ordering")
            issued = (
                _issue(pool[index], index, seed, person_key, attempt_no) if moves else _as_written(pool[index], index)
            )
            paper.append(replace(issued, section=number))
    return tuple(paper)


def _choose(section: Section, used: set[int], numbers: Iterator[int], number: int) -> list[int]:
    required = [index for index in section.required if index not in used][: section.count]
    others = [index for index in section.candidates if index not in used and index not in required]
    wanted = section.count - len(required)
    if wanted > len(others):
        message = N_("第 %(number)d 部分要 %(count)d 道题，只有 %(size)d 道可抽，请减少题数或放宽条件")
        raise Invalid(
            message, field="sections", number=number + 1, count=section.count, size=len(others) + len(required)
        )
    return [*required, *(others[place] for place in _shuffled(len(others), numbers, first=wanted))]


def _as_written(question: Question, index: int) -> Issued:
    size = sum(size for size, _ in find_type(question.type).option_groups(question))
    return Issued(question_index=index, option_order=tuple(range(size)))


def keeps_option_order(question: Question) -> bool:
    """True when nothing of the question is shuffled: fixed options, none, or texts that point at places."""
    return not any(may_move for _, may_move in find_type(question.type).option_groups(question))


def to_original(shown: tuple[int, ...] | None, order: Sequence[int]) -> tuple[int, ...] | None:
    """Original option indexes, ascending, for the shown positions; None stays None."""
    return None if shown is None else tuple(sorted(order[position] for position in shown))


def to_shown(original: Sequence[int], order: Sequence[int]) -> tuple[int, ...]:
    """Shown positions, ascending, of original option indexes (the key, on the result page)."""
    wanted = set(original)
    return tuple(position for position, index in enumerate(order) if index in wanted)


def _issue(question: Question, index: int, seed: str, person_key: str, attempt_no: int) -> Issued:
    numbers = _numbers(seed, f"options:{index}", person_key, attempt_no)
    order: list[int] = []
    for size, may_move in find_type(question.type).option_groups(question):
        places = _shuffled(size, numbers, first=size) if may_move else tuple(range(size))
        start = len(order)
        order.extend(start + place for place in places)
    return Issued(question_index=index, option_order=tuple(order))


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
