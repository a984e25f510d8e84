"""Structs are read before several threads decode them.

msgspec reads a struct's fields when it first decodes one, and shows other threads what it has read so far: in 0.22 a
second thread that decodes the same struct meanwhile crashes the process (``tests/kit/test_structs.py`` shows it). A
server that starts while a hall waits is where that happens.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


def read_structs() -> int:
    """Let msgspec read every struct there is by now, in this thread; how many there are. Takes milliseconds."""
    found = set(_below(msgspec.Struct))
    for struct in found:
        msgspec.json.Decoder(struct)
    return len(found)


def _below(struct: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for each in struct.__subclasses__():
        yield each
        yield from _below(each)
