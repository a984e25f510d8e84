"""Asking ClamAV's daemon whether a file is known to be harmful, before it is kept to be given out as it came.

``QUIZAPP_CLAMD`` names the daemon; without it nothing is asked. With it a file that could not be looked at is not taken.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from struct import pack

import structlog

from quizapp.errors import Invalid, Unavailable
from quizapp.kit.i18n import N_

_log = structlog.get_logger(__name__)
_CONNECT_S = 3
#: For the whole answer: a document full of documents takes a while.
_PATIENCE_S = 60
_PIECE = 128 * 1024
_LONGEST_ANSWER = 4096


def require_harmless(content: bytes, scanner: str, *, field: str) -> None:
    """Return quietly when nothing is known against ``content``, or nobody is to be asked (``scanner`` empty).

    Raises `Invalid` for a file that is known to be harmful, `Unavailable` when the scanner gives no answer.
    """
    if not scanner or not content:
        return
    said = _ask(scanner, content)
    if said == "stream: OK":
        return
    if said.endswith(" FOUND"):
        name = said.removeprefix("stream: ").removesuffix(" FOUND")[:100]
        _log.warning("harmful_file_refused", name=name, bytes=len(content))
        raise Invalid(
            N_("查毒软件认为这个文件有害（%(name)s），没有保存：请在自己的电脑上查毒"), field=field, name=name
        )
    _log.error("virus_scanner_failed", said=said[:200])
    raise Unavailable(N_("查毒软件没有应答，文件没有保存：请稍后再传，或告诉管理员"))


def check_scanner(scanner: str) -> str:
    """What is wrong with the scanner in a few words; empty when it answers."""
    try:
        with _connected(scanner) as line:
            line.sendall(b"zPING\0")
            said = _read(line)
    except OSError as error:
        return type(error).__name__
    return "" if said == "PONG" else f"answers {said[:40]!r}"


def _ask(scanner: str, content: bytes) -> str:
    try:
        with _connected(scanner) as line:
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), _PIECE):
                piece = content[at : at + _PIECE]
                line.sendall(pack("!L", len(piece)) + piece)
            line.sendall(pack("!L", 0))
            return _read(line)
    except OSError as error:
        return type(error).__name__


@contextmanager
def _connected(scanner: str) -> Iterator[socket.socket]:
    """A line to ``unix:/path`` or ``host:port``. Raises `OSError`."""
    if scanner.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_CONNECT_S)
        try:
            line.connect(scanner.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
    else:
        host, _, port = scanner.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), _CONNECT_S)
    with line:
        line.settimeout(_PATIENCE_S)
        yield line


def _read(line: socket.socket) -> str:
    """The answer, which ends with a zero byte."""
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        more = line.recv(1024)
        if not more:
            break
        said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
