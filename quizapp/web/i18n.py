"""Languages: Simplified Chinese is what the code says; Traditional Chinese and English are catalogues.

``?lang=en`` chooses and is remembered in a cookie; else the browser's wishes count.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_domain, gettext
from flask_babel import get_locale as babel_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.wrappers import Request

from quizapp.errors import QuizError
from quizapp.kit.i18n import Phrase
from quizapp.sheets import ROW_PREFIX, Problem
from quizapp.web.context import settings

#: Locale -> its own name.
LOCALES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
DEFAULT = "zh_Hans"
COOKIE = "lang"
TRANSLATIONS = Path(__file__).parent / "translations"
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def init_i18n(app: Flask) -> None:
    """Give templates ``_`` and the locale, and remember a language that was chosen by address."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=DEFAULT,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )
    Babel(app, locale_selector=choose_locale)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count), newstyle=True,
    )  # fmt: skip
    app.add_template_filter(say)
    app.context_processor(lambda: {"text_direction": text_direction()})
    app.after_request(_remember)


def _catalogue() -> Any:
    """Of this page's language, looked up once a page: a page says a hundred things.

    ``force_locale`` changes the context's language in between; what was found for the last one does not hold then.
    """
    context = g.get("_flask_babel")
    locale = getattr(context, "babel_locale", None)
    held = getattr(context, "quizapp_catalogue", None)
    if held is not None and locale is not None and held[0] is locale:
        return held[1]
    found = get_domain().get_translations()
    context = g.get("_flask_babel")
    if context is not None:
        context.quizapp_catalogue = getattr(context, "babel_locale", None), found
    return found


def choose_locale() -> str:
    """Locale of this request: the address, then the cookie, then what the browser asks for."""
    if not has_request_context():
        return DEFAULT
    chosen = g.get("chosen_locale")
    return str(chosen) if chosen in LOCALES else locale_of(request)


def locale_of(asked: Request) -> str:
    """The same of a request that no framework has seen."""
    for wish in (asked.args.get("lang"), asked.cookies.get(settings().cookie_name(COOKIE))):
        if wish in LOCALES:
            return str(wish)
    return match_browser(asked.accept_languages)


def match_browser(wishes: LanguageAccept) -> str:
    """The best of our locales for an ``Accept-Language`` header."""
    for tag in wishes.values():
        parts = tag.lower().replace("_", "-").split("-")
        if parts[0] == "zh":
            return "zh_Hant" if _TRADITIONAL & set(parts) else "zh_Hans"
        if parts[0] == "en":
            return "en"
    return DEFAULT


def current_locale() -> str:
    """Locale of this page, one of `LOCALES`."""
    return str(babel_locale() or DEFAULT)


def text_direction() -> str:
    """``ltr`` or ``rtl``: how this page's language runs, for the ``dir`` of its root element."""
    return str((babel_locale() or Locale.parse(DEFAULT)).text_direction)


def translate_error(error: QuizError) -> str:
    """The error's message in the reader's language."""
    return _fill(error.message, error.params)


def say(said: Phrase | Problem | str) -> str:
    """A phrase or an importer's problem in the reader's language; anybody's own words as they are."""
    if isinstance(said, str):
        return said
    if isinstance(said, Phrase):
        return _fill(said.message, said.params)
    text = _fill(said.phrase.message, said.phrase.params)
    return text if said.row else _without_row(text)


def _fill(message: str, params: Mapping[str, object]) -> str:
    if not message:
        return ""
    filled = {name: say(part) if isinstance(part, Phrase) else part for name, part in params.items()}
    return str(gettext(message, **filled))


def _without_row(text: str) -> str:
    """A form has no row to name: the beginning that names row 0 is left out."""
    text = text.removeprefix(str(gettext(ROW_PREFIX, row=0)))
    return text[:1].upper() + text[1:]


def remember_locale(response: Response, locale: str) -> None:
    """Keep a chosen language in the browser for a year."""
    response.set_cookie(
        settings().cookie_name(COOKIE),
        locale,
        max_age=31_536_000,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
        path="/",
    )


def _remember(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in LOCALES and wish != request.cookies.get(settings().cookie_name(COOKIE)):
        remember_locale(response, str(wish))
    return response
