"""The page that waits, as bytes: drawn once for each language and view, then only filled with where somebody stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import msgspec
from flask import Flask, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import escape

from quizapp.admission.door import Place
from quizapp.web import Mould, Reader, hole


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
        self._drawn: dict[Reader, tuple[Mould, Mapping[str, str]]] = {}

    def page(self, reader: Reader, *, title: str, code: str, place: Place) -> bytes:
        """The whole page for this place."""
        mould, words = self._drawn.get(reader) or self._draw(reader)
        ahead, wait = told(words, place)
        again = place.again_s
        filled = {
            "title": title, "code": code, "ahead": ahead, "wait": wait, "again": round(again * 1000),
            # without script nobody spreads the phones: their numbers do
            "refresh": math.ceil(again) + 1 + place.number % 4,
        }  # fmt: skip
        return mould.fill({name: escape(value) for name, value in filled.items()}).encode()

    def _draw(self, reader: Reader) -> tuple[Mould, Mapping[str, str]]:
        holes = {name: hole(name) for name in ("title", "code", "ahead", "wait", "again", "refresh")}
        with self._app.test_request_context("/"), force_locale(reader.locale):
            words = _words()
            text = render_template("admission/waiting.html", **holes, **reader._asdict(), words=words)
        self._drawn[reader] = drawn = Mould(text), words
        return drawn


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
