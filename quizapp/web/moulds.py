"""Moulds: a text that was rendered once, with holes for what differs from reader to reader.

A template stays the one place that says how a page looks. What it makes for a thousand phones that differ in a name, a
token and the order of four options is made once and filled a thousand times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask import current_app, get_template_attribute
from markupsafe import Markup

from quizapp.kit.recent import Recent
from quizapp.web.i18n import current_locale


def hole(name: str, *, length: int = 0) -> str:
    """What to hand to a template where ``name`` is to be filled in: it survives escaping, and nobody can type it.

    It has ``length`` characters where its name leaves room: a template may show what is long in another way.
    """
    return f"\x02{name.ljust(length - 2, '_')}\x03"


class Mould:
    """``text`` cut at its holes, those of `hole` and the ``marks`` (name -> what stands there)."""

    __slots__ = ("_names", "_pieces")

    def __init__(self, text: str, marks: Mapping[str, str] | None = None) -> None:
        named = {mark: name for name, mark in (marks or {}).items()}
        cut = re.split("(" + "|".join(["\x02\\w+\x03", *map(re.escape, named)]) + ")", text)
        self._pieces = cut[::2]
        self._names = [named.get(mark, mark.strip("\x02\x03").rstrip("_")) for mark in cut[1::2]]

    @property
    def names(self) -> Sequence[str]:
        """Of its holes, in their order; the same one may come again."""
        return tuple(self._names)

    def fill(self, values: Mapping[str, str]) -> str:
        """The text. ``values`` are safe where they go: escaped already."""
        pieces = list(self._pieces)
        filled = [""] * (len(pieces) + len(self._names))
        filled[::2] = pieces
        filled[1::2] = [values[name] for name in self._names]
        return "".join(filled)


_PARTS = 256


def fixed_part(template: str, macro: str) -> Markup:
    """What a macro without arguments says in this page's language, rendered once: a script's words, its drawings.

    In templates: ``{{ fixed_part('live/_words.html', 'live_words') }}``.
    """
    parts: Recent[tuple[str, str, str], Markup] = current_app.extensions.setdefault("quizapp.parts", Recent(_PARTS))
    key = (current_locale(), template, macro)
    found = parts.get(key)
    if found is None:
        found = Markup(get_template_attribute(template, macro)())  # noqa: S704 - a template's own
        parts.put(key, found)
    return found
