"""A question as it stands in the author's form: texts of every type, before anybody has judged them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from quizapp.banks.blanks import BLANK, mark_blanks, read_blanks, write_accepted
from quizapp.banks.draft_model import Draft
from quizapp.banks.words import LETTERS
from quizapp.questions import TRUE_FALSE_OPTIONS, Blank, Media, Question, Region

#: Types whose answer is written with letters or 正确 / 错误.
CHOICES = ("single", "multiple", "true_false")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,4})?")
_PAIR = re.compile(r"\s*(?:=|＝|→|->)\s*")


@dataclass(kw_only=True, slots=True)
class TypedPart:
    """One part of a case; ``options`` one a line."""

    type: str = "single"
    stem: str = ""
    options: str = ""
    answer: str = ""
    explanation: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been written."""
        return not (self.stem or self.options or self.answer or self.explanation)


@dataclass(kw_only=True, slots=True)
class TypedQuestion:
    """Texts of the form. What a type does not have stays where it is, so that another type can be looked at meanwhile."""

    type: str = "single"
    stem: str = ""
    answer: str = ""
    options: list[str] = field(default_factory=list)
    #: As many as ``options``.
    option_media: list[Media | None] = field(default_factory=list)
    media: tuple[Media, ...] = ()
    #: One blank a line.
    blanks: str = ""
    #: ``left = right`` one a line; ``= right`` belongs to nothing.
    pairs: str = ""
    #: One a line, in the right order.
    steps: str = ""
    #: Label and numbers: three make a circle, four a rectangle, six and more a polygon.
    places: list[tuple[str, str]] = field(default_factory=list)
    parts: list[TypedPart] = field(default_factory=list)
    #: The question that is being changed: what the form does not show is kept.
    base: Question | None = None


def type_in(question: Question) -> TypedQuestion:
    """The texts that the form shows for a question."""
    typed = TypedQuestion(type=question.type, stem=question.stem, media=question.media, base=question)
    if question.type in CHOICES:
        typed.answer = _answer_of(question)
    if question.type in ("single", "multiple"):
        typed.options = list(question.options)
        typed.option_media = list(question.option_media) or [None] * len(question.options)
    if question.type == "matching":
        typed.pairs = "\n".join(_pairs_of(question))
    if question.type == "ordering":
        typed.steps = "\n".join(question.options[index] for index in question.correct)
    typed.blanks = "\n".join(" | ".join(write_accepted(blank)) for blank in question.blanks)
    typed.places = [(region.label, " ".join(f"{number:g}" for number in region.coords)) for region in question.regions]
    typed.parts = [_part_of(part) for part in question.parts]
    return typed


def _answer_of(question: Question) -> str:
    if question.type == "true_false":
        return TRUE_FALSE_OPTIONS[0] if question.correct == (0,) else TRUE_FALSE_OPTIONS[1]
    return "".join(LETTERS[number] for number in question.correct)


def _pairs_of(question: Question) -> Iterable[str]:
    for prompt, index in zip(question.prompts, question.correct, strict=True):
        yield f"{prompt} = {question.options[index]}"
    used = set(question.correct)
    yield from (f"= {text}" for index, text in enumerate(question.options) if index not in used)


def _part_of(part: Question) -> TypedPart:
    options = "" if part.type == "true_false" else "\n".join(part.options)
    return TypedPart(
        type=part.type, stem=part.stem, options=options, answer=_answer_of(part), explanation=part.explanation
    )


def fill_draft(draft: Draft, typed: TypedQuestion) -> Draft:
    """The draft with what its type has; fields of other types are left alone."""
    draft.media = typed.media
    if typed.type in ("single", "multiple"):
        draft.key_text, draft.options = typed.answer, list(typed.options)
        draft.option_media = tuple(typed.option_media) if any(typed.option_media) else ()
    elif typed.type == "true_false":
        draft.key_text = typed.answer
    elif typed.type == "fill_in":
        draft.stem, draft.blanks = mark_blanks(draft.stem)[0], read_lines(typed.blanks)
    elif typed.type == "matching":
        draft.prompts, draft.options, draft.right = read_pairs(typed.pairs)
        draft.option_media = _kept_pictures(typed.base, draft.options)
    elif typed.type == "ordering":
        draft.options = _lines(typed.steps)
        draft.right = tuple(range(len(draft.options)))
        draft.option_media = _kept_pictures(typed.base, draft.options)
    elif typed.type == "hotspot":
        draft.regions = tuple(read_place(label, numbers) for label, numbers in typed.places if label or numbers)
    elif typed.type == "case":
        draft.parts = [_part_draft(draft, part, index) for index, part in enumerate(_written(typed.parts))]
        _keep_media_of_parts(draft.parts, typed.base)
    return draft


