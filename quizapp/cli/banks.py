"""``quizapp banks``: check what is shipped, read any file, import it."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import click

from quizapp import banks as bank_room
from quizapp.cli.opening import open_store, print_json, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.kit.registry import load_part
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
@click.option(
    "--blank-separator", type=click.Choice(["|", ";"]), help="What divides the blanks of an answer (W-BLANKSEP)."
)
@click.option("--first-number", type=click.IntRange(0, 1), help="The number that means option A (E-NUMBERBASE).")
@told_plainly
def read(file: Path, as_json: bool, blank_separator: str | None, first_number: int | None) -> None:
    """Read one file; a file that cannot be understood is told as a problem, not as a failure."""
    options = bank_room.ReadingOptions(blank_separator=blank_separator or "", first_number=first_number)
    reading = bank_room.read_bank_file(file.read_bytes(), file.name, options=options)
    if as_json:
        print_json(bank_room.to_json(reading, bank_room.shipped_index()))
        return
    click.echo(
        f"{file.name}: {reading.format or '?'}, {len(reading.questions)} questions, {len(reading.problems)} problems"
    )
    _tell(list(reading.problems))


@banks.command(help="Write BANK (its id, or the key of a shipped one) as a file; OUT - is standard output. 导出题库。")
@click.argument("bank")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--format",
    "format_key",
    type=click.Choice(sorted(bank_room.bank_writers())),
    help="By default from the file's ending.",
)
@click.option("--topic", default="", help="Only questions of this topic.")
@click.option("--difficulty", default="", help="Only easy, medium or hard ones.")
@click.option("--type", "kind", default="", help="Only questions of this type.")
@click.option("--audience", default="", help="Only questions for this audience.")
@click.option("--tag", default="", help="Only questions with this tag.")
@told_plainly
def export(bank: str, out: Path, format_key: str | None, **wanted: str) -> None:
    """Write one file; what the format cannot hold is told on standard error. Exit 1 when questions are missing in it."""
    writer = _writer_for(out, format_key)
    with open_store() as (_, store), store.read() as session:
        found = bank_room.find_bank_by_name(session, bank)
        content = bank_room.load_content(session, found, bank_room.QuestionFilter(**wanted))
    written = writer.write(content)
    _tell(list(written.lost))
    if str(out) == "-":
        sys.stdout.buffer.write(written.content)
    else:
        out.write_bytes(written.content)
    left_out = sum(problem.is_error for problem in written.lost)
    click.echo(f"{len(content.questions) - left_out} written as {writer.key}, {left_out} left out", err=True)
    sys.exit(1 if left_out else 0)


def _writer_for(out: Path, format_key: str | None) -> bank_room.BankWriter:
    """The writer that was named, else the one whose ending the file has."""
    writers = bank_room.bank_writers()
    if format_key:
        return writers[format_key]
    fits = [writer for writer in writers.values() if out.name.endswith(f".{writer.ending}")]
    if not fits:
        raise click.UsageError(f"Name a format: --format {'|'.join(sorted(writers))}")
    return max(fits, key=lambda writer: len(writer.ending))


@banks.command(name="import", help="Store the questions of FILE as a bank of a unit; again adds nothing. 导入题库。")
@click.argument("file", type=_FILE)
@click.option("--unit", "unit_code", required=True, help="Code of the unit that keeps the bank.")
@click.option("--title", help="Title of the bank; by default the file's name.")
@told_plainly
def import_file(file: Path, unit_code: str, title: str | None) -> None:
    """Import one file in one transaction; questions with errors are left out and told."""
    load_part("models")  # a question names who wrote it: its table needs those that nothing here imports
    content = file.read_bytes()
    reading = bank_room.read_bank_file(content, file.name)
    _tell(list(reading.problems))
    origin = bank_room.Origin(filename=file.name, file_hash=sha256(content).hexdigest())
    with open_store() as (settings, store), store.write() as session:
        unit, now = get_unit_by_code(session, unit_code), utc_now()
        reading = bank_room.store_files(session, reading, now=now, quota_bytes=settings.max_media_bytes)
        done = bank_room.import_bank(
            session, reading, unit_id=unit.id, title=title or file.stem, now=now, origin=origin
        )
    click.echo(f"{done.added} added, {done.already_there} already there, {reading.error_count} with errors left out")
    sys.exit(0 if reading.questions else 1)
