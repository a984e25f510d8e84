"""A redis-server of a test's own, which may be frozen, killed and started again on its port."""

from __future__ import annotations

import signal
import socket
import subprocess
from pathlib import Path

from benchmarks.servers import free_port
from tests.support.patience import PATIENCE_S, wait_until


class Redis:
    """A redis-server of our own, running."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._command = [
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)
        ]  # fmt: skip
        self.start()

    @property
    def url(self) -> str:
        """What the server is told."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Return once it listens."""
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.listens, "redis-server did not start")

    def listens(self) -> bool:
        """Whether anybody answers at its port."""
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, command: str) -> str:
        """The first line of its answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
            line.sendall(f"{command}\r\n".encode())
            with line.makefile() as answer:
                return answer.readline().strip()

    def size(self) -> int:
        """How many keys it holds."""
        return int(self.ask("DBSIZE").removeprefix(":"))

    def listeners(self) -> int:
        """How many lines listen to anything."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
            line.sendall(b"CLIENT LIST TYPE pubsub\r\nQUIT\r\n")
            with line.makefile() as answer:
                return sum(" sub=1 " in each for each in answer)

    def freeze(self) -> None:
        """It keeps its connections and answers nothing: worse than dead."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Gone."""
        self.process.kill()
        self.process.wait()
