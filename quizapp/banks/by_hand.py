"""A question typed into a form, judged by the same rules as one read from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quizapp.banks.citations import cite_with_version, source_from_text
from quizapp.banks.draft import Draft, finish
from quizapp.banks.laws import LawIndex, check_source
from quizapp.banks.typed import TypedQuestion, fill_draft
from quizapp.questions import Question
from quizapp.sheets import Problem


def question_from_form(
    typed: TypedQuestion, texts: Mapping[str, str], *, audience: Sequence[str] = (), index: LawIndex
) -> tuple[Question | None, list[Problem]]:
    """The question, or None with the problems that keep it out. ``texts``: explanation, difficulty, topic, source.

    A citation of an article that does not exist is an error here: somebody is there to correct it. Key, tags and days
    of validity of ``typed.base`` are kept; its review is not, for it was of other words.
    """
    base = typed.base
    draft = Draft(
        row=0, type_text=typed.type, stem=typed.stem, explanation=texts.get("explanation", ""),
        difficulty=texts.get("difficulty", ""), topic=texts.get("topic", ""),
        source=source_from_text(texts.get("source", ""), index), audience=tuple(audience),
    )  # fmt: skip
    if base is not None:
        draft.key, draft.tags, draft.valid_from, draft.valid_to = base.key, base.tags, base.valid_from, base.valid_to
    question, problems = finish(fill_draft(draft, typed))
    told = list(problems)
    if question is not None and question.source is not None:
        flaws = [flaw for flaw in check_source(question.source, index) if flaw.severity == "error"]
        told += [Problem(row=0, code=flaw.code, severity="error", phrase=flaw.phrase, field="source") for flaw in flaws]
        question = None if flaws else question
    if question is not None and base is not None and replace(question, reviewed=base.reviewed) == base:
        question = base
    return question, told


def form_texts(question: Question, index: LawIndex) -> dict[str, str]:
    """What the form's common fields show for a question."""
    return {
        "stem": question.stem, "explanation": question.explanation, "difficulty": question.difficulty,
        "topic": question.topic, "source": cite_with_version(question.source, index),
    }  # fmt: skip
