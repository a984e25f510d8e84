"""Routes under load: ours against the same route with the database left out, round about in one run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks import door, phones
from benchmarks.servers import Load, serving
from benchmarks.table import Row
from benchmarks.world import World, build_world

OURS = "quizapp.cli.served:create_served_app"
_WARM_UP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What phones send, and the applications that it is compared with: name -> factory."""

    name: str
    requests: Callable[[World], list[bytes]]
    baselines: dict[str, str]
    #: Things that one request brings.
    size: int = 1
    #: Whether each phone has started its paper.
    started: bool = True


_NO_DATABASE = {"same route, no database": "benchmarks.bare:without_database"}
ROUTES = (
    Route(
        name="open_paper", requests=phones.papers,
        baselines={"static JSON route": "benchmarks.bare:static_json", **_NO_DATABASE},
    ),
    Route(name="save", requests=phones.saves, baselines=_NO_DATABASE),
    Route(
        name="submit", requests=phones.submits,
        baselines={"same route, write left out": "benchmarks.bare:without_write", **_NO_DATABASE},
    ),
    Route(name="check_in", requests=phones.check_ins, baselines=_NO_DATABASE),
    Route(name="scan", requests=door.scans, baselines=_NO_DATABASE, started=False),
    Route(name="scan_batch", requests=door.batches, baselines=_NO_DATABASE, size=door.BATCH, started=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    rounds: int = 3
    requests: int = 1500
    connections: int = 32
    threads: int = 16


def measure(route: Route, plan: Plan) -> list[Row]:
    """One row for us and one for each baseline, medians of the rounds."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=plan.requests + _WARM_UP, started=route.started)
        requests = route.requests(world)
        shutil.copyfile(_database(world), Path(folder) / "master.db")
        loads: dict[str, list[Load]] = {"ours": [], **{name: [] for name in route.baselines}}
        for _ in range(plan.rounds):
            for name in loads:
                loads[name].append(_once(world, requests, route.baselines.get(name, OURS), plan))
    ours = _middle(loads["ours"])
    return [_row(route, name, _middle(each), ours) for name, each in loads.items()]


def _database(world: World) -> Path:
    return world.settings.home / "quizapp.db"


def _once(world: World, requests: list[bytes], factory: str, plan: Plan) -> Load:
    """One server on a fresh copy of the database: warmed up, then loaded."""
    for suffix in ("-wal", "-shm"):
        Path(f"{_database(world)}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(world.settings.home / "master.db", _database(world))
    with serving(world, factory, threads=plan.threads) as server:
        warm_up = max(1, len(requests) * _WARM_UP // (plan.requests + _WARM_UP))
        server.load(world.settings.home, requests[:warm_up], connections=plan.connections)
        return server.load(world.settings.home, requests[warm_up:], connections=plan.connections)


def _middle(loads: list[Load]) -> Load:
    names = ("per_second", "cpu_us", "p50_ms", "p95_ms", "p99_ms")
    return replace(loads[0], **{name: median(getattr(load, name) for load in loads) for name in names})


def _row(route: Route, name: str, load: Load, ours: Load) -> Row:
    return Row(
        benchmark=route.name, variant=name, per_second=load.per_second * route.size, cpu_us=load.cpu_us / route.size,
        p95_ms=load.p95_ms,
        ratio=None if name == "ours" else ours.per_second / load.per_second,
        cpu_ratio=None if name == "ours" else load.cpu_us / ours.cpu_us,
    )  # fmt: skip
