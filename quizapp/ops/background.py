"""Work that nobody waits for: repeating jobs and ordered files, beside a site or in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

from quizapp.db import Store
from quizapp.kit.registry import load_part
from quizapp.kit.structs import read_structs
from quizapp.kit.vault import Vault
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.ops.housekeeping import start_housekeeping
from quizapp.ops.making import start_making
from quizapp.settings import Settings

if TYPE_CHECKING:
    from huey.consumer import Consumer


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What runs until `stop`, or until its process ends: both cost nothing but time, whoever is next goes on."""

    jobs: Consumer
    files: Thread
    ending: Event

    def stop(self, *, patience_s: float) -> None:
        """Begin nothing new, and wait for the job and, so long at most, for the file in hand."""
        self.ending.set()
        self.jobs.stop(graceful=True)
        self.files.join(patience_s)


def start_background(settings: Settings, store: Store, vault: Vault, *, watch: Watch = UNWATCHED) -> Background:
    """Start both in threads and return at once. Safe in several processes and machines at once."""
    for part in ("jobs", "downloads"):
        load_part(part)
    read_structs()
    ending = Event()
    return Background(
        jobs=start_housekeeping(settings, store, watch=watch), files=start_making(store, vault, ending), ending=ending
    )
