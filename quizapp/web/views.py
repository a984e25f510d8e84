"""The few pages that belong to no feature: preferences and health."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from quizapp.db.migrate import Fit, how_it_fits
from quizapp.web.api import api_route
from quizapp.web.context import settings, store
from quizapp.web.i18n import LOCALES, remember_locale
from quizapp.web.pages import ELDER_COOKIE
from quizapp.web.policy import public
from quizapp.web.redirects import safe_next

blueprint = Blueprint("web", __name__)


@blueprint.post("/preferences")
@public
def preferences() -> ResponseReturnValue:
    """Language and elder view, remembered in this browser; back to where one was."""
    response = redirect(safe_next(request.form.get("next")), 303)
    assert isinstance(response, Response)
    locale, elder = request.form.get("locale"), request.form.get("elder")
    if locale in LOCALES:
        remember_locale(response, str(locale))
    if elder in {"0", "1"}:
        response.set_cookie(
            settings().cookie_name(ELDER_COOKIE), str(elder), max_age=31_536_000, httponly=True, samesite="Lax",
            secure=settings().secure_cookies, path="/",
        )  # fmt: skip
    return response


class Alive(msgspec.Struct, frozen=True, kw_only=True):
    """The process answers."""

    process: str


@blueprint.get("/livez")
@public
@api_route(summary="Whether the process answers; asks nothing else", responses={200: Alive}, tags=("operation",))
def livez() -> Alive:
    """200 as long as the process can answer at all: for what starts it again when it cannot."""
    return Alive(process="ok")


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """``ok`` and ``current`` (or ``ahead``, during an upgrade) when all is well; ``draining`` is true while the server is about to stop."""

    database: str
    migrations: str
    draining: bool = False


@blueprint.get("/healthz")
@public
@api_route(summary="Health for load balancers", responses={200: Health, 503: Health}, tags=("operation",))
def healthz() -> tuple[Health, int]:
    """200 while the database answers, is not of an older release, and the server is not about to stop, else 503.

    ``ahead`` is a database that a newer release has migrated while this one still serves: its migrations fit both.
    """
    leaving = settings().draining_file
    if leaving is not None and leaving.exists():
        return Health(database="unasked", migrations="unknown", draining=True), 503
    try:
        fit = how_it_fits(store())
    except SQLAlchemyError:
        return Health(database="away", migrations="unknown"), 503
    return Health(database="ok", migrations=fit.value), 503 if fit is Fit.BEHIND else 200
