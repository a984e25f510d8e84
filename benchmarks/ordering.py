"""Answers while files of a hundred thousand papers are made: in the serving process, and by `quizapp work` beside it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.crowded import PACE, SECONDS
from benchmarks.exports import fill_papers, made_in_s, order_papers, prepare_orders
from benchmarks.herd import OURS
from benchmarks.phones import submits
from benchmarks.servers import Load, environment, serving
from benchmarks.table import Row
from benchmarks.world import World, build_world
from quizapp.db import Store

#: As many as one person may order at once.
FILES = 3
_APART = {"QUIZAPP_BACKGROUND": "0"}


def measure() -> list[Row]:
    """Twenty answers a second alone, and beside three Excel files of 100,000 papers made here or elsewhere."""
    alone, _ = _paced(files=0, is_apart=False)
    here, here_s = _paced(files=FILES, is_apart=False)
    apart, apart_s = _paced(files=FILES, is_apart=True)
    return [
        _row("here", here, alone, here_s),
        _row("by quizapp work", apart, alone, apart_s),
        Row(benchmark="", variant="answers alone", per_second=PACE, cpu_us=alone.cpu_us, p95_ms=alone.p95_ms),
    ]


def _row(how: str, seen: Load, alone: Load, took_s: float) -> Row:
    return Row(
        benchmark="ordering", variant=f"beside 3 files made {how}", per_second=PACE, p95_ms=seen.p95_ms, seconds=took_s,
        ratio=alone.p95_ms / seen.p95_ms,
    )  # fmt: skip


def _paced(*, files: int, is_apart: bool) -> tuple[Load, float]:
    """What the answers' phones saw, and the seconds until the last file was ready."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=PACE * SECONDS + 200)
        requests, store = submits(world), Store(world.settings.database_url)
        fill_papers(Path(folder) / "quizapp.db")
        try:
            staff_id, contest_id = prepare_orders(store, world)
            with serving(world, OURS, environ=_APART if is_apart else {}) as server, _worker(world, starts=is_apart):
                server.load(Path(folder), requests[:200], connections=8)
                for _ in range(files):
                    order_papers(store, world, staff_id, contest_id, "xlsx")
                seen = server.load(Path(folder), requests[200:], connections=0, per_second=PACE)
                took_s = made_in_s(store, staff_id) if files else 0.0
                if took_s is None:
                    raise RuntimeError("the files take longer than the answers")
                return seen, took_s
        finally:
            store.close()


@contextmanager
def _worker(world: World, *, starts: bool) -> Iterator[None]:
    if not starts:
        yield
        return
    with (world.settings.home / "worker.log").open("wb") as log:
        command = [sys.executable, "-m", "quizapp.cli", "work"]
        process = subprocess.Popen(command, env=environment(world) | _APART, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.kill()
        process.wait()
