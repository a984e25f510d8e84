"""Forged forms: every unsafe route needs the token, as form field ``csrf_token`` or header ``X-CSRFToken``.

When a page was open too long its token is stale. If the browser says that the form came from our own page, the error
page holds everything that was typed and sends it again with a fresh token: nothing is lost.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf import CSRFProtect

#: Never written back into a page.
_SECRET = {"csrf_token", "password", "new_password", "repeat_password", "current_password", "code"}


def init_csrf(app: Flask) -> None:
    """Check the token before any view with an unsafe method runs."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # as long as the browser's session: a phone may lie in a pocket over lunch
        WTF_CSRF_SSL_STRICT=False,  # some in-app browsers send no Referer; the token and SameSite=Lax decide
        WTF_CSRF_HEADERS=["X-CSRFToken"],
    )
    CSRFProtect(app)


def fields_to_resend() -> list[tuple[str, str]] | None:
    """What the refused form held, to be sent again by its owner; None when it may not come from our own page."""
    if not _is_our_own_page() or request.files or not request.form:
        return None
    if any(name in _SECRET - {"csrf_token"} for name in request.form):
        return None
    return [(name, value) for name, values in request.form.lists() for value in values if name not in _SECRET]


def _is_our_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(source).netloc == request.host
