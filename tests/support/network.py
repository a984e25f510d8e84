"""No test reaches the network; loopback and local sockets stay open for real servers and browsers."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine."""


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a path: a unix socket
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def only_loopback() -> Iterator[None]:
    """Inside the block every connection to another machine raises `NetworkRefused`."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(this: socket.socket, address: Any) -> None:
        if not _is_local(address):
            raise NetworkRefused(f"tests do not use the network: {address!r}")
        connect(this, address)

    def guarded_ex(this: socket.socket, address: Any) -> int:
        if not _is_local(address):
            raise NetworkRefused(f"tests do not use the network: {address!r}")
        return connect_ex(this, address)

    with patch.object(socket.socket, "connect", guarded), patch.object(socket.socket, "connect_ex", guarded_ex):
        yield
