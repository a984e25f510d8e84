"""Marking text for translation outside the web layer."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name for "mark, do not translate yet"
    """The same text; the extractor finds it, and the edge translates it when it is shown."""
    return message
