"""A question as its author reads it: everything a phone shows, in the author's order, with the key beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .question import Question
from .types import find_type


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenQuestion:
    """For those who may see keys: never for a phone."""

    question: Question
    #: What a phone would show.
    shown: dict[str, Any]
    #: What a result page would add.
    key: dict[str, Any]


def lay_open(question: Question) -> OpenQuestion:
    """The question with its options unshuffled and its key."""
    kind = find_type(question.type)
    order = range(sum(size for size, _ in kind.option_groups(question)))
    return OpenQuestion(question=question, shown=kind.present(question, order), key=kind.reveal(question, order))
