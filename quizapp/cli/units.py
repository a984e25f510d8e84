"""``quizapp units``: the tree of reporting units from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quizapp import units as unit_room
from quizapp.cli.opening import open_store, told_plainly
from quizapp.kit.clock import utc_now


@click.group(help="Reporting units. 填报单位。")
def units() -> None:
    """Group of unit commands."""


@units.command(name="import", help="Add and change units from FILE (xlsx, xls, csv); again changes nothing. 导入单位。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--under", "parent_code", help="Code of the unit below which rows without a parent are placed.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@told_plainly
def import_file(file: Path, parent_code: str | None, dry_run: bool) -> None:
    """Import one file in one transaction; a file with an error changes nothing."""
    with open_store() as (_, store), store.write() as session:
        plan = unit_room.plan_import(session, file.read_bytes(), file.name, parent_code=parent_code)
        if not dry_run and not plan.has_errors:
            unit_room.apply_import(session, plan, actor="command line", now=utc_now())
    for problem in plan.problems:
        click.echo(f"  {problem.code} {problem}", err=True)
    click.echo(f"{len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} as they were")
    sys.exit(1 if plan.has_errors else 0)
