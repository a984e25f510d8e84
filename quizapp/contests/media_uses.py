"""Which stored pictures and sounds stand in published contests: they keep theirs whatever becomes of the bank."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from quizapp.banks import media_of_question
from quizapp.contests.models import ContestQuestion
from quizapp.questions import decode_question

_AT_A_TIME = 500


def names_in_use(session: Session) -> Iterator[str]:
    """Names of files; read as a stream."""
    with_files = cast(ContestQuestion.content, String).contains("media")
    rows = session.scalars(select(ContestQuestion.content).where(with_files).execution_options(yield_per=_AT_A_TIME))
    for content in rows:
        yield from (media.file for media in media_of_question(decode_question(content)))
