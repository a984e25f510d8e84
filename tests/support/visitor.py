"""A visitor with a browser: keeps cookies, sends the form token like a page of ours would, can be signed in."""

from __future__ import annotations

from typing import Any, cast

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.accounts import open_session
from quizapp.web.context import Services
from quizapp.web.signing import sign_form_token
from tests.support.cast import Officer

_SAFE = {"GET", "HEAD", "OPTIONS"}


class Visitor(FlaskClient):
    """``client.post(url, data=...)`` carries a valid token; ``csrf=False`` leaves it out."""

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        if csrf and str(kwargs.get("method", "GET")).upper() not in _SAFE:
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("X-CSRFToken", self.form_token())
            kwargs["headers"] = headers
        kwargs.setdefault("buffered", True)  # files that are sent are closed when the answer is here
        return super().open(*args, **kwargs)

    def form_token(self) -> str:
        """A token that belongs to this browser's session."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", "0" * 40)
        return sign_form_token(self.application.config["SECRET_KEY"], raw)

    def sign_in(self, officer: Officer) -> str:
        """Sign ``officer`` in in this browser, without the page; the session's token."""
        services = cast(Services, self.application.extensions["quizapp"])
        with services.store.write() as session:
            token = open_session(session, officer.id, device="test", address="127.0.0.1", now=services.clock())
        with self.session_transaction() as cookie:
            cookie["_user_id"] = token
        return token
