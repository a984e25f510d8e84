"""The statistics table of a county at ten thousand and at a million ledger entries, against a bare GROUP BY."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.table import Row
from benchmarks.world import World, build_world
from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.kit.periods import parse_period
from quizapp.ledger import roll_up
from quizapp.statistics import build_report, get_form
from quizapp.units import get_unit, get_unit_by_code

SIZES = (10_000, 1_000_000)
_FORM = "zhoushan_2021"
_REPEATS = 7

#: Entries spread over villages, kinds, days and people, as a month would.
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)
INSERT INTO ledger_entry (campaign_id, unit_id, host_unit_id, kind, measure, quantity, is_approximate, person_id,
    occurred_at, day, recorded_at, source, source_table, source_id, tags, actor, reason)
SELECT :campaign, :first_unit + i % :units, :town,
    CASE i % 4 WHEN 0 THEN 'knowledge_contest' WHEN 1 THEN 'lecture' WHEN 2 THEN 'comprehensive_drill' ELSE 'news' END,
    CASE i % 4 WHEN 3 THEN 'item' ELSE 'attendance' END, 1, 0, 1 + i % 5000, :moment,
    date('2026-06-01', '+' || (i % 30) || ' days'), :moment, 'import', 'bench', i, '', 'system', ''
FROM n
"""
_BARE = """
SELECT kind, measure, tags, sum(quantity), count(*) FROM ledger_entry WHERE campaign_id = 1 GROUP BY kind, measure, tags
"""


def measure() -> list[Row]:
    """Tables a second, medians of seven, with the totals rolled up and a tail of a hundred entries."""
    return [row for size in SIZES for row in _at(size)]


def _at(size: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=1)
        file = world.settings.home / "quizapp.db"
        store = Store(world.settings.database_url)
        try:
            _fill(file, world, size, start=0)
            roll_up(store, step=100_000)
            _fill(file, world, 100, start=size)
            ours_s = median_s(lambda: _build(store, world))
            bare_s = median_s(lambda: _group_by(file))
        finally:
            store.close()
    name = f"{size:,} entries"
    return [
        Row(benchmark="statistics", variant=f"ours, {name}", per_second=1 / ours_s, p95_ms=ours_s * 1000),
        Row(
            benchmark="statistics", variant=f"bare GROUP BY, {name}", per_second=1 / bare_s, p95_ms=bare_s * 1000,
            ratio=bare_s / ours_s,
        ),
    ]  # fmt: skip


def _fill(file: Path, world: World, size: int, *, start: int) -> None:
    raw = sqlite3.connect(file)
    first, units = raw.execute("SELECT min(id), count(*) FROM unit WHERE level = 'village'").fetchone()
    moment = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    values = {
        "size": size, "campaign": world.campaign_id, "first_unit": first, "units": units, "town": world.town_id, "moment": moment,
    }  # fmt: skip
    raw.execute(_FILL.replace("'bench', i", f"'bench', i + {start}"), values)
    raw.commit()
    raw.close()


def _build(store: Store, world: World) -> None:
    with store.read() as session:
        campaign, unit = get_campaign(session, world.campaign_id), get_unit_by_code(session, "dongming")
        build_report(
            session,
            get_form(_FORM),
            campaign,
            get_unit(session, unit.id),
            parse_period("cumulative"),
            now=datetime.now(UTC),
        )


def _group_by(file: Path) -> None:
    raw = sqlite3.connect(file)
    raw.execute(_BARE).fetchall()
    raw.close()


def median_s(work: Callable[[], None], repeats: int = _REPEATS) -> float:
    """Median seconds of ``work`` after one run to warm up."""
    work()
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return median(seconds)
