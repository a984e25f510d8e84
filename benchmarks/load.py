"""The load client, a process of its own: keep-alive sockets, one request at a time on each, latency from the send.

``python -m benchmarks.load PORT CONNECTIONS FILE [PER_SECOND]`` reads requests (a msgspec list of bytes) and prints one
JSON line. With PER_SECOND each request leaves when it is due, whether or not earlier ones were answered, and its latency
counts from that moment (an open loop: a server that stalls cannot slow down who measures it).
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
    return _seen(time.perf_counter() - began, statuses, odd, latencies)


def run_paced(port: int, requests: list[bytes], per_second: float) -> dict[str, object]:
    """Send each request at its moment, on an idle line or a new one; the same as `run`."""
    selector, idle, due_at = selectors.DefaultSelector(), list[Connection](), dict[Connection, float]()
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    odd, sent, began = b"", 0, time.perf_counter()
    while sent < len(requests) or due_at:
        next_due = began + sent / per_second
        if sent < len(requests) and time.perf_counter() >= next_due:
            connection = idle.pop() if idle else _opened(port, selector)
            due_at[connection] = next_due
            connection.send(requests[sent])
            sent += 1
            continue
        wait = max(0.0, next_due - time.perf_counter()) if sent < len(requests) else 30
        for key, _events in selector.select(timeout=wait):
            connection = key.data
            status = connection.receive()
            if status == 0 and connection not in due_at:  # the server closes lines that nobody has used for a while
                selector.unregister(connection.socket)
                connection.socket.close()
                idle.remove(connection)
            if status is None or connection not in due_at:
                continue
            latencies.append((time.perf_counter() - due_at.pop(connection)) * 1000)
            statuses[status] += 1
            if not 200 <= status < 400 and not odd:
                odd = connection.received[:2000]
            idle.append(connection)
    return _seen(time.perf_counter() - began, statuses, odd, latencies)


def _opened(port: int, selector: selectors.BaseSelector) -> Connection:
    connection = Connection(port)
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    return connection


def _seen(seconds: float, statuses: Counter[int], odd: bytes, latencies: list[float]) -> dict[str, object]:
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
    pace = float(sys.argv[4]) if len(sys.argv) > 4 else 0.0
    to = int(sys.argv[1])
    seen = run_paced(to, wanted, pace) if pace else run(to, int(sys.argv[2]), wanted)
    print(msgspec.json.encode(seen).decode())
