"""A real PostgreSQL for the tests: the one in ``QUIZAPP_TEST_PG_URL``, else a private server from Debian's binaries."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.patience import PATIENCE_S, wait_until

_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


class PostgresMissing(Exception):
    """There is no PostgreSQL to test with; the message says how to get one."""


@contextmanager
def running_server(**settings: str) -> Iterator[str]:
    """Address of a server where databases may be made and dropped. Our own one, with ``settings``, ends with the block."""
    given = os.environ.get("QUIZAPP_TEST_PG_URL")
    if given:
        yield given
        return
    binaries = _find_binaries()
    with tempfile.TemporaryDirectory(prefix="qpg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(home, owner.pw_uid, owner.pw_gid)
        _initialise(binaries, home)
        server = _start(binaries, home, _SETTINGS | settings)
        try:
            url = f"postgresql://postgres@/postgres?host={home}"
            _wait_until_ready(url, server)
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=PATIENCE_S)


def _find_binaries() -> Path:
    """The folder with ``initdb`` and ``postgres``, the newest version first."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        if (folder / "initdb").exists():
            return folder
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissing("PostgreSQL is needed: apt-get install postgresql, or set QUIZAPP_TEST_PG_URL")


def _version(folder: Path) -> int:
    digits = folder.parent.name.split(".")[0]
    return int(digits) if digits.isdigit() else 0


def _unprivileged(*command: str) -> list[str]:
    """``command`` as user postgres when we are root (the server refuses root); it dies with us."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)
    user = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    return [setpriv, *user, "--pdeathsig=INT", *command]


def _initialise(binaries: Path, home: Path) -> None:
    done = subprocess.run(
        _unprivileged(
            str(binaries / "initdb"), "-D", str(home / "data"), "-U", "postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ),
        cwd="/", capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise PostgresMissing(f"initdb failed: {done.stderr or done.stdout}")


def _start(binaries: Path, home: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    options = [item for name, value in settings.items() for item in ("-c", f"{name}={value}")]
    command = _unprivileged(str(binaries / "postgres"), "-D", str(home / "data"), "-k", str(home), *options)
    return subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    def is_ready() -> bool:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None:
                raise PostgresMissing(f"the private PostgreSQL did not start: {error}") from error
            return False
        return True

    wait_until(is_ready, "the private PostgreSQL")
