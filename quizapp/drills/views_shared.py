"""What the pages of drills share: who acts, finding the drill, and answers that a screen asks for again and again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.drills.access import FoundDrill, drill_for
from quizapp.drills.queries import board_version
from quizapp.web import actor, settings

EDIT = Permission.EDIT_ACTIVITIES
CHECK_IN = Permission.CHECK_IN
#: Screens ask once a second; a wall of them and some phones share a session.
POLLING = "600/minute"


def staff_actor() -> str:
    """Who acts, as events note it."""
    return f"staff:{actor().id}"


def find(session: Session, drill_id: int, permission: Permission) -> FoundDrill:
    """The drill, if the signed-in person may do that to it."""
    return drill_for(session, drill_id, permission, actor())


def warden_key() -> bytes:
    """What wardens' links are computed with."""
    return settings().key_for("drill-wardens")


def wants_part() -> bool:
    """Whether a screen asks for its live part alone."""
    return request.args.get("part") == "1"


def answer_live(session: Session, drill_id: int, said: str, render: Callable[[], str]) -> Response:
    """The live part, or 304 while nothing has happened: then one small statement was all.

    ``said`` is what else the part depends on (language, who looks).
    """
    version = f"{board_version(session, drill_id)}-{said}"
    if request.if_none_match.contains(version):
        response = Response(status=304)
    else:
        response = Response(render(), content_type="text/html; charset=utf-8")
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
