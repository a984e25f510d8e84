"""Forged forms: every unsafe route needs the token, as form field ``csrf_token`` or header ``X-CSRFToken``; routes for
programs that trust no cookie (`bearer`) need none.

When a page was open too long its token is stale. If the browser says that the form came from our own page, the error
page holds everything that was typed and sends it again with a fresh token: nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFError

from quizapp.kit.ids import new_token
from quizapp.web.signing import is_form_token, sign_form_token

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__quizapp_bearer__"

#: Where the session holds what the token must say.
_HELD = "csrf_token"
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: Never written back into a page.
_SECRET = {"csrf_token", "password", "new_password", "repeat_password", "current_password", "code"}


def init_csrf(app: Flask) -> None:
    """Check the token before any view with an unsafe method runs, and give templates ``csrf_token()``.

    It is good as long as the browser's session: a phone may lie in a pocket over lunch. Some in-app browsers send no
    Referer; the token and SameSite=Lax decide. Forms do not check a second time.
    """
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.globals["csrf_token"] = form_token
    app.before_request(_check)


def form_token() -> str:
    """The form token of this browser's session, the same throughout a request; a session without one begins here."""
    if "form_token" not in g:
        g.form_token = sign_form_token(current_app.config["SECRET_KEY"], session.setdefault(_HELD, new_token(32)))
    return cast(str, g.form_token)


def bearer(view: View) -> View:
    """Mark a view that knows its caller by the ``Authorization`` header alone, never by a cookie.

    A forged form cannot carry that header, so that no form token is asked. The view itself must refuse who has none.
    """
    setattr(view, _MARK, True)
    return view


def is_bearer(view: Callable[..., Any] | None) -> bool:
    """Whether ``view`` trusts no cookie."""
    return getattr(view, _MARK, False) is True


def _check() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.method not in _UNSAFE or is_bearer(view):
        return
    sent = request.form.get("csrf_token") or request.headers.get("X-CSRFToken") or ""
    if not is_form_token(current_app.config["SECRET_KEY"], sent, session.get(_HELD)):
        raise CSRFError("the form token is missing, or not of this session")


def fields_to_resend() -> list[tuple[str, str]] | None:
    """What the refused form held, to be sent again by its owner; None when it may not come from our own page."""
    if not _is_our_own_page() or request.files or not request.form:
        return None
    if any(_plain(name) in _SECRET - {"csrf_token"} for name in request.form):
        return None
    return [(name, value) for name, values in request.form.lists() for value in values if _plain(name) not in _SECRET]


def _plain(name: str) -> str:
    """A field's name without the prefix that a page with several forms gives it."""
    return name.rpartition("-")[2]


def _is_our_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(source).netloc == request.host
