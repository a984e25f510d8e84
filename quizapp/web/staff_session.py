"""The bridge between the browser's cookie and the sessions of `quizapp.accounts`, by Flask-Login.

Flask-Login keeps the session token in the signed cookie; each request looks it up anew, once, so that a revoked
session is over at the next tap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, session
from flask_login import LoginManager, login_user, logout_user

from quizapp.accounts import SecondFactorDemand, SignedIn, demands_second_factor, find_session, note_seen
from quizapp.web.context import now, services, settings, store


@dataclass(frozen=True, slots=True)
class _User:
    """What Flask-Login wants to see of a session."""

    token: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.token


def init_staff_session(app: Flask) -> None:
    """Let Flask-Login keep the token."""
    manager = LoginManager()
    manager.session_protection = None  # sessions live on the server; a phone changes its network address all day
    manager.user_loader(_User)
    manager.init_app(app, add_context_processor=False)


def load_signed_in() -> SignedIn | None:
    """Who is signed in in this browser, looked up once a request."""
    if "signed_in" not in g:
        g.signed_in = _look_up()
    found: SignedIn | None = g.signed_in
    return found


def owes_second_factor(found: SignedIn) -> bool:
    """Whether this site demands a second factor of him that he has not set up: nothing else opens before."""
    return not found.has_second_factor and has_to_have_second_factor(found)


def has_to_have_second_factor(found: SignedIn) -> bool:
    """Whether this site demands a second factor of him."""
    return demands_second_factor(SecondFactorDemand(settings().second_factor), found.actor)


def session_token() -> str | None:
    """The token in the cookie, valid or not."""
    token = session.get("_user_id")
    return token if isinstance(token, str) else None


def _look_up() -> SignedIn | None:
    token = session_token()
    if token is None:
        return None
    with store().read() as reading:
        found = find_session(reading, token, now=now())
    if found is None:
        logout_user()
        return None
    if found.seen_is_stale:
        with services().store.write() as writing:
            note_seen(writing, found.session_id, now=now())
    return found


def start_session(token: str) -> None:
    """Keep ``token`` in the browser; everything that stood in its cookie before is dropped (no session fixation)."""
    kept: dict[str, Any] = {name: session[name] for name in ("_flashes",) if name in session}
    session.clear()
    session.update(kept)
    login_user(_User(token))
    g.pop("signed_in", None)


def end_session() -> None:
    """Forget the token and whatever else the cookie held."""
    session.clear()
    g.signed_in = None
