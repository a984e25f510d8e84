"""``quizapp serve``: the site on this machine, for phones on the same network."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.server.common import AbstractServer

from quizapp.cli.opening import open_store, told_plainly
from quizapp.errors import Conflict
from quizapp.exports import qr_terminal
from quizapp.kit.i18n import N_
from quizapp.kit.logs import configure_logs, server_logs
from quizapp.settings import Settings


@click.command(help="Serve the site. 启动网站。")
@click.option("--host", default=lambda: os.environ.get("HOST", "0.0.0.0"), help="Address to listen on.  [0.0.0.0]")  # noqa: S104
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")), help="Port.  [PORT or 8000]")
@click.option(
    "--threads", type=click.IntRange(1, 256), default=16, show_default=True, help="Requests at once, a process."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes: 1 on SQLite, one a core on PostgreSQL.")
@told_plainly
def serve(host: str, port: int, threads: int, workers: int | None) -> None:
    """Check the database, say where the site is, serve until interrupted."""
    _require_free(host, port)
    with open_store() as (settings, store):
        processes = workers or (1 if store.is_sqlite else max(os.cpu_count() or 1, 1))
        _announce(settings.public_url, host, port)
    configure_logs(settings.log_format)
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        leaving = _share(settings, Path(folder), processes)
        server = build_server(
            "quizapp.cli.served:create_served_app", host=host, port=port, threads=threads, workers=processes
        )
        _drain_first(server, leaving, settings.drain_s)
        server.serve()
        leaving.unlink(missing_ok=True)


def _share(settings: Settings, folder: Path, processes: int) -> Path:
    """Tell the processes to come where they count together, and which file says that the server is about to stop."""
    if settings.metrics and processes > 1:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    leaving = settings.draining_file or folder / "draining"
    os.environ["QUIZAPP_DRAINING_FILE"] = str(leaving)
    return leaving


def _drain_first(server: AbstractServer[Any], leaving: Path, wait_s: int) -> None:
    """At the first signal say at ``/healthz`` that we leave, and stop ``wait_s`` later; at the second one stop at once."""
    stop: Callable[..., None] = server.signal_handler_interrupt

    def leave(*args: object) -> None:
        if wait_s and not leaving.exists():
            leaving.touch()
            timer = threading.Timer(wait_s, stop, args)
            timer.daemon = True
            timer.start()
        else:
            stop(*args)

    server.signal_handler_interrupt = leave  # type: ignore[method-assign]


try:
    import resource
except ImportError:  # Windows counts no files
    resource = None  # type: ignore[assignment]

#: Lines a process keeps open; phones in a hall hold theirs while they wait. Without a word it were the backlog.
_LINES = 20_000
#: Seconds that requests in hand are given when the server stops; then their processes are ended.
_LAST_ANSWERS_S = 30
#: Files a process may have open, where the system lets it.
_FILES = 65_536


def build_server(factory: str, *, host: str, port: int, threads: int, workers: int) -> AbstractServer[Any]:
    """The server as we run it, for the application that ``module:function`` makes in each of its processes.

    This process and its children may open as many files from now on as the system lets them: a line is a file, and
    many systems begin with 1,024.
    """
    _allow_files()
    # the workers inherit it: most threads stay free for answers while people come in
    os.environ.setdefault("QUIZAPP_OPENINGS_AT_ONCE", str(max(1, threads // 4)))
    return Granian(
        factory,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=2048,
        backpressure=_LINES,
        respawn_failed_workers=True,
        log_access=False,
        log_dictconfig=server_logs(),
        workers_kill_timeout=_LAST_ANSWERS_S,
        websockets=False,
    )


def _allow_files() -> None:
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _require_free(host: str, port: int) -> None:
    """Raises `Conflict` naming the way out when another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                N_("不能在 %(host)s:%(port)d 上启动（%(why)s）：换一个端口，例如 PORT=8080 make run"),
                host=host, port=port, why=error.strerror,
            ) from error  # fmt: skip


def _announce(public_url: str, host: str, port: int) -> None:
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104
    local = f"http://{'127.0.0.1' if everywhere else host}:{port}/"
    click.echo(f"\n  {local}\n  {local}console/\n")
    shared = public_url or (f"http://{_lan_address()}:{port}" if everywhere else "")
    if shared:
        click.echo(qr_terminal(f"{shared}/"))
        click.echo(f"  {shared}/   (phones on the same network scan this 同一网络的手机扫码)\n")


def _lan_address() -> str:
    """This machine's address on its network; 127.0.0.1 when it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
