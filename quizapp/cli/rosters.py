"""``quizapp rosters``: read any list of people, import it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quizapp import people
from quizapp.campaigns import get_campaign_by_code
from quizapp.cli.opening import open_store, print_json, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.kit.vault import Vault
from quizapp.units import get_unit_by_code

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(help="Rosters of people. 花名册。")
def rosters() -> None:
    """Group of roster commands."""


@rosters.command(help="Show whom FILE lists (xlsx, xls, csv, text of any encoding); nothing is stored. 试读花名册。")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print people and problems as JSON.")
@told_plainly
def read(file: Path, as_json: bool) -> None:
    """Read one file; a file that cannot be understood is told as a problem, not as a failure."""
    reading = people.read_roster_file(file.read_bytes(), file.name)
    if as_json:
        print_json(people.roster_to_json(reading))
        return
    click.echo(f"{file.name}: {len(reading.people)} people, {len(reading.problems)} problems")
    for problem in reading.problems:
        click.echo(f"  {problem.code} {problem}", err=True)


@rosters.command(name="import", help="Store the people of FILE as a roster of a unit; again adds nothing. 导入花名册。")
@click.argument("file", type=_FILE)
@click.option("--campaign", "campaign_code", required=True, help="Code of the campaign.")
@click.option("--unit", "unit_code", required=True, help="Code of the unit whose roster it is.")
@click.option("--title", help="Title of the roster; by default the file's name.")
@told_plainly
def import_file(file: Path, campaign_code: str, unit_code: str, title: str | None) -> None:
    """Import one file in one transaction; lines with errors are left out and told."""
    reading = people.read_roster_file(file.read_bytes(), file.name)
    with open_store() as (settings, store):
        vault = Vault(settings.key_for("vault"))
        worked = people.work_out_people(reading, vault)
        with store.write() as session:
            done = people.import_roster(
                session, reading, file.name, worked=worked, campaign_id=get_campaign_by_code(session, campaign_code).id,
                unit=get_unit_by_code(session, unit_code), title=title or "", vault=vault, now=utc_now(),
            )  # fmt: skip
    for problem in done.problems:
        click.echo(f"  {problem.code} {problem}", err=True)
    click.echo(f"{done.added} added, {done.already_there} already there, {done.left_out} left out")
    sys.exit(0 if done.added or done.already_there else 1)
