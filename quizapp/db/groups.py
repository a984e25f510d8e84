"""What a `quizapp.db.group_commit.GroupWriter` hands about: groups, work that waits, and bells that wake its owners."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import Any, Protocol

from sqlalchemy.orm import Session


class Turns(Protocol):
    """What keeps other processes out while a group is open."""

    def acquire(self) -> None:
        """Wait until no other process writes."""

    def release(self) -> None:
        """Let the next process in."""

    def close(self) -> None:
        """Give back what it holds."""


class Group:
    """Transactions that will be made durable by one commit, and who sleeps until then."""

    __slots__ = ("error", "is_done", "members", "opened_at", "sleepers")

    def __init__(self) -> None:
        self.opened_at = time.monotonic()
        self.members = 0
        self.sleepers: list[threading.Lock] = []
        self.is_done = False
        self.error: BaseException | None = None


class Task:
    """Work that waits for anybody's turn. ``bell`` is held by its sleeping owner and rung when there is news."""

    __slots__ = ("bell", "context", "error", "group", "result", "work")

    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.context = copy_context()
        self.bell = silent_bell()
        self.group: Group | None = None
        self.result: Any = None
        self.error: BaseException | None = None

    def is_settled(self) -> bool:
        """Whether there is an answer: its own error, or the end of its group."""
        return self.error is not None or (self.group is not None and self.group.is_done)


def silent_bell() -> threading.Lock:
    """Held by the one who will sleep on it."""
    bell = threading.Lock()
    bell.acquire()
    return bell


def ring(bell: threading.Lock) -> None:
    """Wake its owner, or let him not fall asleep."""
    with suppress(RuntimeError):  # rung already and not heard yet
        bell.release()
