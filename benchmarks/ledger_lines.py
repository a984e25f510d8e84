"""The file of a million ledger lines, from order to download, against a bare cursor loop that writes csv."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
import time
from pathlib import Path

from sqlalchemy import select, text

from benchmarks.exports import forget_peak_mb, memory_mb
from benchmarks.table import Row
from benchmarks.world import World, add_organizer, build_world
from quizapp.contests import Contest
from quizapp.datasets import Chosen
from quizapp.datasets.downloads import LINES
from quizapp.db import Store
from quizapp.downloads import Order, list_downloads, make_next, order_download
from quizapp.kit.clock import utc_now
from quizapp.kit.vault import Vault
from quizapp.ledger import latest_position

#: Memory is measured at a tenth as well: it should be the same.
SIZES = (100_000, 1_000_000)
_FILL = """
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
INSERT INTO ledger_entry (campaign_id, unit_id, kind, measure, quantity, is_approximate, occurred_at, day, recorded_at,
    source, source_table, source_id, tags, actor, reason)
SELECT :campaign, :unit, 'lecture', 'attendance', 1, 0, '2026-06-16 02:00:00', date('2026-06-01', '+' || (i % 30) || ' days'),
    '2026-06-16 02:00:01', 'import', 'bench', i, ' sector:fire ', 'staff:1', '' FROM n
"""
_BARE = """
SELECT e.id, e.day, u.code, u.name, e.kind, e.kind, e.measure, e.quantity, e.is_approximate, e.tags, e.source, e.activity_id,
    e.session_id, e.person_id IS NOT NULL, e.reverses_id, e.reason, e.occurred_at, e.recorded_at
FROM ledger_entry e JOIN unit u ON u.id = e.unit_id WHERE e.campaign_id = ? AND e.id <= ? ORDER BY e.id
"""


def measure() -> list[Row]:
    """Each size and format once, after a first small run that loads what is loaded once."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=10, started=True)
        store = Store(world.settings.database_url)
        try:
            staff_id, campaign_id = _prepare(store, world)
            for fmt in ("csv", "xlsx"):
                _export(store, world, staff_id, campaign_id, fmt)
            filled = 0
            for size in SIZES:
                _fill(world, campaign_id, filled + 1, size)
                filled = size
                rows += _compare(store, world, staff_id, campaign_id, size, Path(folder))
        finally:
            store.close()
    return rows


def _compare(store: Store, world: World, staff_id: int, campaign_id: int, size: int, folder: Path) -> list[Row]:
    bare_s, bare_cpu_s = _bare(world, campaign_id, folder / "bare.csv")
    found = [
        Row(
            benchmark="lines", variant=f"bare cursor to csv, {size:,} lines", per_second=size / bare_s,
            cpu_us=bare_cpu_s / size * 1e6, seconds=bare_s,
        )
    ]  # fmt: skip
    _fill_caches(store)
    for fmt in ("csv", "xlsx"):
        took_s, cpu_s, peak_mb = _export(store, world, staff_id, campaign_id, fmt)
        found.append(
            Row(
                benchmark="lines", variant=f"{fmt}, {size:,} lines", per_second=size / took_s, cpu_us=cpu_s / size * 1e6,
                seconds=took_s, peak_mb=peak_mb, ratio=bare_s / took_s, cpu_ratio=bare_cpu_s / cpu_s,
            )
        )  # fmt: skip
    return found


def _prepare(store: Store, world: World) -> tuple[int, int]:
    with store.write() as session:
        query = select(Contest.campaign_id).where(Contest.code == world.contest_code)
        return add_organizer(session, world), session.scalars(query).one()


def _file(world: World) -> Path:
    return world.settings.home / "quizapp.db"


def _fill(world: World, campaign_id: int, first: int, last: int) -> None:
    raw = sqlite3.connect(_file(world))
    raw.execute(_FILL, {"first": first, "last": last, "campaign": campaign_id, "unit": world.town_id})
    raw.commit()
    raw.close()


def _fill_caches(store: Store) -> None:
    """Up to their bound of 32 MB a connection: what the file needs beside them is what is asked."""
    everything = text("SELECT sum(length(tags) + length(reason) + length(source_table)) FROM ledger_entry")
    with store.read() as session:
        session.execute(everything)
    with store.write() as session:
        session.execute(everything)


def _export(store: Store, world: World, staff_id: int, campaign_id: int, fmt: str) -> tuple[float, float, float]:
    """Seconds from the order to the finished file, its CPU seconds, and how much memory grew at its peak, MB."""
    with store.read() as session:
        position = latest_position(session)
    chosen = Chosen(
        campaign_id=campaign_id, unit_id=world.town_id, period="cumulative", position=position, ordered_at=utc_now().isoformat()
    )  # fmt: skip
    order = Order(
        purpose=LINES, staff_id=staff_id, unit_id=world.town_id, permission="export", title="bench", format=fmt,
        origin="/", choices=chosen.as_choices(),
    )  # fmt: skip
    before_mb, started, cpu_started = forget_peak_mb(), time.perf_counter(), time.process_time()
    with store.write() as session:
        order_download(session, order, now=utc_now())
    make_next(store, Vault(world.settings.key_for("vault")), utc_now)
    took_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu_started
    with store.read() as session:
        assert list_downloads(session, staff_id=staff_id, now=utc_now())[0].is_ready
    return took_s, cpu_s, memory_mb("VmHWM") - before_mb


def _bare(world: World, campaign_id: int, file: Path) -> tuple[float, float]:
    """The rows straight from the driver into csv.writer: no formatting, no sealing, no storing."""
    started, cpu_started = time.perf_counter(), time.process_time()
    raw = sqlite3.connect(_file(world))
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(raw.execute(_BARE, (campaign_id, 2**62)))
    raw.close()
    return time.perf_counter() - started, time.process_time() - cpu_started
