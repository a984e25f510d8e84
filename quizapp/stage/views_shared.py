"""What the pages of stage contests share: finding one, its addresses, and answers that are asked for again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask_babel import get_locale

from quizapp import stage
from quizapp.stage.setup import EDIT
from quizapp.web import now, settings, store

#: A buzzer asks five times a second while a question is open.
POLLING = "1200/minute"

__all__ = ["EDIT", "POLLING", "address", "answer_live", "settle_if_due", "wants_part"]


def address(endpoint: str, **values: Any) -> str:
    """A page's whole address, as a code on paper needs it."""
    return (settings().public_url or request.host_url.rstrip("/")) + url_for(endpoint, **values)


def wants_part() -> bool:
    """Whether a screen asks for its live part alone."""
    return request.args.get("part") == "1"


def settle_if_due(pulse: stage.Pulse) -> bool:
    """Compare the presses of this opening if it is time and nobody has; whether the pulse is old now.

    Done by whoever asks next: it needs no process that stays, and a server that was killed goes on with it.
    """
    contest_id, opening_id, moment = pulse.contest_id, pulse.opening_id, now()
    if opening_id is None or not stage.is_due(pulse, moment):
        return False
    store().retrying(lambda session: stage.settle(session, contest_id, opening_id, now=moment))
    return True


def answer_live(version: str, render: Callable[[], str], *, content_type: str = "text/html; charset=utf-8") -> Response:
    """The live part, or 304 while nothing has happened: then one small statement was all."""
    tag = f"{version}-{get_locale()}"
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        response = Response(render(), content_type=content_type)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
