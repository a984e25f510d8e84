"""A question as the hall sees it, and its key apart: the first has no place for the second. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.questions import Media, Question, find_type, question_types

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class HallQuestion:
    """What may be on the screen from the call on."""

    type: str
    stem: str
    #: (letter, text); a statement's two and a gap's none are left out.
    options: tuple[tuple[str, str], ...]
    pictures: tuple[Media, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HallKey:
    """What may be there after the judgement."""

    text: str
    letters: frozenset[str]
    explanation: str
    source: str


def show_question(question: Question) -> HallQuestion:
    """Without a byte of the key."""
    options = question.options if question.type in ("single", "multiple") else ()
    return HallQuestion(
        type=question.type, stem=question.stem, options=tuple(zip(LETTERS, options, strict=False)),
        pictures=tuple(each for each in question.media if each.kind == "picture"),
    )  # fmt: skip


def show_key(question: Question, source: str) -> HallKey:
    """The key in words: letters, 正确 or 错误, the first accepted text of each gap."""
    if question.type == "fill_in":
        answers = find_type(question.type).right_answer(question, ())
        text, letters = "；".join(str(each) for each in answers), frozenset[str]()
    elif question.type == "true_false":
        text, letters = "".join(question.options[at] for at in question.correct), frozenset[str]()
    else:
        letters = frozenset(LETTERS[at] for at in question.correct)
        text = "".join(sorted(letters))
    return HallKey(text=text, letters=letters, explanation=question.explanation, source=source)


def type_labels() -> dict[str, str]:
    """Type -> its name (a message id)."""
    return {key: kind.label for key, kind in question_types().items()}
