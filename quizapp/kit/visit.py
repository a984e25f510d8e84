"""The request in hand: its id and its route's name, for the log and the figures. Holds nothing that anybody sent."""

from __future__ import annotations

import os
from base64 import b32encode
from contextvars import ContextVar


class Visit:
    """One request. ``route`` is filled in by whoever answers it and empty where no page stands."""

    __slots__ = ("id", "route", "status")

    def __init__(self, visit_id: str) -> None:
        self.id = visit_id
        self.route = ""
        self.status = 0


#: The request this thread works for.
CURRENT: ContextVar[Visit | None] = ContextVar("quizapp_visit", default=None)


def new_visit_id() -> str:
    """Eight letters and digits that can be read out over the phone: A-Z and 2-7, no 0, 1, 8 or 9."""
    return b32encode(os.urandom(5)).decode()
