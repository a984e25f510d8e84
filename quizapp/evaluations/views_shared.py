"""What the pages of evaluations share: who acts, what is read beside a sheet, and words in the reader's language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from quizapp.accounts import Permission, staff_names
from quizapp.activities import SessionFacts
from quizapp.drills import Drill, Moment, drill_of_session, read_run, read_timeline
from quizapp.evaluations.figures import figures_of
from quizapp.kit.i18n import Phrase
from quizapp.web import actor
from quizapp.web import say as say_phrase

EDIT = Permission.EDIT_ACTIVITIES
FILL = Permission.CHECK_IN


def staff_actor() -> str:
    """Who acts, as rows note it."""
    return f"staff:{actor().id}"


def speak(message: str | Phrase, **params: object) -> str:
    """A marked message in the reader's language, for documents made in a request."""
    return say_phrase(message) if isinstance(message, Phrase) else str(gettext(message, **params))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The drill's own data, shown beside a sheet."""

    drill: Drill | None
    figures: dict[str, Any]
    moments: list[Moment]


def read_beside(session: Session, facts: SessionFacts, run: int | None = None) -> Beside:
    """What the drill says of the run that a sheet is about, or of the present one; without a board only how many came."""
    drill = drill_of_session(session, facts.id)
    figures = figures_of(session, facts, drill, run=run)
    if drill is None:
        return Beside(drill=None, figures=figures, moments=[])
    board = read_run(session, drill, facts, run or drill.run)
    moments = read_timeline(board) if board.drill.alarm_at else []
    return Beside(drill=board.drill, figures=figures, moments=moments)


def may(permission: Permission, facts: SessionFacts) -> bool:
    """Whether the signed-in person may do that to the session."""
    return any(actor().can(permission, path) for path in (facts.owner_path, facts.host_path))


def names_of_actors(session: Session, said: Collection[str]) -> dict[str, str]:
    """``staff:3`` -> name."""
    ids = {int(each.partition(":")[2]) for each in said if each.startswith("staff:") and each[6:].isdigit()}
    return {f"staff:{number}": name for number, name in staff_names(session, ids).items()}
