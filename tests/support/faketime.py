"""A clock that the test sets, under a real server process: libfaketime stands in front of the system's own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path


class ServerClock:
    """The time that processes with `environ` see: it stands until the next `set`. Monotonic clocks run on."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"

    def set(self, moment: datetime) -> None:
        """From now on it is ``moment``, to the second. Replaced whole: no process reads half of a number."""
        assert moment.microsecond == 0
        written = self._file.with_suffix(".new")
        written.write_text(f"{int(moment.timestamp())}\n")
        written.replace(self._file)

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to live by this clock."""
        return {
            "LD_PRELOAD": str(_library()), "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_FMT": "%s",
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC",
            # the times of files stay as they are: else Python takes every compiled module for stale
            "NO_FAKE_STAT": "1",
        }  # fmt: skip


def _library() -> Path:
    """Where libfaketime is. Without it the test fails: these borders are proved in no other way."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert found, "libfaketime is missing: run tools/prepare_machine.sh"
    return found[0]
