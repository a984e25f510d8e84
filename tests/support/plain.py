"""Finds a text that should not stand anywhere in a database as it is: in no column, however it is written down there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import inspect, text

from quizapp.db import Store
from quizapp.kit.vault import Vault

_WAYS: tuple[Callable[[bytes], bytes], ...] = (base64.b64decode, base64.b85decode, binascii.unhexlify)


class OpenVault(Vault):
    """The broken twin: a vault that keeps what it is given as it is."""

    def seal_bytes(self, content: bytes, *, purpose: str) -> bytes:
        return content

    def open_bytes(self, sealed: bytes, *, purpose: str) -> bytes:
        return sealed


def plain_hits(store: Store, needle: str) -> list[str]:
    """The columns, and on SQLite the files, in which ``needle`` can be read without a key."""
    hits = []
    with store.read() as session:
        for table in inspect(session.connection()).get_table_names():
            for row in session.execute(text(f'SELECT * FROM "{table}"')).mappings():
                hits += [f"{table}.{name}" for name, value in row.items() if _tells(value, needle.encode())]
    return sorted({*hits, *_files(store, needle.encode())})


def _files(store: Store, needle: bytes) -> Iterator[str]:
    if store.is_sqlite:
        folder = Path(str(store.url.database)).parent
        yield from (path.name for path in folder.iterdir() if path.is_file() and needle in path.read_bytes())


def _tells(value: object, needle: bytes) -> bool:
    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return needle in raw or any(needle in _read(raw, way) for way in _WAYS)


def _read(raw: bytes, way: Callable[[bytes], bytes]) -> bytes:
    try:
        return way(raw)
    except ValueError:
        return b""
