"""Handing in with more than one process: on one SQLite file, and on PostgreSQL with everything synced to the disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import phones
from benchmarks.routes import OURS, Plan
from benchmarks.servers import Load, serving
from benchmarks.table import Row
from benchmarks.world import World, build_world
from tests.support.postgres import running_server
from tests.support.stores import PostgresDatabases

_WARM_UP = 200
#: As in `benchmarks.live_two`: the tests' server answers before anything is on the disk.
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
_WITHOUT = "benchmarks.bare:without_database"


def measure_sqlite(plan: Plan) -> list[Row]:
    """One process and two on copies of one database file, round about."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=plan.requests + _WARM_UP)
        requests, database = phones.submits(world), world.settings.home / "quizapp.db"
        master = database.with_name("master.db")
        shutil.copyfile(database, master)
        seen: dict[str, list[Load]] = {}
        for _ in range(plan.rounds):
            for name, factory, workers in _variants():
                for suffix in ("-wal", "-shm"):
                    Path(f"{database}{suffix}").unlink(missing_ok=True)
                shutil.copyfile(master, database)
                seen.setdefault(name, []).append(_once(world, requests, factory, workers, plan))
    return _rows("submit_two", seen)


def measure_postgres(plan: Plan) -> list[Row]:
    """The same on PostgreSQL; each round hands in other papers."""
    with running_server(**_DURABLE) as server, tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        databases = PostgresDatabases.prepare(server, recycles=False)
        url = databases.fresh(Path(folder))
        a_round = plan.requests + _WARM_UP
        variants = list(_variants())
        world = build_world(Path(folder), phones=a_round * plan.rounds * len(variants), database_url=url)
        requests = phones.submits(world)
        seen: dict[str, list[Load]] = {}
        try:
            for number in range(plan.rounds * len(variants)):
                name, factory, workers = variants[number % len(variants)]
                own = requests[number * a_round : (number + 1) * a_round]
                seen.setdefault(name, []).append(_once(world, own, factory, workers, plan))
        finally:
            databases.drop(url)
    return _rows("submit_postgres", seen)


def _variants() -> Iterator[tuple[str, str, int]]:
    yield "two processes", OURS, 2
    yield "one process", OURS, 1
    yield "two processes, no database", _WITHOUT, 2


def _once(world: World, requests: list[bytes], factory: str, workers: int, plan: Plan) -> Load:
    with serving(world, factory, threads=plan.threads, workers=workers) as server:
        server.load(world.settings.home, requests[:_WARM_UP], connections=plan.connections)
        return server.load(world.settings.home, requests[_WARM_UP:], connections=plan.connections)


def _rows(benchmark: str, seen: dict[str, list[Load]]) -> list[Row]:
    middle = {
        name: {each: median(getattr(load, each) for load in loads) for each in ("per_second", "cpu_us", "p95_ms", "p99_ms")}
        for name, loads in seen.items()
    }  # fmt: skip
    first = middle["two processes"]
    return [
        Row(
            benchmark=benchmark if name == "two processes" else "", variant=f"{name} (p99 {each['p99_ms']:.0f} ms)",
            per_second=each["per_second"], cpu_us=each["cpu_us"], p95_ms=each["p95_ms"],
            ratio=None if each is first else first["per_second"] / each["per_second"],
            cpu_ratio=None if each is first else each["cpu_us"] / first["cpu_us"],
        )
        for name, each in middle.items()
    ]  # fmt: skip
