"""The thread that makes ordered files, one after the other."""

from __future__ import annotations

from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from quizapp.db import Store
from quizapp.downloads import make_next
from quizapp.errors import QuizError
from quizapp.kit.clock import utc_now
from quizapp.kit.vault import Vault

log = structlog.get_logger("quizapp.making")
#: Seconds between two looks at what was ordered: one indexed statement.
LOOK_S = 1.0


def start_making(store: Store, vault: Vault, stop: Event) -> Thread:
    """Start it in the background; after ``stop`` it ends with the file in hand."""
    thread = Thread(target=_run, args=(store, vault, stop), name="downloads", daemon=True)
    thread.start()
    return thread


def _run(store: Store, vault: Vault, stop: Event) -> None:
    while not stop.wait(LOOK_S):
        try:
            while not stop.is_set() and make_next(store, vault, utc_now):
                pass
        except (QuizError, SQLAlchemyError) as error:  # a database that is away comes back
            log.warning("downloads wait", error=str(error), kind=type(error).__name__)
