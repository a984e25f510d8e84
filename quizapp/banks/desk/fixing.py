"""One question of an uploaded file put right by hand, judged by the same rules as the file itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quizapp.banks.blanks import write_blanks
from quizapp.banks.citations import cite_with_version, source_from_text
from quizapp.banks.draft import Draft, finish
from quizapp.banks.laws import LawIndex, check_source
from quizapp.banks.reading_options import ReadingOptions
from quizapp.banks.settling import settle
from quizapp.banks.words import LETTERS
from quizapp.kit.text import clean_line, clean_text
from quizapp.questions import Question, find_type
from quizapp.sheets import Problem, error, warning

#: Types whose whole content fits into texts; of the others the stem, the explanation and the source can be mended here.
WRITTEN_TYPES = ("single", "multiple", "true_false", "fill_in")
_MAX_OPTIONS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A question as texts in boxes; empty where the file said nothing."""

    type: str = ""
    stem: str = ""
    options: tuple[str, ...] = ()
    answer: str = ""
    explanation: str = ""
    source: str = ""


def texts_of_draft(draft: Draft, index: LawIndex) -> Texts:
    """What was read of a question that may have errors."""
    answer = draft.key_text.strip() or "".join(LETTERS[at] for at in draft.right or () if 0 <= at < len(LETTERS))
    return Texts(
        type=draft.type_text, stem=draft.stem, options=tuple(draft.options), answer=answer or write_blanks(draft.blanks),
        explanation=draft.explanation, source=cite_with_version(draft.source, index),
    )  # fmt: skip


def texts_of_question(question: Question, index: LawIndex) -> Texts:
    """What the boxes hold for a question."""
    options = question.options
    if question.type == "true_false":
        answer, options = "正确" if question.correct == (0,) else "错误", ()
    else:
        answer = write_blanks(question.blanks) or "".join(LETTERS[at] for at in question.correct)
    return Texts(
        type=question.type, stem=question.stem, options=options, answer=answer, explanation=question.explanation,
        source=cite_with_version(question.source, index),
    )  # fmt: skip


def texts_from_form(sent: Mapping[str, str], options: Sequence[str]) -> Texts:
    """What was typed, cleaned and cut to what a question may have."""
    filled = [clean_line(option, limit=1_000) for option in options[:_MAX_OPTIONS]]
    while filled and not filled[-1]:
        filled.pop()
    return Texts(
        type=clean_line(sent.get("type", ""), limit=20), stem=clean_text(sent.get("stem", ""), limit=4_000),
        options=tuple(filled), answer=clean_line(sent.get("answer", ""), limit=500),
        explanation=clean_text(sent.get("explanation", ""), limit=4_000), source=clean_line(sent.get("source", ""), limit=300),
    )  # fmt: skip


def fix_question(
    texts: Texts, *, row: int, base: Question | None, about: Mapping[str, Any], index: LawIndex
) -> tuple[Question | None, tuple[Problem, ...]]:
    """The question as mended, or None with what is still wrong. What has no box (topic, tags, pictures) is ``base``'s,
    or for a row that failed ``about``'s.
    """
    if base is not None and base.type not in WRITTEN_TYPES:
        return _mend_texts(texts, row, base, index)
    options = [] if texts.type == "true_false" else list(texts.options)
    draft = Draft(
        row=row, type_text=texts.type, stem=texts.stem, options=options, key_text=texts.answer,
        explanation=texts.explanation, source=source_from_text(texts.source, index),
        difficulty=str(about.get("difficulty", "")), topic=str(about.get("topic", "")), key=str(about.get("key", "")),
        tags=tuple(about.get("tags", ())), audience=tuple(about.get("audience", ())),
    )  # fmt: skip
    settle([draft], ReadingOptions())
    question, problems = finish(draft)
    if question is not None and base is not None:
        question = _with_rest(question, base)
    return question, (*problems, *_source_problems(question, row, index))


def _with_rest(question: Question, base: Question) -> Question:
    pictures = base.option_media if len(base.option_media) == len(question.options) else ()
    return replace(
        question, difficulty=base.difficulty, topic=base.topic, tags=base.tags, audience=base.audience, key=base.key,
        media=base.media, option_media=pictures, valid_from=base.valid_from, valid_to=base.valid_to,
    )  # fmt: skip


def _mend_texts(texts: Texts, row: int, base: Question, index: LawIndex) -> tuple[Question | None, tuple[Problem, ...]]:
    mended = replace(
        base,
        stem=texts.stem,
        explanation=texts.explanation,
        source=source_from_text(texts.source, index),
        reviewed=None,
    )
    named = {"error": error, "warning": warning}
    problems = tuple(
        named[flaw.severity](row, flaw.code, "%(text)s", field=flaw.field, text=flaw.phrase)
        for flaw in find_type(mended.type).check(mended)
    )
    failed = any(problem.is_error for problem in problems)
    return (None if failed else mended), (*problems, *_source_problems(mended, row, index))


def _source_problems(question: Question | None, row: int, index: LawIndex) -> list[Problem]:
    return source_problems(question, row, index) if question is not None else []


def source_problems(question: Question, row: int, index: LawIndex) -> list[Problem]:
    """What is odd about the citation, as warnings: a file is not refused for it. A missing one is counted elsewhere."""
    if question.source is None:
        return []
    return [
        warning(row, flaw.code, "%(text)s", field="source", text=flaw.phrase)
        for flaw in check_source(question.source, index)
        if flaw.code != "E-NOSOURCE"
    ]
