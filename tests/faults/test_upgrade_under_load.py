"""An upgrade while people hand in: servers of both versions run, a step is killed in its middle, and nobody notices."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from benchmarks.servers import environment
from benchmarks.world import World, build_world
from quizapp.db import Store
from tests.faults.checker import judge
from tests.faults.phones import Crowd
from tests.faults.server import Server
from tests.support.balancer import Balancer
from tests.support.gate import Shown, size
from tests.support.later import IN_HALVES, RENAMING, later_version
from tests.support.patience import PATIENCE_S, wait_until
from tests.support.postgres import running_server

SUBMITS = size(150, done=10_000)
#: Between two papers of one hand: an upgrade needs some of the processor as well.
REST_S = 0.1
#: Each starts at most thirty papers a minute.
PHONES = size(240, done=1_500)
#: How often each step is killed in its middle.
KILLS = size(1, done=2)
STEPS = ("9001", "9002")


@dataclass
class Upgrade:
    """``quizapp db upgrade`` of the later version, over a world."""

    world: World
    checkout: Path

    def _start(self, **environ: str) -> subprocess.Popen[bytes]:
        told = environment(self.world) | {"PYTHONPATH": str(self.checkout)} | environ
        command = [sys.executable, "-m", "quizapp.cli", "db", "upgrade"]
        return subprocess.Popen(command, env=told, cwd=self.checkout, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def kill_inside(self, step: str) -> None:
        """Run it until it is in the middle of the step, and kill it there."""
        mark = self.checkout / f"inside-{step}"
        mark.unlink(missing_ok=True)
        process = self._start(STOP_INSIDE=step, STOPPED=str(mark))
        wait_until(lambda: mark.exists() or process.poll() is not None, step)
        process.kill()
        told = process.communicate()[0].decode()
        assert mark.exists(), told

    def run(self) -> str:
        """Run it to its end; what it said when it failed, else nothing."""
        process = self._start()
        told = process.communicate(timeout=PATIENCE_S)[0].decode()
        return told if process.returncode else ""


def shape(world: World) -> dict[str, Any]:
    """Tables, columns and indexes as they stand."""
    store = Store(world.settings.database_url)
    try:
        found = inspect(store.engine)
        return {
            name: (
                sorted((each["name"], str(each["type"]), each["nullable"]) for each in found.get_columns(name)),
                sorted(str(each["name"]) for each in found.get_indexes(name)),
            )
            for name in found.get_table_names()
        }
    finally:
        store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the world lives."""
    if request.param == "sqlite":
        yield ""
    else:
        with running_server() as url:
            yield url


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> World:
    """On either database."""
    return build_world(tmp_path, phones=PHONES, started=False, database_url=database_url)


@contextmanager
def stopped_at_last(server: Server) -> Iterator[None]:
    """Whatever happens, the server ends with the block."""
    try:
        yield
    finally:
        server.stop()


def roll_over(world: World, upgrade: Upgrade, *, submits: int) -> tuple[Crowd, str]:
    """Old servers, the upgrade with its accidents, both versions side by side, the new one alone; all under load."""
    share = submits // 4
    new = Server(world, PYTHONPATH=str(upgrade.checkout))
    with stopped_at_last(new), Server(world) as old, Balancer(old.port) as door:
        crowd = Crowd(world, door.port, threads=4, rest_s=REST_S)
        with crowd.at_work() as history:
            history.wait_for_more(share)
            for step in STEPS:
                for _ in range(KILLS):
                    upgrade.kill_inside(step)
            said = upgrade.run()
            new.start()
            door.put_in(new.port)
            history.wait_for_more(share)
            door.take_out(old.port)
            old.stop()
            old.start()  # as a host does that restarts it in the middle of the roll-over
            door.put_in(old.port)
            history.wait_for_more(share)
            door.take_out(old.port)
            history.wait_for_more(share)
    return crowd, said


def test_nobody_notices_an_upgrade_and_its_accidents(world: World, tmp_path: Path, shown: Shown) -> None:
    upgrade = Upgrade(world, later_version(tmp_path / "later"))
    crowd, said = roll_over(world, upgrade, submits=SUBMITS)
    assert said == ""
    assert (crowd.history.surprises, crowd.history.broken) == ([], [])
    verdict = judge(world, crowd.history)
    assert verdict.is_clean, verdict
    assert verdict.acknowledged >= SUBMITS
    if not world.settings.database_url.startswith("postgresql"):
        assert shape(world) == shape(_fresh(world, upgrade, tmp_path / "new"))
    database = "SQLite" if world.settings.database_url.startswith("sqlite") else "PostgreSQL"
    shown(20, f"sheets handed in during an upgrade on {database}", verdict.acknowledged, asked=10_000)


def _fresh(world: World, upgrade: Upgrade, home: Path) -> World:
    """The later version, installed anew."""
    home.mkdir()
    url = f"sqlite:///{home / 'quizapp.db'}"
    fresh = replace(world, settings=replace(world.settings, home=home, database_url=url))
    assert Upgrade(fresh, upgrade.checkout).run() == ""
    return fresh


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_twin_that_renames_a_column_is_noticed(world: World, tmp_path: Path) -> None:
    upgrade = Upgrade(world, later_version(tmp_path / "later", first_step=RENAMING))
    with Server(world) as old, Balancer(old.port) as door:
        crowd = Crowd(world, door.port, threads=4)
        with crowd.at_work() as history:
            history.wait_for_more(4)
            assert upgrade.run() == ""
            history.wait_for(lambda so_far: bool(so_far.surprises))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_twin_whose_step_is_no_transaction_cannot_go_on(world: World, tmp_path: Path) -> None:
    upgrade = Upgrade(world, later_version(tmp_path / "later", first_step=IN_HALVES))
    upgrade.kill_inside("9001")
    assert "mood" in upgrade.run()
