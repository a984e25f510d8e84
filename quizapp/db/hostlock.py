"""One writer per host: an advisory file lock that every process holds while it writes to one SQLite file.

SQLite 3.7.0-3.51.2 can damage a WAL database when two connections write and checkpoint at one instant.
Holding this lock from BEGIN to the end of COMMIT (which also checkpoints) keeps them apart, and lets waiting
processes queue in the kernel instead of polling a busy database.

The kernel does not hand a lock on: whoever gives it back may take it again before the one that waits has woken up, for as
long as it likes. So there is a second lock, the turnstile: held while waiting for the first one and by nobody who has it. A
process that has just written stands behind the one that waits.
"""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no flock; SQLite's own lock with its timeout serves there
    fcntl = None  # type: ignore[assignment]


class HostLock:
    """An exclusive lock on ``path``, taken in turns; not re-entrant. The file and its turnstile stay, empty."""

    def __init__(self, path: Path) -> None:
        self._fd = _open(path)
        self._turnstile = _open(path.with_name(f"{path.name}.turnstile"))

    def acquire(self) -> None:
        """Wait until no other process holds it, behind those who wait already."""
        if fcntl is not None:
            fcntl.flock(self._turnstile, fcntl.LOCK_EX)
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX)
            finally:
                fcntl.flock(self._turnstile, fcntl.LOCK_UN)

    def release(self) -> None:
        """Let the next process in."""
        if fcntl is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file handles back."""
        os.close(self._fd)
        os.close(self._turnstile)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
