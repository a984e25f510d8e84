"""What stands in front of several servers: each request goes to the next of them."""

from __future__ import annotations

import threading

from tests.support.chaos import BadLine

Address = tuple[str, int]


class Balancer(BadLine):
    """A good line to servers that are put in and taken out while people go on."""

    def __init__(self, *ports: int) -> None:
        self._servers: list[Address] = [("127.0.0.1", port) for port in ports]
        self._turn = 0
        #: Requests that each server has got and not answered yet.
        self._under_way: dict[Address, int] = {}
        self._change = threading.Condition()
        super().__init__(self._servers[0])

    @property
    def port(self) -> int:
        """Where phones come in."""
        return int(self.url.rpartition(":")[2])

    def put_in(self, port: int) -> None:
        """From now on this server gets its share."""
        with self._change:
            self._servers.append(("127.0.0.1", port))

    def take_out(self, port: int) -> None:
        """Return when this server gets no more requests and has answered all it got."""
        gone = ("127.0.0.1", port)
        with self._change:
            self._servers.remove(gone)
            self._change.wait_for(lambda: not self._under_way.get(gone))

    def _ask(self, request: bytes) -> bytes:
        with self._change:
            self._turn += 1
            server = self._servers[self._turn % len(self._servers)]
            self._under_way[server] = self._under_way.get(server, 0) + 1
        try:
            return self._ask_at(server, request)
        finally:
            with self._change:
                self._under_way[server] -= 1
                self._change.notify_all()
