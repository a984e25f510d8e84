"""The load client, a process of its own: keep-alive sockets, one request at a time on each, latency from the send.

``python -m benchmarks.load PORT CONNECTIONS FILE`` reads requests (a msgspec list of bytes) and prints one JSON line.
Bare sockets on purpose: HTTP client libraries cost more than the server under test.
"""

from __future__ import annotations

import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec


class Connection:
    """A socket, what it has received of the current answer, and when its request left."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """The status once the whole answer is here; 0 when the server hung up."""
        part = self.socket.recv(262_144)
        if not part:
            return 0
        self.received += part
        head = self.received.find(b"\r\n\r\n")
        if head < 0 or len(self.received) < head + 4 + _length(self.received[:head]):
            return None
        return int(self.received[9:12])


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def run(port: int, connections: int, requests: list[bytes]) -> dict[str, object]:
    """Send all ``requests``; seconds, statuses, latencies in milliseconds, and the first answer that was no success."""
    waiting = iter(requests)
    selector = selectors.DefaultSelector()
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    odd = b""
    began = time.perf_counter()
    for _ in range(min(connections, len(requests))):
        _begin(Connection(port), selector, waiting)
    while selector.get_map():
        for key, _events in selector.select(timeout=30):
            connection: Connection = key.data
            status = connection.receive()
            if status is None:
                continue
            latencies.append((time.perf_counter() - connection.sent_at) * 1000)
            statuses[status] += 1
            if not 200 <= status < 400 and not odd:
                odd = connection.received[:2000]
            _next(connection, selector, waiting)
    seconds = time.perf_counter() - began
    latencies.sort()
    return {
        "seconds": seconds, "statuses": dict(statuses), "odd": odd.decode(errors="replace"),
        **{f"p{share}": latencies[min(len(latencies) - 1, len(latencies) * share // 100)] for share in (50, 95, 99)},
    }  # fmt: skip


def _begin(connection: Connection, selector: selectors.BaseSelector, waiting: Iterator[bytes]) -> None:
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    _next(connection, selector, waiting)


def _next(connection: Connection, selector: selectors.BaseSelector, waiting: Iterator[bytes]) -> None:
    request = next(waiting, None)
    if request is None:
        selector.unregister(connection.socket)
        connection.socket.close()
    else:
        connection.send(request)


if __name__ == "__main__":
    wanted = msgspec.msgpack.decode(Path(sys.argv[3]).read_bytes(), type=list[bytes])
    print(msgspec.json.encode(run(int(sys.argv[1]), int(sys.argv[2]), wanted)).decode())
