"""Forged forms: every unsafe route needs the token, as form field ``csrf_token`` or header ``X-CSRFToken``; routes for
programs that trust no cookie (`bearer`) need none.

When a page was open too long its token is stale. If the browser says that the form came from our own page, the error
page holds everything that was typed and sends it again with a fresh token: nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf import CSRFProtect

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__quizapp_bearer__"

_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: Never written back into a page.
_SECRET = {"csrf_token", "password", "new_password", "repeat_password", "current_password", "code"}


def init_csrf(app: Flask) -> None:
    """Check the token before any view with an unsafe method runs."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # as long as the browser's session: a phone may lie in a pocket over lunch
        WTF_CSRF_SSL_STRICT=False,  # some in-app browsers send no Referer; the token and SameSite=Lax decide
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    protection = CSRFProtect(app)
    app.before_request(lambda: _check(protection))


def bearer(view: View) -> View:
    """Mark a view that knows its caller by the ``Authorization`` header alone, never by a cookie.

    A forged form cannot carry that header, so that no form token is asked. The view itself must refuse who has none.
    """
    setattr(view, _MARK, True)
    return view


def is_bearer(view: Callable[..., Any] | None) -> bool:
    """Whether ``view`` trusts no cookie."""
    return getattr(view, _MARK, False) is True


def _check(protection: CSRFProtect) -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and request.method in _UNSAFE and not is_bearer(view):
        protection.protect()


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
