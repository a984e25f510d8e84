"""What phones cost that only hold a line: thousands of idle keep-alive connections, each of which has asked once."""

from __future__ import annotations

import resource
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psutil

from benchmarks.servers import Server, serving
from benchmarks.table import Row
from benchmarks.world import build_world

LINES = 5_000
_ASK = b"GET /live-state/AAAAAA HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_MB = 1_048_576


def measure(lines: int = LINES) -> list[Row]:
    """Open ``lines``, let each ask once, look at the memory of all processes, and let each ask again on the same line."""
    _allow_files(lines * 2)
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=1, started=False)
        with serving(world, "quizapp.cli.served:create_served_app") as server:
            _ask(_open(server.port, 100))  # what the first requests load is no cost of lines
            before, opened = _rss(server), _open(server.port, lines)
            _ask(opened)
            grown = _rss(server) - before
            alive = _ask(opened)
            for line in opened:
                line.close()
    per_line = f"{grown / lines / 1024:.1f} KB a line, {alive} answered again"
    return [Row(benchmark="live_idle", variant=f"{lines} idle lines: {per_line}", per_second=0, peak_mb=grown / _MB)]


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def _open(port: int, count: int) -> list[socket.socket]:
    return [socket.create_connection(("127.0.0.1", port), timeout=120) for _ in range(count)]


def _ask(lines: Sequence[socket.socket]) -> int:
    """How many were answered whole."""
    answered = 0
    for first in range(0, len(lines), 500):
        some = lines[first : first + 500]
        for line in some:
            line.sendall(_ASK)
        answered += sum(b"404 Not Found" in line.recv(4096) for line in some)
    return answered


def _rss(server: Server) -> int:
    group: list[psutil.Process] = [server.process, *server.process.children(recursive=True)]
    return sum(each.memory_info().rss for each in group)
