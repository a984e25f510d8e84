"""``quizapp units``: the tree of reporting units from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quizapp import units as unit_room
from quizapp.cli.opening import open_store, told_plainly
from quizapp.kit.clock import local_date, utc_now


@click.group(help="Reporting units. 填报单位。")
def units() -> None:
    """Group of unit commands."""


@units.command(name="import", help="Add and change units from FILE (xlsx, xls, csv); again changes nothing. 导入单位。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--under", "parent_code", help="Code of the unit below which rows without a parent are placed.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@told_plainly
def import_file(file: Path, parent_code: str | None, dry_run: bool) -> None:
    """Import one file in one transaction; rows that cannot be placed are told and change nothing."""
    with open_store() as (_, store), store.write() as session:
        top = unit_room.get_unit_by_code(session, parent_code) if parent_code else None
        plan = unit_room.plan_import(session, unit_room.read_units(file.read_bytes(), file.name), top=top)
        if not dry_run:
            now = utc_now()
            unit_room.apply_plan(session, plan, actor="command line", now=now, as_of=local_date(now))
    for problem in plan.problems:
        click.echo(f"  {problem.code} {problem}", err=True)
    counts = {step: len(plan.of(step)) for step in unit_room.Step}
    click.echo(", ".join(f"{count} {step.value}" for step, count in counts.items()))
    sys.exit(0 if plan.units else 1)
