"""Files of contests that take a while: all papers, or all answers, of one contest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quizapp.contests.all_papers import Manner, count_papers, stream_answers, stream_papers
from quizapp.downloads import Maker, Sheet
from quizapp.exports import Column

PAPERS, ANSWERS = "contest.papers", "contest.answers"


def _open_papers(session: Session, choices: Mapping[str, Any]) -> Sheet:
    contest_id = int(choices["contest_id"])
    rows = stream_papers(session, contest_id, _manner(choices))
    return Sheet(columns=_columns(choices), rows=rows, total=count_papers(session, contest_id))


def _open_answers(session: Session, choices: Mapping[str, Any]) -> Sheet:
    contest_id = int(choices["contest_id"])
    rows = stream_answers(session, contest_id, _manner(choices))
    return Sheet(
        columns=_columns(choices), rows=rows, total=count_papers(session, contest_id) * choices["questions"]
    )  # fmt: skip


def _manner(choices: Mapping[str, Any]) -> Manner:
    return Manner(zone=ZoneInfo(choices["zone"]), with_names=choices["names"] == "full", words=choices["words"])


def _columns(choices: Mapping[str, Any]) -> tuple[Column, ...]:
    return tuple(Column(title=title, width=width) for title, width in choices["columns"])


MAKERS = (Maker(purpose=PAPERS, open=_open_papers), Maker(purpose=ANSWERS, open=_open_answers))
