"""Servers under test: granian in a process group of its own, and what its processes cost."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import msgspec
import psutil

from benchmarks.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one run of the load client saw, with the server's CPU time."""

    per_second: float
    cpu_us: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process

    def cpu_s(self) -> float:
        """CPU seconds of the whole group so far."""
        spent = 0.0
        for each in (self.process, *self.process.children(recursive=True)):
            times = each.cpu_times()
            spent += times.user + times.system
        return spent

    def load(self, folder: Path, requests: list[bytes], *, connections: int, per_second: float = 0) -> Load:
        """Send ``requests`` from another process, so many ``per_second`` or as fast as they are answered.

        Raises when one of them was not answered well.
        """
        file = folder / "requests.bin"
        file.write_bytes(msgspec.msgpack.encode(requests))
        before_s = self.cpu_s()
        command = [
            sys.executable,
            "-m",
            "benchmarks.load",
            str(self.port),
            str(connections),
            str(file),
            str(per_second),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        cpu_s = self.cpu_s() - before_s
        seen = msgspec.json.decode(done.stdout)
        if seen["odd"] or "0" in seen["statuses"]:
            raise RuntimeError(f"{seen['statuses']}\n{seen['odd']}")
        return Load(
            per_second=len(requests) / seen["seconds"], cpu_us=cpu_s / len(requests) * 1e6,
            p50_ms=seen["p50"], p95_ms=seen["p95"], p99_ms=seen["p99"],
        )  # fmt: skip


def environment(world: World) -> dict[str, str]:
    """What tells a server which world to serve."""
    return os.environ | {
        "QUIZAPP_HOME": str(world.settings.home), "QUIZAPP_DATABASE_URL": world.settings.database_url,
        "QUIZAPP_SECRET_KEY": world.settings.secret_key,
    }  # fmt: skip


#: Below what systems give to outgoing connections: while a server is down, none of those may land on its port.
_PORTS = range(10_000, 30_000)
_taken: list[socket.socket] = []


def free_port() -> int:
    """A port for a server that may be stopped and started again: nobody else gets it while this process lives.

    Processes agree by abstract sockets named after the ports, which the system frees with their owner.
    """
    for _ in range(200):
        port = secrets.choice(_PORTS)
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0quizapp-port-{port}")
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        _taken.append(claim)
        return port
    raise RuntimeError("no port is free")


@contextmanager
def serving(
    world: World, factory: str, *, threads: int = 16, workers: int = 1, environ: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server of ``factory`` over the world, started as ``quizapp serve`` starts it; killed with the block."""
    port = free_port()
    script = (
        "import sys; from quizapp.cli.serve import build_server; "
        f"build_server({factory!r}, host='127.0.0.1', port={port}, threads={threads}, workers={workers}).serve()"
    )
    log = world.settings.home / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", script], env=environment(world) | dict(environ or {}), stdout=stream, stderr=stream,
            start_new_session=True,
        )  # fmt: skip
    try:
        wait_until_up(port, process, log)
        yield Server(port, psutil.Process(process.pid))
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_up(port: int, process: subprocess.Popen[bytes], log: Path, timeout_s: float = 300) -> None:
    """Return once a request is answered. Raises with the server's own words when it does not come up."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError(f"the server did not come up:\n{log.read_text(errors='replace')[-3000:]}")
