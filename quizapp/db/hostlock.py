"""One writer per host: an advisory file lock that every process holds while it writes to one SQLite file.

SQLite 3.7.0-3.51.2 can damage a WAL database when two connections write and checkpoint at one instant.
Holding this lock from BEGIN to the end of COMMIT (which also checkpoints) keeps them apart, and lets waiting
processes queue in the kernel instead of polling a busy database.
"""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no flock; SQLite's own lock with its timeout serves there
    fcntl = None  # type: ignore[assignment]


class HostLock:
    """An exclusive lock on ``path``; not re-entrant. The file stays, empty."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self) -> None:
        """Wait until no other process holds it."""
        if fcntl is not None:
            fcntl.flock(self._fd, fcntl.LOCK_EX)

    def release(self) -> None:
        """Let the next process in."""
        if fcntl is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file handle back."""
        os.close(self._fd)
