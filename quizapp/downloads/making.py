"""Making a file in the background: rows are read as a stream, written to a temporary file, stored piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from io import SEEK_END
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import structlog

from quizapp.db import Store
from quizapp.downloads.makers import FileMaker, Maker, Making, Sheet, makers
from quizapp.downloads.queries import PURPOSE
from quizapp.downloads.rules import PART, STEP
from quizapp.downloads.service import Claim, claim_next, fail, finish, has_waiting, note_progress, store_part
from quizapp.errors import QuizError
from quizapp.exports import Scalar, write_rows
from quizapp.kit.vault import Vault

log = structlog.get_logger("quizapp.downloads")
Clock = Callable[[], datetime]


class _Lost(Exception):
    """The file was dropped, or somebody else makes it: stop without a word."""


def make_next(store: Store, vault: Vault, clock: Clock) -> bool:
    """Whether a file waited; it is ready now, or says that it failed. Safe in several processes at once."""
    with store.read() as session:
        if not has_waiting(session, now=clock()):
            return False
    with store.write() as session:
        claim = claim_next(session, now=clock())
    if claim is None:
        return False
    try:
        _make(store, vault, clock, claim)
    except _Lost:
        pass
    except (QuizError, LookupError, ValueError, OSError) as error:
        log.error("download failed", download=claim.id, purpose=claim.purpose, exc_info=error)
        with store.write() as session:
            fail(session, claim)
    return True


def _make(store: Store, vault: Vault, clock: Clock, claim: Claim) -> None:
    progress = _Progress(store, clock, claim)
    with TemporaryFile() as file:
        stream = cast(BinaryIO, file)
        maker = makers()[claim.purpose]
        if isinstance(maker, FileMaker):
            _write_file(store, vault, clock, claim, maker, progress, stream)
        else:
            _write_rows(store, claim, maker, progress, stream)
        size = stream.tell()
        stream.seek(0)
        _store(store, vault, clock, claim, stream)
    with store.write() as session:
        finish(session, claim, rows=progress.done, size=size, now=clock())


def _write_rows(store: Store, claim: Claim, maker: Maker, progress: _Progress, stream: BinaryIO) -> None:
    with store.read_beside() as session:
        sheet = maker.open(session, claim.choices)
        write_rows(sheet.columns, progress.watch(sheet), stream, claim.format)


def _write_file(
    store: Store, vault: Vault, clock: Clock, claim: Claim, maker: FileMaker, progress: _Progress, stream: BinaryIO
) -> None:  # fmt: skip
    with store.read_beside() as session:
        making = Making(
            session=session, choices=claim.choices, stream=stream, vault=vault, now=clock(), tick=progress.tick
        )  # fmt: skip
        progress.done = maker.write(making)
    stream.seek(0, SEEK_END)


def _store(store: Store, vault: Vault, clock: Clock, claim: Claim, stream: BinaryIO) -> None:
    """One transaction a piece: phones get their turn in between."""
    number = 0
    while content := stream.read(PART):
        sealed = vault.seal_bytes(content, purpose=PURPOSE)
        with store.write() as session:
            if not store_part(session, claim, number, sealed, now=clock()):
                raise _Lost
        number += 1


class _Progress:
    """Counts rows on their way and says from time to time how far they are."""

    def __init__(self, store: Store, clock: Clock, claim: Claim) -> None:
        self._store, self._clock, self._claim = store, clock, claim
        self.done = 0

    def watch(self, sheet: Sheet) -> Iterator[tuple[Scalar, ...]]:
        """The rows as they are."""
        return chain.from_iterable(self._portions(sheet))

    def _portions(self, sheet: Sheet) -> Iterator[list[tuple[Scalar, ...]]]:
        """So many at a time as lie between two notes: rows pass by themselves, without a step of ours for each."""
        self._note(sheet.total)
        while portion := list(islice(sheet.rows, STEP)):
            self.done += len(portion)
            if len(portion) == STEP:
                self._note(sheet.total)
            yield portion

    def tick(self, done: int, total: int) -> None:
        """So many parts of a file that is no table are made."""
        self.done = done
        self._note(total)

    def _note(self, total: int) -> None:
        with self._store.write() as session:
            if not note_progress(session, self._claim, done=self.done, total=total, now=self._clock()):
                raise _Lost
