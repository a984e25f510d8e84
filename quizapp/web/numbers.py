"""Whole numbers from outside: what no id, page or position can be is no number, in addresses as in query strings."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict
from werkzeug.routing import IntegerConverter

#: A browser counts exactly up to here, a database can multiply it by the length of a page.
MOST = 2**53 - 1


def whole(text: str) -> int:
    """``text`` as a number. Raises `ValueError` for everything else and for what is too far from zero."""
    number = int(text) if len(text) <= 20 else MOST + 1
    if abs(number) > MOST:
        raise ValueError("too far from zero")
    return number


class WholeConverter(IntegerConverter):
    """``<int:…>`` of an address. More than 15 digits lead nowhere, whatever the method: no id has as many.

    By its expression, not by `ValidationError`: that one makes 405 of a POST where a GET has the same address.
    """

    regex = r"\d{1,15}"


def _meant(type: Any) -> Any:
    return whole if type is int else type


class _Fields(ImmutableMultiDict[str, str]):
    """A query string or a form: with ``type=int`` what is no number of the house counts as not given."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, _meant(type))

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        return super().getlist(key, _meant(type))


class _Both(CombinedMultiDict[str, str]):
    """Query string and form, in the same way."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, _meant(type))


class WholeRequest(Request):
    """A request whose numbers are numbers of this house."""

    parameter_storage_class = _Fields

    @property
    def values(self) -> CombinedMultiDict[str, str]:
        """Query string and form, as Flask has it."""
        return _Both(super().values.dicts)


def init_numbers(app: Flask) -> None:
    """For all routes: call it before they are added."""
    app.request_class = WholeRequest
    app.url_map.converters = {**app.url_map.converters, "int": WholeConverter}
