"""A PgBouncer of a test's own in front of a private PostgreSQL."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.patience import PATIENCE_S, wait_until
from tests.support.postgres import _unprivileged

_CONFIG = """
[databases]
postgres = host={server} port=5432 dbname=postgres user=postgres
[pgbouncer]
listen_addr =
unix_socket_dir = {home}
listen_port = 5432
auth_type = any
admin_users = admin
pool_mode = transaction
default_pool_size = 2
server_login_retry = 0.05
logfile = {home}/pgbouncer.log
"""


class Pooler:
    """It lends two server connections, each for one transaction."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @property
    def url(self) -> str:
        """What an application is told."""
        return f"postgresql://postgres@/postgres?host={self._home}"


def _listens(path: Path) -> bool:
    """The file is there a moment before anyone answers behind it."""
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(path)) == 0


@contextmanager
def running_pooler(server: Path) -> Iterator[Pooler]:
    """In front of the PostgreSQL whose socket is in ``server``; ends with the block."""
    assert shutil.which("pgbouncer"), "PgBouncer is needed: apt-get install pgbouncer"
    with tempfile.TemporaryDirectory(prefix="qpb-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o777)
        pooler = Pooler(home)
        (home / "pgbouncer.ini").write_text(_CONFIG.format(server=server, home=home))
        command = _unprivileged("pgbouncer", str(home / "pgbouncer.ini"))
        process = subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: _listens(home / ".s.PGSQL.5432"), "PgBouncer")
            yield pooler
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_S)
