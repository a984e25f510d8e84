"""What the pages of sheets share: who acts, and doing one thing to a sheet."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from quizapp.assessments.access import EDIT, sheet_for
from quizapp.assessments.models import ScoreSheet
from quizapp.errors import Conflict, Invalid
from quizapp.web import actor, note, store, translate_error


def staff_actor() -> str:
    """Who acts, as tables note it."""
    return f"staff:{actor().id}"


def change(
    sheet_id: int, action: str, deed: Callable[[Session], ScoreSheet | None], where: str, done: str
) -> ResponseReturnValue:
    """Do one thing to a sheet of one's office, write it down, go on to ``where``; a refusal is said there."""
    try:
        with store().write() as session:
            _sheet, office = sheet_for(session, sheet_id, EDIT, actor())
            deed(session)
            note(session, f"assessment.{action}", "score_sheet", sheet_id, unit_id=office.id)
    except (Conflict, Invalid) as error:
        flash(translate_error(error), "warning")
    else:
        if done:
            flash(done, "success")
    return redirect(where, 303)
