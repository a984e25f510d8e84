"""Adding an event to a contest; its row follows what all of them come to."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from quizapp.stage.board import fold
from quizapp.stage.models import StageContest, StageEvent
from quizapp.stage.queries import Course, to_event


def append(session: Session, course: Course, *, by_host: bool = True, **event: Any) -> int:
    """Id of one more event; the contest's row follows what all of them come to. The caller holds the row alone."""
    contest = course.contest
    contest.revision += 1
    contest.host_revision += by_host
    row = StageEvent(contest_id=contest.id, run=contest.run, seq=contest.revision, **({"teams": []} | event))
    session.add(row)
    session.flush()
    course.events.append(to_event(row))
    vars(course).pop("board", None)
    project(contest, course)
    session.flush()
    return row.id


def project(contest: StageContest, course: Course) -> None:
    """Copy what a press must know from the board to the contest's row."""
    board = fold(course.setup, course.events)
    if board.opening_id != contest.opening_id or board.gate != "open":
        contest.due_at = None
    contest.gate, contest.opening_id = board.gate, board.opening_id
    contest.barred = sorted(board.barred)
