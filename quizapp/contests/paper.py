"""What stands on a paper and on an answer sheet: stored shapes in, typed values out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quizapp.kit.text import clean_line
from quizapp.questions import Atom, Issued

#: Atoms of the answer (shown positions, texts, points), by 0-based place on the paper; places not answered are left out.
Answers = dict[int, tuple[Atom, ...]]

#: More than any type of question sends; what an atom means is decided when the paper is graded.
_MAX_ATOMS = 80
_MAX_TEXT = 200


def dump_issued(issued: Iterable[Issued]) -> list[Any]:
    """The drawn paper as stored: ``[[place in the pool, [option, ...]], ...]``, with the section where there is one."""
    return [
        [place.question_index, list(place.option_order), *([] if place.section is None else [place.section])]
        for place in issued
    ]


def read_issued(stored: Iterable[Any]) -> tuple[Issued, ...]:
    """The drawn paper."""
    return tuple(
        Issued(question_index=place, option_order=tuple(order), section=section[0] if section else None)
        for place, order, *section in stored
    )


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
        picked = _atoms(value)
        if number is not None and 1 <= number <= size and picked:
            sheet[number - 1] = picked
    return sheet


def number_sheet(answers: Answers) -> dict[str, list[Atom]]:
    """The same answers by 1-based question number, as the phone knows them."""
    return {str(place + 1): list(picked) for place, picked in sorted(answers.items())}


def _atoms(value: object) -> tuple[Atom, ...] | None:
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > _MAX_ATOMS:
        return None
    read = [_atom(item) for item in values]
    known = [item for item in read if item is not None]
    if len(known) < len(read) or not any(item != "" for item in known):
        return None
    return tuple(known)


def _atom(value: object) -> Atom | None:
    if isinstance(value, str):
        whole = _whole(value)
        text = clean_line(value) if len(value) <= _MAX_TEXT else value
        # "119" and 119 say the same; "0119" is a text.
        return whole if whole is not None and str(whole) == value else text if len(text) <= _MAX_TEXT else None
    return _whole(value)


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdecimal() and len(value) <= 4 else None
    return value if isinstance(value, int) and 0 <= value < 10_000 else None
