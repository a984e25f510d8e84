"""A hall of phones that hold their lines and ask nothing: whoever comes after them is served all the same."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

from benchmarks.world import World
from tests.faults.server import Server
from tests.support.patience import PATIENCE_S

#: More than the server lets wait to be accepted.
_LINES = 2_500


@contextmanager
def many_files() -> Iterator[None]:
    """This process may open as many files as the system lets it."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_whoever_comes_after_thousands_of_idle_lines_is_served(world: World) -> None:
    with many_files(), Server(world) as server, ExitStack() as hall:
        for _ in range(_LINES):
            hall.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S))
        late = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
        hall.callback(late.close)
        late.request("GET", "/healthz")
        assert late.getresponse().status == 200
