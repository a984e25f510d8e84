"""A scanner that speaks as ClamAV's daemon does: ``zPING`` and ``zINSTREAM``, answers ended by a zero byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from struct import unpack
from threading import Thread

#: What the scanner knows to be harmful.
HARMFUL = b"a-harmless-word-that-stands-for-harm"


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Scanner)
        asked = self._until_zero()
        if server.is_silent:
            return
        if asked == b"zPING":
            self.wfile.write(b"PONG\0")
            return
        content = self._stream()
        server.seen.append(content)
        if len(content) > server.most:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        self.wfile.write(b"stream: Test.Word FOUND\0" if HARMFUL in content else b"stream: OK\0")

    def _until_zero(self) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            said += self.rfile.read(1)
        return said[:-1]

    def _stream(self) -> bytes:
        found = b""
        while length := unpack("!L", self.rfile.read(4))[0]:
            found += self.rfile.read(length)
        return found


class Scanner(ThreadingTCPServer):
    """Its address is ``place``; it remembers what it was shown."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.place = f"127.0.0.1:{self.server_address[1]}"
        self.seen: list[bytes] = []
        #: Hangs up without a word.
        self.is_silent = False
        #: Larger streams are refused, bytes.
        self.most = 25 * 1024 * 1024


@contextmanager
def running_scanner() -> Iterator[Scanner]:
    """A scanner that answers until the block ends."""
    with Scanner() as scanner:
        thread = Thread(target=scanner.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield scanner
        scanner.shutdown()
        thread.join(timeout=10)
