"""Whole pages that say the same to thousands of readers, but for a name and a form token: rendered once, then filled."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from flask import current_app, render_template, request, session
from markupsafe import escape

from quizapp.kit.recent import Recent
from quizapp.web.context import signed_in
from quizapp.web.csrf import form_token
from quizapp.web.moulds import Mould
from quizapp.web.readers import reader

_KEPT = 256


def kept_page(template: str, *, key: Hashable, fill: Mapping[str, str], **context: Any) -> str:
    """``template`` with ``context``, which has holes (`hole`) for what ``fill`` says; its values are escaped here.

    ``key`` is everything in the context that the page depends on; language, large letters and address are added to it.
    Readers whose page has more on it (staff, a message to be shown once) get theirs rendered.
    """
    token = form_token()
    values = {name: escape(value) for name, value in fill.items()} | {"csrf": escape(token)}
    if request.query_string or signed_in() is not None or "_flashes" in session:
        return _render(template, context, token).fill(values)
    moulds: Recent[Hashable, Mould] = current_app.extensions.setdefault("quizapp.kept_pages", Recent(_KEPT))
    whose = (template, reader(), request.script_root, request.path, key)
    mould = moulds.get(whose)
    if mould is None:
        moulds.put(whose, mould := _render(template, context, token))
    return mould.fill(values)


def _render(template: str, context: Mapping[str, Any], token: str) -> Mould:
    """The form token is the one value that templates ask for by themselves."""
    return Mould(render_template(template, **context), {"csrf": token})
