"""What the serving processes use: memory, open files, threads, processor time; and what they are."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import __version__
from quizapp.kit.later import later

if TYPE_CHECKING:
    from prometheus_client import Metric, core, multiprocess
else:
    core, multiprocess = later("prometheus_client.core"), later("prometheus_client.multiprocess")

_PROC = Path("/proc")


class ProcessFigures:
    """Collects for the processes that keep counts in ``folder``, or for this one alone."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """Figures of the living processes; those that are gone are forgotten."""
        build = core.GaugeMetricFamily("quizapp_build_info", "What runs.", labels=("version", "python"))
        build.add_metric((__version__, platform.python_version()), 1)
        yield build
        pids = self._living()
        yield core.GaugeMetricFamily("quizapp_processes", "Serving processes.", value=len(pids))
        resident = core.GaugeMetricFamily("quizapp_process_resident_memory_bytes", "Memory.", labels=("pid",))
        files = core.GaugeMetricFamily("quizapp_process_open_fds", "Open files.", labels=("pid",))
        most = core.GaugeMetricFamily("quizapp_process_max_fds", "Files that may be open.", labels=("pid",))
        threads = core.GaugeMetricFamily("quizapp_process_threads", "Threads.", labels=("pid",))
        spent = core.CounterMetricFamily("quizapp_process_cpu_seconds", "Processor time.", labels=("pid",))
        for pid in pids:
            with suppress(OSError, ValueError, IndexError):
                self._add(pid, resident, files, most, threads, spent)
        yield from (resident, files, most, threads, spent)

    def _add(self, pid: int, resident, files, most, threads, spent) -> None:  # type: ignore[no-untyped-def]
        folder, label = _PROC / str(pid), (str(pid),)
        stat = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        resident.add_metric(label, int(stat[21]) * os.sysconf("SC_PAGE_SIZE"))
        threads.add_metric(label, int(stat[17]))
        spent.add_metric(label, (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"))
        files.add_metric(label, len(list((folder / "fd").iterdir())))
        limit = re.search(r"^Max open files\s+(\d+)", (folder / "limits").read_text("utf-8"), re.MULTILINE)
        if limit:
            most.add_metric(label, int(limit[1]))

    def _living(self) -> list[int]:
        if not self._folder:
            return [os.getpid()]
        found = sorted(set(_pids(Path(self._folder))))
        for pid in found:
            if not _is_alive(pid):
                multiprocess.mark_process_dead(pid, self._folder)  # type: ignore[no-untyped-call]
        return [pid for pid in found if _is_alive(pid)]


def _pids(folder: Path) -> Iterator[int]:
    for path in folder.glob("*.db"):
        name = path.stem.rpartition("_")[2]
        if name.isdecimal():
            yield int(name)


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # there the "signal" 0 would be Ctrl-C
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
