"""A question typed into a form, judged by the same rules as one read from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quizapp.banks.citations import cite_with_version, source_from_text
from quizapp.banks.draft import Draft, finish
from quizapp.banks.laws import LawIndex, check_source
from quizapp.banks.words import LETTERS
from quizapp.questions import Question
from quizapp.sheets import Problem


def question_from_form(
    texts: Mapping[str, str], options: Sequence[str], *, audience: Sequence[str] = (), index: LawIndex, key: str = ""
) -> tuple[Question | None, list[Problem]]:
    """The question, or None with the problems that keep it out. ``texts``: type, stem, answer, explanation, difficulty,
    topic, source. A citation of an article that does not exist is an error here: somebody is there to correct it.
    """
    draft = Draft(
        row=0, type_text=texts.get("type", ""), stem=texts.get("stem", ""), options=list(options),
        key_text=texts.get("answer", ""), explanation=texts.get("explanation", ""), difficulty=texts.get("difficulty", ""),
        topic=texts.get("topic", ""), source=source_from_text(texts.get("source", ""), index), audience=tuple(audience), key=key,
    )  # fmt: skip
    question, problems = finish(draft)
    told = list(problems)
    if question is not None and question.source is not None:
        flaws = [flaw for flaw in check_source(question.source, index) if flaw.severity == "error"]
        told += [Problem(row=0, code=flaw.code, severity="error", phrase=flaw.phrase, field="source") for flaw in flaws]
        question = None if flaws else question
    return question, told


def form_texts(question: Question, index: LawIndex) -> dict[str, str]:
    """What the form shows for a question."""
    is_statement = question.type == "true_false"
    return {
        "type": question.type,
        "stem": question.stem,
        "answer": ("正确" if question.correct == (0,) else "错误")
        if is_statement
        else "".join(LETTERS[number] for number in question.correct),
        "explanation": question.explanation,
        "difficulty": question.difficulty,
        "topic": question.topic,
        "source": cite_with_version(question.source, index),
    }
