"""What commands share: settings, an open store, and errors told in plain words instead of tracebacks."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
import msgspec

from quizapp.db import Store
from quizapp.db.migrate import require_current
from quizapp.errors import QuizError
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.settings import Settings, load_settings

P = ParamSpec("P")
R = TypeVar("R")


def told_plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Print an understood error and leave with status 1; anything else is a bug and keeps its traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except QuizError as error:
            refuse(error)

    return wrapped


def refuse(error: QuizError) -> NoReturn:
    """Say what went wrong on standard error, with its stable code, and leave with status 1."""
    click.echo(f"{error}  [{error.code}]", err=True)
    sys.exit(1)


@contextmanager
def open_store(
    settings: Settings | None = None, *, must_be_current: bool = True, watch: Watch = UNWATCHED
) -> Iterator[tuple[Settings, Store]]:
    """Settings and an open store of this installation; raises `Misconfigured` for a database of another version."""
    found = settings or load_settings()
    store = Store.of(found, watch=watch)
    try:
        if must_be_current:
            require_current(store)
        yield found, store
    finally:
        store.close()


def print_json(value: Any) -> None:
    """One JSON document on standard output, readable by people too; text outside Unicode is replaced, never fatal."""
    encoded = msgspec.json.format(msgspec.json.encode(value), indent=1)
    sys.stdout.buffer.write(encoded + b"\n")
    sys.stdout.buffer.flush()
