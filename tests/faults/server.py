"""A real server in a process group of its own, which a test may kill, stop and start again on the same port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.servers import environment, free_port, wait_until_up
from benchmarks.world import World

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """``quizapp serve`` over a world; ``factory`` starts another application (a broken twin) in the same way."""

    def __init__(self, world: World, *, factory: str = "", prefix: tuple[str, ...] = (), **environ: str) -> None:
        self.port = free_port()
        self._log = world.settings.home / "server.log"
        self._environ = environment(world) | {"PYTHONPATH": str(ROOT)} | environ
        self._command = [*prefix, *(_twin(factory, self.port) if factory else _real(self.port))]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return with the first answer."""
        with self._log.open("ab") as stream:
            self.process = subprocess.Popen(
                self._command, env=self._environ, cwd=ROOT, stdout=stream, stderr=stream, start_new_session=True
            )
        try:
            wait_until_up(self.port, self.process, self._log)
        except RuntimeError:
            self.stop()
            raise

    def told(self) -> str:
        """Its log so far."""
        return self._log.read_text("utf-8", errors="replace")

    def kill(self) -> None:
        """SIGKILL to every process of the group, at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Whatever still runs ends."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def _real(port: int) -> list[str]:
    return [sys.executable, "-m", "quizapp.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]


def _twin(factory: str, port: int) -> list[str]:
    script = (
        "from quizapp.cli.serve import build_server; "
        f"build_server({factory!r}, host='127.0.0.1', port={port}, threads=16, workers=1).serve()"
    )
    return [sys.executable, "-c", script]
