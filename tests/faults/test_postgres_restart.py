"""PostgreSQL is killed and started again under load: what was acknowledged is there once."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.world import World, build_world
from tests.faults.checker import judge
from tests.faults.phones import Crowd
from tests.faults.server import Server
from tests.support.gate import Within
from tests.support.patience import PATIENCE_S
from tests.support.postgres import _find_binaries, _initialise, _unprivileged, _wait_until_ready

_RESTARTS = 3
_DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "max_connections": "60",
    "recovery_init_sync_method": "syncfs",  # a fresh data folder has a thousand files to look after otherwise
}


class Postgres:
    """A server of our own that syncs like a real one."""

    def __init__(self, home: Path) -> None:
        self._home, self._binaries = home, _find_binaries()
        _initialise(self._binaries, home)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its maintenance database."""
        return f"postgresql://postgres@/postgres?host={self._home}"

    def start(self) -> None:
        """Return when it takes connections; after a crash it recovers first."""
        options = [item for name, value in _DURABLE.items() for item in ("-c", f"{name}={value}")]
        folder = str(self._home / "data")
        command = _unprivileged(str(self._binaries / "postgres"), "-D", folder, "-k", str(self._home), *options)
        self._process = subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_until_ready(self.url, self._process)

    def crash(self) -> None:
        """End at once without a checkpoint, as ``pg_ctl stop -m immediate`` does; clients lose their connections."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(timeout=PATIENCE_S)


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """Running, with fsync on."""
    with tempfile.TemporaryDirectory(prefix="qpf-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(home, owner.pw_uid, owner.pw_gid)
        server = Postgres(home)
        server.start()
        yield server
        server.crash()


def _storm(world: World, postgres: Postgres, within: Within) -> Crowd:
    rng = Random(4)
    with Server(world) as server:
        crowd = Crowd(world, server.port)
        with crowd.at_work() as history:
            for _ in range(_RESTARTS):
                history.wait_for_more(10)
                time.sleep(rng.uniform(0.0, 1.0))
                postgres.crash()
                postgres.start()
                with within(21, "handing in again when PostgreSQL is back from a crash", 10.0):
                    history.wait_for_more(1)
            history.wait_for_more(10)
    return crowd


def test_a_crashing_postgres_loses_nothing_acknowledged(postgres: Postgres, tmp_path: Path, within: Within) -> None:
    world = build_world(tmp_path, phones=48, started=False, database_url=postgres.url)
    history = _storm(world, postgres, within).history
    assert history.surprises == []
    verdict = judge(world, history)
    assert verdict.is_clean, verdict
    assert verdict.acknowledged >= 10 * _RESTARTS, verdict
