"""Which stored pictures and sounds the banks show, in any version of any question."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from quizapp.banks.models import BankQuestion
from quizapp.banks.pictures import media_of_question
from quizapp.questions import decode_question

_AT_A_TIME = 500


def names_in_use(session: Session) -> Iterator[str]:
    """Names of files; read as a stream, so that memory does not grow with the banks."""
    with_files = cast(BankQuestion.content, String).contains("media")
    rows = session.scalars(select(BankQuestion.content).where(with_files).execution_options(yield_per=_AT_A_TIME))
    for content in rows:
        yield from (media.file for media in media_of_question(decode_question(content)))
