"""Runs that are over: a test leaves the next run an empty board, and what it said stays readable under its number."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.drills.board import Board, read_board
from quizapp.drills.models import Drill, DrillEvent


def read_run(session: Session, drill: Drill, facts: SessionFacts, run: int) -> Board:
    """The board of one run: the present one as of now, an earlier one as it was when its test ended."""
    if run == drill.run:
        return read_board(session, drill, facts)
    words = session.scalars(
        select(DrillEvent).where(DrillEvent.drill_id == drill.id, DrillEvent.run == run).order_by(DrillEvent.id)
    ).all()
    latest = {word.kind: word for word in words}
    ended, alarm, clear = latest.get("end_test"), latest.get("alarm"), latest.get("all_clear")
    was_reopened = clear is not None and any(word.kind == "reopened" and word.id > clear.id for word in words)
    kept = {column.key: getattr(drill, column.key) for column in inspect(Drill).column_attrs}
    then = Drill(**kept | {
        "run": run, "nature": "test", "alarm_at": alarm.at if alarm else None,
        "all_clear_at": clear.at if clear and not was_reopened else None,
    })  # fmt: skip
    return read_board(session, then, facts, until=ended.at if ended else None)
