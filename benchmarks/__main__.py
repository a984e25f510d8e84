"""``python -m benchmarks [names] [--json FILE]``: measure, print a table, write what was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from benchmarks import (
    banks,
    boards,
    crowded,
    door,
    exports,
    herd,
    imports,
    inserts,
    ledger_lines,
    live,
    live_idle,
    live_push,
    live_two,
    ordering,
    processes,
    provinces,
    reports,
)
from benchmarks.routes import ROUTES, Plan, measure
from benchmarks.table import Row, show

NAMES = (
    *(route.name for route in ROUTES),
    "submit_two",
    "submit_postgres",
    "scan_paced",
    "roster",
    "inserts",
    "statistics",
    "province",
    "boards",
    "banks",
    "import",
    "export",
    "lines",
    "live",
    "live_push",
    "live_idle",
    "live_two",
    "opening",
    "last_minute",
    "evening",
    "ordering",
    "editing",
)


_CROWDS = {
    "opening": herd.measure_opening,
    "last_minute": crowded.measure_last_minute,
    "evening": crowded.measure_evening,
    "ordering": ordering.measure,
    "editing": crowded.measure_editing,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the rows here as JSON.")
@click.option("--rounds", default=3, show_default=True, help="Medians of so many rounds.")
@click.option("--requests", default=1500, show_default=True, help="Requests a round.")
@click.option("--threads", default=16, show_default=True, help="Threads of the server, as `quizapp serve --threads`.")
@click.option(
    "--postgres", default="", help="Address of an empty PostgreSQL database for `province` to fill; its superuser."
)
@click.option("--connections", default=32, show_default=True, help="Phones that wait for an answer at once.")
def main(
    names: tuple[str, ...], json_file: Path | None, rounds: int, requests: int, threads: int, postgres: str,
    connections: int,
) -> None:  # fmt: skip
    """Measure the hot paths, each against a bare baseline in the same run."""
    plan = Plan(rounds=rounds, requests=requests, threads=threads, connections=connections)
    rows = list(_run(names or NAMES, plan, postgres))
    click.echo(f"\n{_machine()}\n\n{show(rows)}")
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode({"machine": _machine(), "rows": rows})))


def _run(names: tuple[str, ...], plan: Plan, postgres: str) -> Iterator[Row]:
    for route in ROUTES:
        if route.name in names:
            click.echo(f"{route.name} ...", err=True)
            yield from measure(route, plan)
    if "submit_two" in names:
        click.echo("submit_two ...", err=True)
        yield from processes.measure_sqlite(plan)
    if "submit_postgres" in names:
        click.echo("submit_postgres ...", err=True)
        yield from processes.measure_postgres(plan)
    if "scan_paced" in names:
        click.echo("scan_paced ...", err=True)
        yield from door.measure_paced()
    if "roster" in names:
        click.echo("roster ...", err=True)
        yield from door.measure_roster()
    if "inserts" in names:
        click.echo("inserts ...", err=True)
        yield from inserts.measure(plan.rounds)
    if "statistics" in names:
        click.echo("statistics ...", err=True)
        yield from reports.measure()
    if "province" in names:
        click.echo("province ...", err=True)
        yield from provinces.measure(postgres)
    if "boards" in names:
        click.echo("boards ...", err=True)
        yield from boards.measure()
    if "import" in names:
        click.echo("import ...", err=True)
        yield from imports.measure()
    if "export" in names:
        click.echo("export ...", err=True)
        yield from exports.measure()
    if "lines" in names:
        click.echo("lines ...", err=True)
        yield from ledger_lines.measure()
    if "live" in names:
        click.echo("live ...", err=True)
        yield from live.measure()
    if "live_push" in names:
        click.echo("live_push ...", err=True)
        yield from live.measure_polls()
        yield from live_push.measure()
    if "live_idle" in names:
        click.echo("live_idle ...", err=True)
        yield from live_idle.measure()
    if "live_two" in names:
        click.echo("live_two ...", err=True)
        yield from live_two.measure()
    for name, measure_it in _CROWDS.items():
        if name in names:
            click.echo(f"{name} ...", err=True)
            yield from measure_it()
    if "banks" in names:
        click.echo("banks ...", err=True)
        yield from banks.measure(plan.rounds)


def _machine() -> str:
    """What the figures were measured on, without its name."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, load {load:.1f} at the end"
    )


if __name__ == "__main__":
    sys.exit(main())
