"""Counting SQL statements, so that a loop that queries cannot hide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

from quizapp.db import Store

_BOOKKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Statements:
    """SQL that was sent, in order, without transaction bookkeeping."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)

    def __str__(self) -> str:
        return "\n".join(" ".join(text.split()) for text in self.texts)


@contextmanager
def statement_counter(store: Store) -> Iterator[Statements]:
    """Counts what any thread sends through ``store`` (its readers and its writer) inside the block.

    ``with statement_counter(store) as sent: ...; assert len(sent) <= 4, str(sent)``
    """
    sent = Statements()

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.lstrip().upper().startswith(_BOOKKEEPING):
            sent.texts.append(text)

    engines: list[Engine] = [store.engine]
    engines += [each._engine for each in (store._writer, store._batches) if each is not None]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
