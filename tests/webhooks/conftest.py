"""Somebody else's server, on a real port of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest


@dataclass
class Listener:
    """Somebody else's server; ``status`` is what it answers."""

    url: str
    status: int = 204
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append((dict(self.headers), body))
            self.send_response(found.status)
            if found.status in {301, 302, 307}:
                self.send_header("Location", found.url)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Be quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found = Listener(url=f"http://127.0.0.1:{server.server_port}/hook?a=1")
    yield found
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
