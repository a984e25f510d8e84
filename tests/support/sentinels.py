"""Two redis-servers and a sentinel that knows which of them is the primary."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import redis

from benchmarks.servers import free_port
from tests.support.patience import wait_until
from tests.support.redis_server import Redis

_CONFIG = """
bind 127.0.0.1
port {port}
dir {folder}
sentinel monitor quizapp 127.0.0.1 {primary} 1
sentinel down-after-milliseconds quizapp 300
sentinel failover-timeout quizapp 3000
"""


class Watched:
    """``one`` is the primary at first, ``two`` follows it, a sentinel watches both."""

    def __init__(self, folder: Path) -> None:
        self.one, self.two = Redis(folder), Redis(folder)
        self.two.ask(f"REPLICAOF 127.0.0.1 {self.one.port}")
        self.port = free_port()
        config = folder / "sentinel.conf"
        config.write_text(_CONFIG.format(port=self.port, folder=folder, primary=self.one.port))
        command = ["redis-server", str(config), "--sentinel"]
        self._sentinel = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._knows_both, "the sentinel does not see the replica")

    def _knows_both(self) -> bool:
        with suppress(redis.ConnectionError), redis.Redis(port=self.port) as line:
            return bool(line.execute_command("SENTINEL", "REPLICAS", "quizapp"))
        return False

    @property
    def url(self) -> str:
        """What the application is told."""
        return f"redis+sentinel://127.0.0.1:{self.port}/quizapp"

    def wait_until_two_leads(self) -> None:
        """Return when the other one was made primary."""
        with redis.Redis(port=self.port, decode_responses=True) as line:
            named = lambda: line.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "quizapp")  # noqa: E731
            wait_until(lambda: named()[1] == str(self.two.port), "nobody takes over")
        with redis.Redis(port=self.two.port) as line:
            wait_until(lambda: line.info("replication")["role"] == "master", "it does not lead")

    def kill(self) -> None:
        """All of them gone."""
        self._sentinel.kill()
        self._sentinel.wait()
        for each in (self.one, self.two):
            each.kill()
