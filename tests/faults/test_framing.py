"""Where one request ends and the next begins: two readers of one line must never disagree about it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from benchmarks.world import build_world
from tests.faults.server import Server
from tests.support.patience import PATIENCE_S

_HIDDEN = b"GET /livez HTTP/1.1\r\nHost: hidden\r\nConnection: close\r\n\r\n"
#: Bodies whose end is told in two ways, or in a way that readers take differently.
CASES = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n0\r\n\r\n" % (5 + len(_HIDDEN)),
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(_HIDDEN),
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "chunked, spelled oddly": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": b"Content-Length : 0\r\n\r\n",
    "a header over two lines": b"X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n",
}


def _answers(port: int, sent: bytes) -> list[int]:
    """Statuses of everything that comes back until the server closes the line; it must do so by itself."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line:
        line.sendall(sent)
        told = b""
        while block := line.recv(65_536):
            told += block
    return [int(part[:3]) for part in told.split(b"HTTP/1.1 ")[1:]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all cases."""
    with Server(build_world(tmp_path_factory.mktemp("world"), phones=2, started=False)) as running:
        yield running


def test_every_request_has_one_answer(server: Server) -> None:
    one = b"POST /no/such HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi"
    assert _answers(server.port, one * 3 + _HIDDEN) == [404, 404, 404, 200], "the checker sees each of them"


@pytest.mark.parametrize("case", CASES)
def test_a_body_whose_end_is_in_doubt_hides_no_second_request(server: Server, case: str) -> None:
    """It is refused, or read as RFC 9112 says: chunks win over a length. A line in doubt is closed, never used again."""
    head = b"POST /no/such HTTP/1.1\r\nHost: localhost\r\n"
    statuses = _answers(server.port, head + CASES[case] + _HIDDEN)
    if case in {"length and chunks", "chunks and length", "a header over two lines"}:
        assert statuses in ([400], [404], [404, 200]), "a length that swallowed the rest would keep the line open"
    else:
        assert statuses == [400], statuses
