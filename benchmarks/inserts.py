"""The writer itself: ledger lines through ``Store.retrying`` from many threads, against a bare executemany."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.table import Row
from benchmarks.world import World, build_world
from quizapp.db import Store
from quizapp.ledger import Entry, Measure, Source, append

_ROWS = 4_000
_THREADS = 16


def measure(rounds: int) -> list[Row]:
    """Rows a second, medians; both with WAL and full syncs, both into the real table with all its indexes."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=1)
        ours: list[float] = []
        bare: dict[int, list[float]] = {_THREADS: [], 200: []}
        for number in range(rounds):
            first = number * 10 * _ROWS
            ours.append(_ROWS / _seconds(partial(_through_store, world, first)))
            for at, (size, each) in enumerate(bare.items(), start=1):
                each.append(_ROWS / _seconds(partial(_bare, world, first + at * _ROWS, size)))
    middle = median(ours)
    rows = [Row(benchmark="inserts", variant=f"ours, {_THREADS} threads", per_second=middle)]
    return rows + [
        Row(benchmark="inserts", variant=f"executemany, {size} a commit", per_second=median(each), ratio=middle / median(each))
        for size, each in bare.items()
    ]  # fmt: skip


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _entry(world: World, number: int) -> Entry:
    now = datetime.now(UTC)
    return Entry(
        campaign_id=world.campaign_id, unit_id=world.town_id, host_unit_id=world.town_id, kind="knowledge_contest",
        measure=Measure.ATTENDANCE, person_id=1, occurred_at=now, day=now.date(), recorded_at=now, source=Source.ATTEMPT,
        source_table="bench", source_id=number, tags=("delivery:online",), actor="system",
    )  # fmt: skip


def _through_store(world: World, first: int) -> None:
    store = Store(world.settings.database_url)
    with ThreadPoolExecutor(_THREADS) as pool:
        works = [
            pool.submit(store.retrying, partial(append, entry=_entry(world, first + number))) for number in range(_ROWS)
        ]
    for work in works:
        assert work.result() is not None
    store.close()


_COLUMNS = (
    "campaign_id", "unit_id", "host_unit_id", "kind", "measure", "quantity", "is_approximate", "person_id", "occurred_at",
    "day", "recorded_at", "source", "source_table", "source_id", "tags", "actor", "reason",
)  # fmt: skip


def _bare(world: World, first: int, size: int) -> None:
    """The same rows by the driver alone, ``size`` to a commit."""
    now = datetime.now(UTC)
    moment = now.replace(tzinfo=None).isoformat(" ")
    rows = [
        (world.campaign_id, world.town_id, world.town_id, "knowledge_contest", "attendance", 1, False, 1, moment,
         now.date().isoformat(), moment, "attempt", "bench", first + number, " delivery:online ", "system", "")
        for number in range(_ROWS)
    ]  # fmt: skip
    raw = sqlite3.connect(world.settings.home / "quizapp.db", isolation_level=None)
    raw.execute("PRAGMA synchronous=FULL")
    marks = ", ".join("?" * len(_COLUMNS))
    for at in range(0, _ROWS, size):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(f"INSERT INTO ledger_entry ({', '.join(_COLUMNS)}) VALUES ({marks})", rows[at : at + size])
        raw.execute("COMMIT")
    raw.close()
