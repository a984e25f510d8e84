"""People go on and on: memory, open files and the database's log stay as they are once all are warm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median_low

import psutil

from benchmarks.world import World
from tests.faults.phones import Crowd, History
from tests.faults.server import Server
from tests.support.gate import Shown, size

SHEETS = size(600, done=100_000)
#: Stretches of the sheets that are compared, and looks at the server in each.
STRETCHES, LOOKS = 6, 5
_MOST_LOG = 64 << 20
#: A short run still fills caches; before a long one they are full, also those of the job that reads most.
IS_LONG = SHEETS > 50_000
MOST_GROWTH = 1.05 if IS_LONG else 1.3
_TO_FILL, _LONGEST_JOB, _ITS_RUNS = 40_000, "integrity.mark", 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the server holds, at a moment or over a stretch."""

    memory: int
    files: int
    log: int


def look(server: Server, world: World) -> Look:
    """All its processes together; lines to phones are not counted as files."""
    assert server.process is not None
    group = psutil.Process(server.process.pid)
    processes = [group, *group.children(recursive=True)]
    log = Path(f"{world.settings.home / 'quizapp.db'}-wal")
    return Look(
        memory=sum(each.memory_info().rss for each in processes),
        files=sum(each.num_fds() - len(each.net_connections(kind="tcp")) for each in processes),
        log=log.stat().st_size if log.exists() else 0,
    )


def over(looks: list[Look]) -> Look:
    """A stretch: memory as it mostly is (a job borrows some for seconds), the most of all else."""
    return Look(
        memory=median_low(each.memory for each in looks),
        files=max(each.files for each in looks),
        log=max(each.log for each in looks),
    )


def grown(looks: list[Look]) -> list[str]:
    """What grew from the first look to the last one."""
    first, last = looks[0], looks[-1]
    wrong = []
    if last.memory > first.memory * MOST_GROWTH:
        wrong.append(f"memory: {first.memory >> 20} -> {last.memory >> 20} MiB")
    if last.files > first.files + 8:
        wrong.append(f"files: {first.files} -> {last.files}")
    if max(each.log for each in looks) > _MOST_LOG:
        wrong.append(f"log: {max(each.log for each in looks) >> 20} MiB")
    return wrong


def warm_up(server: Server, history: History) -> None:
    """Return when all caches are full: the job that reads most, every five minutes, has run often enough."""
    history.wait_for_more(_TO_FILL)
    while server.told().count(_LONGEST_JOB) < _ITS_RUNS:
        history.wait_for_more(1_000)


def soaked(world: World, *, sheets: int, factory: str = "") -> list[Look]:
    """Stretches in which so many sheets come in; the first one when the server is warm."""
    with Server(world, factory=factory) as server, Crowd(world, server.port, threads=8).at_work() as history:
        if IS_LONG and not factory:
            warm_up(server, history)
        looks = []
        for _ in range(STRETCHES * LOOKS):
            history.wait_for_more(sheets // STRETCHES // LOOKS)
            looks.append(look(server, world))
    assert history.surprises == []
    return [over(looks[at : at + LOOKS]) for at in range(0, len(looks), LOOKS)]


def test_nothing_grows_while_people_go_on(world: World, shown: Shown) -> None:
    looks = soaked(world, sheets=SHEETS)
    assert grown(looks) == [], looks
    shown(21, "sheets of a soak with flat memory, files and log", SHEETS, asked=100_000)


def test_the_twin_that_keeps_everything_is_caught(world: World) -> None:
    wrong = grown(soaked(world, sheets=120, factory="tests.faults.twins:that_keeps_everything"))
    assert {each.partition(":")[0] for each in wrong} >= {"memory", "files"}, wrong