def _written(parts: Sequence[TypedPart]) -> list[TypedPart]:
    return [part for part in parts if not part.is_blank]


def _part_draft(draft: Draft, part: TypedPart, index: int) -> Draft:
    options = [] if part.type == "true_false" else _lines(part.options)
    return Draft(row=draft.row, type_text=part.type, stem=part.stem, options=options, key_text=part.answer,
                 explanation=part.explanation)  # fmt: skip


def _keep_media_of_parts(parts: list[Draft], base: Question | None) -> None:
    """Parts that kept their stem keep their pictures, which the form cannot change."""
    known = {part.stem: part for part in base.parts} if base else {}
    for part in parts:
        if old := known.get(part.stem):
            part.media = old.media
            part.option_media = old.option_media if len(old.option_media) == len(part.options) else ()


def _kept_pictures(base: Question | None, options: Sequence[str]) -> tuple[Media | None, ...]:
    """Pictures of options that kept their text; empty where there are none."""
    if base is None or not base.option_media:
        return ()
    known = dict(zip(base.options, base.option_media, strict=True))
    found = tuple(known.get(text) for text in options)
    return found if any(found) else ()


def read_lines(text: str) -> tuple[Blank, ...]:
    """One blank for each line that is not empty."""
    return tuple((read_blanks(line, 1).blanks or (Blank(),))[0] for line in _lines(text))


def read_pairs(text: str) -> tuple[list[str], list[str], tuple[int, ...]]:
    """Prompts, options without repeats, and the option of each prompt; a line without ``=`` is a prompt that has none."""
    prompts: list[str] = []
    options: list[str] = []
    right: list[int] = []
    for line in _lines(text):
        left, mark, other = _divide(line)
        if other and other not in options:
            options.append(other)
        if left:
            prompts.append(left)
            right += [options.index(other)] if mark and other else []
    return prompts, options, tuple(right)


def _divide(line: str) -> tuple[str, str, str]:
    found = _PAIR.search(line)
    return (line[: found.start()].strip(), found[0], line[found.end() :].strip()) if found else (line, "", "")


def read_place(label: str, numbers: str) -> Region:
    """The region that a line of numbers draws; their count says which shape."""
    coords = tuple(float(number) for number in _NUMBER.findall(numbers))
    if len(coords) == 4:
        left, right = sorted((coords[0], coords[2]))
        top, bottom = sorted((coords[1], coords[3]))
        coords = (left, top, right, bottom)
    return Region(label=label, shape={3: "circle", 4: "rect"}.get(len(coords), "poly"), coords=coords)


def sketch(typed: TypedQuestion) -> Question | None:
    """The question as far as it is written, for the preview; None while there is nothing to show."""
    if typed.type == "hotspot" and not any(media.kind == "picture" for media in typed.media):
        return None
    draft = fill_draft(Draft(row=0, stem=typed.stem), typed)
    return _sketched(draft, typed.type)


def _sketched(draft: Draft, kind: str) -> Question:
    question = Question(type=kind, stem=draft.stem, media=draft.media, regions=draft.regions)
    if kind == "fill_in":
        pairs = zip_longest(range(draft.stem.count(BLANK)), draft.blanks)
        return replace(question, blanks=tuple(blank or Blank() for hole, blank in pairs if hole is not None))
    if kind == "case":
        return replace(question, parts=tuple(_sketched(part, part.type_text) for part in draft.parts))
    if kind == "true_false":
        return replace(question, options=TRUE_FALSE_OPTIONS)
    pictures = draft.option_media or (None,) * len(draft.options)
    shown = [(text, picture) for text, picture in zip(draft.options, pictures, strict=True) if text or picture]
    return replace(
        question, prompts=tuple(draft.prompts), options=tuple(text for text, _ in shown),
        option_media=tuple(picture for _, picture in shown) if any(picture for _, picture in shown) else (),
    )  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
