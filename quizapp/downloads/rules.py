"""States of a download and the numbers that bound it. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

#: How long a finished file waits to be fetched.
KEPT = timedelta(days=1)
#: Whoever makes a file says so at least this often; after that somebody else takes it over.
STALE = timedelta(minutes=2)
#: Files that one member of staff may have waiting or in the making.
MOST_AT_ONCE = 3
#: Rows between two notes of how far it is.
STEP = 2_000
#: Bytes of a stored part.
PART = 512 * 1024
#: A file that failed so often is given up.
MOST_TRIES = 3


class DownloadState(StrEnum):
    """What a file is doing."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing happens to it any more by itself."""
        return self in (DownloadState.READY, DownloadState.FAILED)


def percent(done: int, total: int | None) -> int:
    """How far it is, 0 to 99 until it is ready: rows that were counted before others came in may be passed."""
    return min(99, 100 * done // total) if total else 0
