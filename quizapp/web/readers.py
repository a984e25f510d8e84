"""Who reads a page, as far as pages differ: the language and the large letters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from quizapp.web.context import cookie_name
from quizapp.web.i18n import COOKIE, LOCALES, current_locale, match_browser
from quizapp.web.pages import ELDER_COOKIE


class Reader(NamedTuple):
    """One of `LOCALES`, and whether he wants large letters."""

    locale: str
    elder: bool


def reader() -> Reader:
    """Who sent the request that the framework answers."""
    return Reader(current_locale(), request.cookies.get(cookie_name(ELDER_COOKIE)) == "1")


def read_reader(cookies: Mapping[str, str], wishes: str) -> Reader:
    """The same from the cookies and the header ``Accept-Language``, for an address without a query."""
    chosen = cookies.get(cookie_name(COOKIE), "")
    return Reader(chosen if chosen in LOCALES else _match(wishes[:500]), cookies.get(cookie_name(ELDER_COOKIE)) == "1")


@lru_cache(maxsize=1024)
def _match(wishes: str) -> str:
    return match_browser(parse_accept_header(wishes, LanguageAccept))
