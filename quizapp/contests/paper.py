"""What stands on a paper and on an answer sheet: stored shapes in, typed values out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quizapp.questions import Issued

#: Shown positions picked, by 0-based place on the paper; places not answered are left out.
Answers = dict[int, tuple[int, ...]]

_MAX_POSITION = 25


def dump_issued(issued: Iterable[Issued]) -> list[Any]:
    """The drawn paper as stored: ``[[place in the pool, [option, ...]], ...]``."""
    return [[place.question_index, list(place.option_order)] for place in issued]


def read_issued(stored: Iterable[Any]) -> tuple[Issued, ...]:
    """The drawn paper."""
    return tuple(Issued(question_index=place, option_order=tuple(order)) for place, order in stored)


def dump_answers(answers: Answers) -> dict[str, Any]:
    """Answers as stored."""
    return {str(place): list(picked) for place, picked in sorted(answers.items()) if picked}


def load_answers(stored: Mapping[str, Any]) -> Answers:
    """Answers as they were stored."""
    return {int(place): tuple(picked) for place, picked in stored.items()}


def read_sheet(raw: Mapping[str, object], size: int) -> Answers:
    """An untrusted sheet by 1-based question number (``"3"`` or ``"q-3"``): what cannot be read is left out.

    Numbers beyond ``size`` are not on the paper and vanish here, whatever else was sent along.
    """
    sheet: Answers = {}
    for name, value in raw.items():
        number = _whole(name.removeprefix("q-"))
        picked = _positions(value)
        if number is not None and 1 <= number <= size and picked:
            sheet[number - 1] = picked
    return sheet


def number_sheet(answers: Answers) -> dict[str, list[int]]:
    """The same answers by 1-based question number, as the phone knows them."""
    return {str(place + 1): list(picked) for place, picked in sorted(answers.items())}


def _positions(value: object) -> tuple[int, ...] | None:
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > _MAX_POSITION + 1:
        return None
    read = [_whole(item) for item in values]
    picked = sorted({item for item in read if item is not None and item <= _MAX_POSITION})
    return tuple(picked) if len(picked) == len(values) else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdecimal() and len(value) <= 4 else None
    return value if isinstance(value, int) and value >= 0 else None
