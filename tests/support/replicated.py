"""A PostgreSQL and its streaming replica, which a test may kill, cut apart and promote. From Debian's binaries."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.support.patience import PATIENCE_S, wait_until
from tests.support.postgres import _find_binaries, _initialise, _unprivileged, _wait_until_ready

_SETTINGS = {
    "listen_addresses": "", "max_connections": "60", "shared_buffers": "32MB", "wal_level": "replica",
    "fsync": "off", "full_page_writes": "off",  # processes die here, no disk does
    "synchronous_commit": "on", "wal_receiver_status_interval": "1s",
}  # fmt: skip


class Postgres:
    """One server, its socket in ``home``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its maintenance database, as superuser."""
        return f"postgresql://postgres@/postgres?host={self.home}"

    def start(self, **settings: str) -> None:
        """Return when it takes connections."""
        options = [item for name, value in (_SETTINGS | settings).items() for item in ("-c", f"{name}={value}")]
        server = str(_find_binaries() / "postgres")
        command = _unprivileged(server, "-D", str(self.home / "data"), "-k", str(self.home), *options)
        self._process = subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_until_ready(self.url, self._process)

    def ask(self, statement: str) -> Any:
        """First value of the first row."""
        with psycopg.connect(self.url, autocommit=True) as line:
            done = line.execute(statement)  # type: ignore[call-overload]
            row = done.fetchone() if done.description else None
        return row[0] if row else None

    def kill(self) -> None:
        """SIGKILL to every process of it: none may still finish a commit and say so."""
        if self._process is None:
            return
        parent = psutil.Process(self._process.pid)
        parent.suspend()  # it must not have more children meanwhile
        for each in parent.children(recursive=True):
            each.kill()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=PATIENCE_S)
        self._process = None

    def pause_replay(self) -> None:
        """As a replica: take what comes, and show nothing of it."""
        self.ask("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused", "the replay goes on")

    def resume_replay(self) -> None:
        """Show it."""
        self.ask("SELECT pg_wal_replay_resume()")

    def lose_its_line(self) -> None:
        """As a replica: hear nothing of the primary any more."""
        self.ask("ALTER SYSTEM SET primary_conninfo = ''")
        self.ask("SELECT pg_reload_conf()")
        wait_until(lambda: self.ask("SELECT count(*) FROM pg_stat_wal_receiver") == 0, "it still hears the primary")

    def promote(self) -> None:
        """As a replica: be the primary."""
        assert self.ask(f"SELECT pg_promote(true, {PATIENCE_S:.0f})")


class Pair:
    """``one`` is the primary at first, ``two`` streams from it."""

    def __init__(self, one: Postgres, two: Postgres) -> None:
        self.one, self.two = one, two

    @property
    def url(self) -> str:
        """Whichever of the two is primary: what an application is told."""
        return f"postgresql://postgres@/postgres?host={self.one.home},{self.two.home}&target_session_attrs=read-write"

    def wait_until_replayed(self) -> None:
        """Return when the replica shows everything that the primary has now."""
        position = self.one.ask("SELECT pg_current_wal_lsn()")
        wait_until(
            lambda: self.two.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"), "the replica does not come"
        )


@contextmanager
def running_alone() -> Iterator[Postgres]:
    """One without a replica."""
    with tempfile.TemporaryDirectory(prefix="qpa-", ignore_cleanup_errors=True) as folder:
        made = Postgres(_make_home(Path(folder), "one"))
        _initialise(_find_binaries(), made.home)
        try:
            made.start()
            yield made
        finally:
            made.kill()


@contextmanager
def running_pair(*, synchronous: bool) -> Iterator[Pair]:
    """Both running; with ``synchronous`` a commit is acknowledged only when the replica has it."""
    with tempfile.TemporaryDirectory(prefix="qpr-", ignore_cleanup_errors=True) as folder:
        pair = Pair(*(Postgres(_make_home(Path(folder), name)) for name in ("one", "two")))
        _initialise(_find_binaries(), pair.one.home)
        try:
            pair.one.start(synchronous_standby_names="two" if synchronous else "")
            _copy(pair)
            pair.two.start(synchronous_standby_names="")
            wanted = "sync" if synchronous else "async"
            find = f"SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = '{wanted}'"
            wait_until(lambda: pair.one.ask(find) == 1, "the replica does not stream")
            yield pair
        finally:
            pair.one.kill()
            pair.two.kill()


def _make_home(folder: Path, name: str) -> Path:
    home = folder / name
    home.mkdir()
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        for each in (folder, home):
            os.chown(each, owner.pw_uid, owner.pw_gid)
    return home


def _copy(pair: Pair) -> None:
    source = f"host={pair.one.home} user=postgres application_name=two"
    tool, target = str(_find_binaries() / "pg_basebackup"), str(pair.two.home / "data")
    command = _unprivileged(tool, "-d", source, "-D", target, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
    subprocess.run(command, cwd="/", check=True, capture_output=True)
