"""The page that waits, as bytes: drawn once for each language and view, then only filled with two numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import msgspec
from flask import Flask, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from quizapp.admission.door import Place

#: Stand in the drawn page where numbers and names come later.
_TITLE, _CODE, _AHEAD, _WAIT, _AGAIN, _REFRESH = (
    f"@@{name}@@" for name in ("title", "code", "ahead", "wait", "again", "refresh")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """In which language and size somebody reads."""

    locale: str
    elder: bool


def _words() -> dict[str, str]:
    return {
        "ahead": _("前面还有 {n} 人"),
        "next": _("前面没有人了，马上就到您"),
        "seconds": _("大约还要 {n} 秒"),
        "minutes": _("大约还要 {n} 分钟"),
        "soon": _("就要进去了"),
    }


class WaitingPages:
    """Thread-safe; made for an application."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._drawn: dict[Look, tuple[str, Mapping[str, str]]] = {}

    def page(self, look: Look, *, title: str, code: str, place: Place) -> bytes:
        """The whole page for this place."""
        drawn, words = self._drawn.get(look) or self._draw(look)
        ahead, wait = told(words, place)
        again = place.again_s
        filled = {
            _TITLE: title, _CODE: code, _AHEAD: ahead, _WAIT: wait, _AGAIN: str(round(again * 1000)),
            # without script nobody spreads the phones: their numbers do
            _REFRESH: str(math.ceil(again) + 1 + place.number % 4),
        }  # fmt: skip
        for mark, value in filled.items():
            drawn = drawn.replace(mark, escape(value))
        return drawn.encode()

    def _draw(self, look: Look) -> tuple[str, Mapping[str, str]]:
        with self._app.test_request_context("/"), force_locale(look.locale):
            words = _words()
            drawn = render_template(
                "admission/waiting.html", title=_TITLE, code=_CODE, ahead=_AHEAD, wait=_WAIT, again=_AGAIN,
                refresh=_REFRESH, words=words, elder=look.elder, locale=look.locale,
            )  # fmt: skip
        self._drawn[look] = drawn, words
        return drawn, words


def told(words: Mapping[str, str], place: Place) -> tuple[str, str]:
    """How many are ahead and how long it takes, in words; times are rounded up, never down."""
    ahead = words["ahead"].replace("{n}", str(place.ahead)) if place.ahead > 0 else words["next"]
    if place.ahead <= 0:
        return ahead, words["soon"]
    if place.wait_s <= 60:
        return ahead, words["seconds"].replace("{n}", str(max(5, math.ceil(place.wait_s / 5) * 5)))
    return ahead, words["minutes"].replace("{n}", str(math.ceil(place.wait_s / 60)))


def place_json(place: Place) -> bytes:
    """The same for the page's script."""
    found = {
        "in": place.is_called, "ahead": max(0, place.ahead), "wait": math.ceil(place.wait_s),
        "again": round(place.again_s * 1000),
    }  # fmt: skip
    return _encode(found)


_encode: Callable[[object], bytes] = msgspec.json.Encoder().encode
