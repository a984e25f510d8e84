"""Two texts side by side, with the places marked where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from quizapp.questions import Question

from .citations import cite
from .formats.template import AUDIENCE_NAMES
from .laws import LawIndex

#: Longer texts are shown whole, unmarked.
_COMPARED = 4_000
#: Words of ours, named by the page: they are the same or they are not.
_NAMED = ("type", "difficulty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one text; ``is_other`` when the other text lacks it."""

    text: str
    is_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One field of two questions."""

    #: stem | options | correct | explanation | source | topic | difficulty | tags | audience | type | valid
    field: str
    one: tuple[Piece, ...]
    other: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether both read alike."""
        return not any(piece.is_other for piece in (*self.one, *self.other))


def mark(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts as pieces, in order."""
    if one == other or len(one) + len(other) > _COMPARED:
        is_other = one != other
        return _whole(one, is_other), _whole(other, is_other)
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return (
        tuple(Piece(text=one[a1:a2], is_other=tag != "equal") for tag, a1, a2, _, _ in steps if a2 > a1),
        tuple(Piece(text=other[b1:b2], is_other=tag != "equal") for tag, _, _, b1, b2 in steps if b2 > b1),
    )


def _mark_field(name: str, one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if name in _NAMED:
        return _whole(one, one != other), _whole(other, one != other)
    return mark(one, other)


def _whole(text: str, is_other: bool) -> tuple[Piece, ...]:
    return (Piece(text=text, is_other=is_other),) if text else ()


def compare(one: Question, other: Question, index: LawIndex) -> list[Compared]:
    """Every field that at least one of the two has, in the order in which people read them."""
    pairs = zip(_fields(one, index), _fields(other, index), strict=True)
    return [
        Compared(field=name, one=marked[0], other=marked[1])
        for (name, ours), (_, theirs) in pairs
        if (ours or theirs) and (marked := _mark_field(name, ours, theirs))
    ]


def _fields(question: Question, index: LawIndex) -> Iterator[tuple[str, str]]:
    yield "stem", question.stem
    yield "type", question.type
    yield "options", "\n".join(content_lines(question))
    yield "explanation", question.explanation
    yield "source", cite(question.source, index)
    yield "version", str(question.source.version_date or "") if question.source else ""
    yield "topic", question.topic
    yield "difficulty", question.difficulty
    yield "tags", "、".join(question.tags)
    yield "audience", "、".join(AUDIENCE_NAMES.get(name, name) for name in question.audience)
    yield "valid", "–".join(str(day or "") for day in (question.valid_from, question.valid_to)).strip("–")


def content_lines(question: Question) -> list[str]:
    """Options with a tick at the right ones; pairs, blanks and orders as people read them; parts one below the other."""
    if question.prompts:
        right = dict(zip(range(len(question.prompts)), question.correct, strict=False))
        pairs = enumerate(question.prompts)
        return [f"{prompt} → {question.options[right[at]] if at in right else '?'}" for at, prompt in pairs]
    if question.blanks:
        return ["；".join(blank.accepted) or f"{blank.number:g} ± {blank.tolerance:g}" for blank in question.blanks]
    if question.parts:
        return [line for part in question.parts for line in (part.stem, *content_lines(part))]
    if question.regions:
        return [region.label for region in question.regions]
    if question.type == "ordering":
        in_order = [question.options[at] for at in question.correct if at < len(question.options)]
        return [f"{number}. {option}" for number, option in enumerate(in_order, 1)]
    if question.type == "true_false":
        return ["✓ " + question.options[at] for at in question.correct if at < len(question.options)]
    return [f"{'✓' if at in question.correct else '·'} {option}" for at, option in enumerate(question.options)]
