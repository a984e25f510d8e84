"""A stored bank, or a part of it, ready to be written: as a file of any format, or as a paper to print."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import QuestionBank
from quizapp.banks.pictures import media_of_question
from quizapp.banks.queries import QuestionFilter, load_questions
from quizapp.banks.shipped import shipped_index
from quizapp.banks.written import BankContent
from quizapp.media import MediaFile
from quizapp.questions import Question, keeps_option_order


def load_content(session: Session, bank: QuestionBank, wanted: QuestionFilter | None = None) -> BankContent:
    """The bank's questions that fit, with their pictures and sounds. Two statements."""
    questions = load_questions(session, bank.id, wanted)
    meta = {"key": bank.key, "title": bank.title, "summary": bank.summary}
    return BankContent(questions=questions, meta=meta, files=load_files(session, questions), index=shipped_index())


def load_files(session: Session, questions: Sequence[Question]) -> Mapping[str, bytes]:
    """Bytes of the questions' pictures and sounds by name."""
    names = {media.file for question in questions for media in media_of_question(question)}
    if not names:
        return {}
    rows = session.execute(select(MediaFile.name, MediaFile.content).where(MediaFile.name.in_(names)))
    return {row.name: row.content for row in rows}


def pick_for_paper(questions: Sequence[Question], *, count: int, number: str) -> list[Question]:
    """Questions of one paper, and their options, in an order that the paper's ``number`` decides: the same number
    gives the same paper again, for its key. ``count`` 0 takes all; without a number everything stays as it stands.
    """
    if not number:
        return list(questions[:count] if count else questions)
    rng = random.Random(number)  # noqa: S311 - a paper on the table is no secret
    mixed = rng.sample(list(questions), len(questions))
    return [_with_mixed_options(question, rng) for question in (mixed[:count] if count else mixed)]


def _with_mixed_options(question: Question, rng: random.Random) -> Question:
    if question.type not in ("single", "multiple") or keeps_option_order(question):
        return question
    order = rng.sample(range(len(question.options)), len(question.options))
    pictures = tuple(question.option_media[at] for at in order) if question.option_media else ()
    return replace(
        question, options=tuple(question.options[at] for at in order), option_media=pictures,
        correct=tuple(sorted(order.index(at) for at in question.correct)),
    )  # fmt: skip
