"""Who reads a page, as far as pages differ: the language and the large letters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from quizapp.web.context import settings
from quizapp.web.i18n import COOKIE, LOCALES, current_locale, match_browser
from quizapp.web.pages import reads_large


class Reader(NamedTuple):
    """One of `LOCALES`, and whether he wants large letters."""

    locale: str
    elder: bool


def reader() -> Reader:
    """Who sent the request that the framework answers."""
    return Reader(current_locale(), reads_large(request.cookies))


def read_reader(cookies: Mapping[str, str], wishes: str) -> Reader:
    """The same from the cookies and the header ``Accept-Language``, for an address without a query."""
    chosen = cookies.get(settings().cookie_name(COOKIE), "")
    return Reader(chosen if chosen in LOCALES else _match(wishes[:500]), reads_large(cookies))


@lru_cache(maxsize=1024)
def _match(wishes: str) -> str:
    return match_browser(parse_accept_header(wishes, LanguageAccept))
