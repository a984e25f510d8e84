"""Work that repeats by itself. A feature that has some lists it as ``JOBS`` in its module ``jobs``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.db import Store
    from quizapp.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. ``run`` must be safe in several processes at once and after any interruption; it returns what it did.

    ``forgets`` marks those that delete what people left behind: they are listed by ``quizapp retention``. A run of one is
    part of a transaction that also notes it, and is repeated until it returns 0: it takes no more at once than others
    can wait for.
    """

    name: str
    every_minutes: int
    run: Callable[[Store, Settings, datetime], int]
    forgets: bool = False
