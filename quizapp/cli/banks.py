"""``quizapp banks``: check what is shipped, read any file, import it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quizapp import banks as bank_room
from quizapp.cli.opening import open_store, print_json, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.sheets import Problem
from quizapp.units import get_unit_by_code

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(help="Question banks. 题库。")
def banks() -> None:
    """Group of bank commands."""


@banks.command(help="Check the shipped banks, or FILES; --laws DIR compares with full texts of laws. 检查题库。")
@click.argument("files", nargs=-1, type=_FILE)
@click.option(
    "--laws", "laws_folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of law texts."
)
@told_plainly
def check(files: tuple[Path, ...], laws_folder: Path | None) -> None:
    """Exit 1 when there is an error; warnings are told and pass."""
    index = bank_room.shipped_index()
    chosen = [bank_room.load_bank_file(path) for path in files] or list(bank_room.load_shipped_banks())
    errors = 0
    for bank in chosen:
        problems = bank_room.check_bank(bank, index)
        if laws_folder is not None:
            problems = [*problems, *bank_room.check_against_texts(bank, index, laws_folder)]
        errors += sum(problem.is_error for problem in problems)
        click.echo(f"{bank.key}: {len(bank.questions)} questions, {len(problems)} problems")
        _tell(problems)
    click.echo(f"{sum(len(bank.questions) for bank in chosen)} questions in {len(chosen)} banks, {errors} errors")
    sys.exit(1 if errors else 0)


def _tell(problems: list[Problem]) -> None:
    for problem in problems:
        click.echo(f"  {problem.code} {problem}", err=True)


@banks.command(help="Show what FILE holds, whatever its format; nothing is stored. 试读文件。")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print questions and problems as JSON.")
@told_plainly
def read(file: Path, as_json: bool) -> None:
    """Read one file; a file that cannot be understood is told as a problem, not as a failure."""
    reading = bank_room.read_bank_file(file.read_bytes(), file.name)
    if as_json:
        print_json(bank_room.to_json(reading, bank_room.shipped_index()))
        return
    click.echo(
        f"{file.name}: {reading.format or '?'}, {len(reading.questions)} questions, {len(reading.problems)} problems"
    )
    _tell(list(reading.problems))


@banks.command(name="import", help="Store the questions of FILE as a bank of a unit; again adds nothing. 导入题库。")
@click.argument("file", type=_FILE)
@click.option("--unit", "unit_code", required=True, help="Code of the unit that keeps the bank.")
@click.option("--title", help="Title of the bank; by default the file's name.")
@told_plainly
def import_file(file: Path, unit_code: str, title: str | None) -> None:
    """Import one file in one transaction; questions with errors are left out and told."""
    reading = bank_room.read_bank_file(file.read_bytes(), file.name)
    _tell(list(reading.problems))
    with open_store() as (_, store), store.write() as session:
        unit = get_unit_by_code(session, unit_code)
        done = bank_room.import_bank(session, reading, unit_id=unit.id, title=title or file.stem, now=utc_now())
    click.echo(f"{done.added} added, {done.already_there} already there, {reading.error_count} with errors left out")
    sys.exit(0 if reading.questions else 1)
