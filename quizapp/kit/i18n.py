"""Marking text for translation outside the web layer."""

from __future__ import annotations

from dataclasses import dataclass


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name for "mark, do not translate yet"
    """The same text; the extractor finds it, and the edge translates it when it is shown."""
    return message


@dataclass(frozen=True, slots=True, init=False)
class Phrase:
    """A sentence of ours that the edge translates: a marked message id and what fills its ``%(name)s`` places."""

    message: str
    params: dict[str, object]

    def __init__(self, message: str, **params: object) -> None:
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "params", params)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message

    def __bool__(self) -> bool:
        return bool(self.message)
