"""The file of all papers of a contest, from order to download, against a bare csv.writer over the same rows."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.table import Row
from benchmarks.world import World, add_organizer, build_world
from quizapp.contests import Contest
from quizapp.contests.all_papers import Manner, stream_papers
from quizapp.db import Store
from quizapp.downloads import Order, list_downloads, make_next, order_download
from quizapp.kit.clock import DEFAULT_ZONE, utc_now
from quizapp.kit.vault import Vault

PAPERS = 100_000
_PEOPLE = 500

#: What the copies of a started paper say instead: handed in by 500 people with 200 tries each, spread over a month.
_CHANGED = {
    "person_id": "p.id", "token": "'bench-' || i", "attempt_no": "100 + i / :people", "day_no": "100 + i / :people",
    "day": "date(a.day, '+' || (i % 30) || ' days')", "answers": """'{"0": [1], "1": [2]}'""", "revision": "1",
    "submitted_at": "a.started_at", "submitted_by": "'phone'", "is_counted": "1", "score": "1000 * (i % 11)",
    "max_score": "10000", "correct_count": "i % 11", "passed": "i % 11 >= 6", "shares": "'[1, 1, 0, 0, 0, 0, 0, 0, 0, 0]'",
}  # fmt: skip
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)
INSERT INTO attempt (%s) SELECT %s
FROM n JOIN (SELECT * FROM attempt LIMIT 1) a JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM person) p
    ON p.place = i %% :people
"""
_WORDS = {
    word: word
    for word in (
        "passed", "not_passed", "verified", "unverified", "phone", "autosubmit", "open", "voided", "blank", "counted",
    )
}  # fmt: skip


def measure() -> list[Row]:
    """One export of each format; the first, of a few papers, loads what is loaded once."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=_PEOPLE, started=True)
        store = Store(world.settings.database_url)
        try:
            staff_id, contest_id = prepare_orders(store, world)
            for fmt in ("csv", "xlsx"):
                _export(store, world, staff_id, contest_id, fmt)
            fill_papers(world.settings.home / "quizapp.db")
            ours = [(fmt, *_export(store, world, staff_id, contest_id, fmt)) for fmt in ("csv", "xlsx")]
            bare_s, bare_cpu_s, count = _bare(store, contest_id, Path(folder) / "bare.csv")
        finally:
            store.close()
    rows = [
        Row(
            benchmark="export", variant=f"{fmt}, {count:,} papers", per_second=count / took_s, cpu_us=cpu_s / count * 1e6,
            seconds=took_s, peak_mb=peak_mb,
        )
        for fmt, took_s, cpu_s, peak_mb in ours
    ]  # fmt: skip
    bare = [
        Row(
            benchmark="export", variant=f"bare csv.writer, against {fmt}", per_second=count / bare_s,
            cpu_us=bare_cpu_s / count * 1e6, seconds=bare_s, ratio=bare_s / took_s, cpu_ratio=bare_cpu_s / cpu_s,
        )
        for fmt, took_s, cpu_s, _peak in ours
    ]  # fmt: skip
    return [*rows, *bare]


def prepare_orders(store: Store, world: World) -> tuple[int, int]:
    """Somebody who orders, and the contest: their ids."""
    with store.write() as session:
        contest_id = session.scalars(select(Contest.id).where(Contest.code == world.contest_code)).one()
        return add_organizer(session, world), contest_id


def fill_papers(file: Path) -> None:
    """A hundred thousand papers that were handed in."""
    raw = sqlite3.connect(file)
    names = [row[1] for row in raw.execute("PRAGMA table_info(attempt)") if row[1] != "id"]
    values = ", ".join(_CHANGED.get(name, f"a.{name}") for name in names)
    raw.execute(_FILL % (", ".join(names), values), {"size": PAPERS - _PEOPLE, "people": _PEOPLE})
    raw.commit()
    raw.close()


def _export(store: Store, world: World, staff_id: int, contest_id: int, fmt: str) -> tuple[float, float, float]:
    """Seconds from the order to the finished file, its CPU seconds, and how much memory grew at its peak, MB."""
    vault = Vault(world.settings.key_for("vault"))
    before_mb, started, cpu_started = forget_peak_mb(), time.perf_counter(), time.process_time()
    order_papers(store, world, staff_id, contest_id, fmt)
    make_next(store, vault, utc_now)
    took_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu_started
    assert made_in_s(store, staff_id) is not None
    return took_s, cpu_s, memory_mb("VmHWM") - before_mb


def order_papers(store: Store, world: World, staff_id: int, contest_id: int, fmt: str) -> None:
    """All papers of the contest, as its page orders them."""
    columns = [[f"column {number}", 12] for number in range(15)]
    choices: dict[str, Any] = {
        "contest_id": contest_id, "zone": DEFAULT_ZONE, "names": "masked", "questions": 10, "words": _WORDS,
        "columns": columns,
    }  # fmt: skip
    order = Order(
        purpose="contest.papers", staff_id=staff_id, unit_id=world.town_id, permission="export", title="bench",
        format=fmt, origin="/", choices=choices,
    )  # fmt: skip
    with store.write() as session:
        order_download(session, order, now=utc_now())


def made_in_s(store: Store, staff_id: int) -> float | None:
    """Longest time from an order until its file was ready, in seconds; None while one is not."""
    with store.read() as session:
        files = list_downloads(session, staff_id=staff_id, now=utc_now())
    waited = [(each.ready_at - each.created_at).total_seconds() for each in files if each.ready_at]
    return max(waited) if len(waited) == len(files) else None


def _bare(store: Store, contest_id: int, file: Path) -> tuple[float, float, int]:
    with store.read() as session:
        rows = _rows(session, contest_id)
    started, cpu_started = time.perf_counter(), time.process_time()
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return time.perf_counter() - started, time.process_time() - cpu_started, len(rows)


def _rows(session: Session, contest_id: int) -> list[Any]:
    manner = Manner(zone=ZoneInfo(DEFAULT_ZONE), with_names=False, words=_WORDS)
    return list(stream_papers(session, contest_id, manner))


def forget_peak_mb() -> float:
    """Memory in use now; the kernel's peak starts again from here."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return memory_mb("VmRSS")


def memory_mb(name: str) -> float:
    """``VmRSS`` or ``VmHWM`` of this process."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024
