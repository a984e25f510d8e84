"""The drill's own figures beside an evaluation: from its board where it has one, from the door otherwise."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins import door_figures
from quizapp.drills import SHARES, Board, Drill, read_run


def figures_of(session: Session, facts: SessionFacts, drill: Drill | None, *, run: int | None = None) -> dict[str, Any]:
    """Plain numbers and moments of a run, as they are kept with a finished evaluation; of the present one without ``run``.

    ``heads`` always; with an alarm also expected, arrived, outstanding, wrong_point, first_s, shares (percent -> seconds,
    None = never), alarm_at, all_clear_at, nature, run.
    """
    door = door_figures(session, facts.id)
    found: dict[str, Any] = {"heads": door.heads, "heads_approximate": door.is_approximate}
    if drill is None:
        return found
    board = read_run(session, drill, facts, run or drill.run)
    return found | _of_board(board) if board.drill.alarm_at is not None else found


def _of_board(board: Board) -> dict[str, Any]:
    drill, alarm, curve = board.drill, board.drill.alarm_at, board.total.curve
    assert alarm is not None
    moments = {str(percent): curve.reached_at(percent) for percent in SHARES}
    return {
        "expected": board.total.expected, "arrived": board.total.arrived, "outstanding": board.total.outstanding,
        "wrong_point": len(board.misplaced), "alarm_at": alarm.isoformat(),
        "all_clear_at": drill.all_clear_at.isoformat() if drill.all_clear_at else None,
        "first_s": int((curve.first_at - alarm).total_seconds()) if curve.first_at else None,
        "shares": {key: int((at - alarm).total_seconds()) if at else None for key, at in moments.items()},
        "nature": drill.nature, "run": drill.run,
    }  # fmt: skip
