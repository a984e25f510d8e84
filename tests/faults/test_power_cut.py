"""The power goes, a thousand times: what was acknowledged is there, and the database opens.

A real server is recorded by strace while phones hand in; the disk is built anew at random moments of the recording. What
no sync has covered by then is lost at random, in whole or in sectors.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from benchmarks.world import World
from quizapp.db import Store
from quizapp.errors import Unavailable
from tests.faults.checker import judge
from tests.faults.phones import Crowd
from tests.faults.power import Cut, Disk, cuts
from tests.faults.server import Server
from tests.faults.trace import Call, read_calls, recorder
from tests.support.gate import Shown, size

RECORDINGS = size(1, done=10)
CUTS = size(30, done=100)
#: Enough for the log to be written back into the database and begun anew, several times.
SHEETS = size(250, done=1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the cuts left."""

    told: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    unreadable: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in dataclasses.fields(self)}
        )


def record(world: World, target: Path, *, seed: int, sheets: int, factory: str = "") -> tuple[Disk, list[Call]]:
    """The disk as it was before the server began, and everything it did until it was killed."""
    disk = Disk(world.settings.home, "quizapp.db")
    crowd = Crowd(world, (server := Server(world, factory=factory, prefix=recorder(target))).port, seed=seed)
    with server, crowd.at_work() as history:
        history.wait_for_more(sheets)
    return disk, list(read_calls(target))


def look(world: World, cut: Cut, folder: Path) -> Found:
    """Put what is left of the files into ``folder``, open them as a server would, and count."""
    folder.mkdir()
    for name, content in cut.files.items():
        (folder / name).write_bytes(content)
    url = f"sqlite:///{folder / 'quizapp.db'}"
    after = dataclasses.replace(world, settings=dataclasses.replace(world.settings, home=folder, database_url=url))
    try:
        if not _is_whole(url):
            return Found(told=len(cut.told.submissions), unreadable=1)
        verdict = judge(after, cut.told)
    except (DatabaseError, Unavailable):
        return Found(told=len(cut.told.submissions), unreadable=1)
    return Found(told=verdict.acknowledged, lost=verdict.lost, doubled=verdict.doubled, wrong=verdict.wrong)


def _is_whole(url: str) -> bool:
    store = Store(url)
    try:
        with store.read() as session:
            return session.execute(text("PRAGMA integrity_check(1)")).scalar_one() == "ok"
    finally:
        store.close()


def after_cuts(world: World, folder: Path, *, seed: int, count: int, sheets: int, factory: str = "") -> Found:
    """What so many cuts of one recording leave."""
    disk, calls = record(world, folder / "recording", seed=seed, sheets=sheets, factory=factory)
    found = Found()
    for number, cut in enumerate(cuts(disk, calls, count=count, rng=Random(seed))):
        found += look(world, cut, folder / f"cut-{number}")
    return found


@pytest.mark.parametrize("seed", range(RECORDINGS))
def test_a_power_cut_loses_nothing_acknowledged(world: World, tmp_path: Path, shown: Shown, seed: int) -> None:
    found = after_cuts(world, tmp_path, seed=seed, count=CUTS, sheets=SHEETS)
    assert found == Found(told=found.told)
    assert found.told > CUTS
    shown(2, "power cuts", CUTS, asked=1_000)


@pytest.mark.parametrize("level", ["normal", "off"])
def test_the_twin_that_does_not_wait_for_the_disk_is_caught(world: World, tmp_path: Path, level: str) -> None:
    factory = f"tests.faults.twins:synchronous_{level}"
    found = after_cuts(world, tmp_path, seed=1, count=5, sheets=60, factory=factory)
    assert found.lost + found.unreadable > 0, found
