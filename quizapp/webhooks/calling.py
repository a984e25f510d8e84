"""One signed POST to somebody else's server: to the very address that was checked, without following anywhere."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from quizapp.webhooks.rules import is_public

#: Seconds for connecting and for each read.
PATIENCE_S = 5.0
#: Bytes of an answer that are read; nobody reads more.
_READ = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. ``status`` is None when nothing did; then ``error`` says why."""

    status: int | None
    error: str = ""

    @property
    def is_good(self) -> bool:
        """2xx alone: a redirect is not followed and therefore no success."""
        return self.status is not None and 200 <= self.status < 300


class _PinnedHttp(http.client.HTTPConnection):
    """Connects to ``address`` whatever the name says by now: a name may answer differently the second time."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=PATIENCE_S)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), PATIENCE_S)


class _PinnedHttps(_PinnedHttp):
    """The same with TLS for the name."""

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def find_address(host: str, port: int, *, allow_private: bool) -> str | None:
    """An IP address of ``host`` that may be called; None when any of them may not.

    One private address among public ones is enough to refuse: such names are made to get past checks.
    """
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or (not allow_private and not all(is_public(each) for each in found)):
        return None
    return sorted(found, key=lambda each: (":" in each, each))[0]


def post(url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool) -> Answer:
    """Send and hear. Raises nothing: what went wrong is in the answer."""
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    try:
        address = find_address(host, port, allow_private=allow_private)
        if address is None:
            return Answer(status=None, error="address not allowed")
        connection = (_PinnedHttps if is_tls else _PinnedHttp)(host, port, address)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body=body, headers={"Host": parts.netloc, **headers})
            response = connection.getresponse()
            response.read(_READ)
            return Answer(status=response.status)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(status=None, error=f"{type(error).__name__}: {error}"[:200])
