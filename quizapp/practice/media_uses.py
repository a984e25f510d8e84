"""Which stored pictures and sounds stand in daily questions: they keep theirs whatever becomes of the bank."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from quizapp.banks import media_of_question
from quizapp.practice.models import DailyQuestion
from quizapp.questions import decode_question


def names_in_use(session: Session) -> Iterator[str]:
    """Names of files."""
    with_files = cast(DailyQuestion.content, String).contains("media")
    for content in session.scalars(select(DailyQuestion.content).where(with_files)):
        yield from (media.file for media in media_of_question(decode_question(content)))
