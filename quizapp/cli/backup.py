"""``quizapp backup`` and ``quizapp restore``: a copy that is known to restore."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from quizapp import __version__
from quizapp.cli.opening import open_store, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.ops.backup import Rehearsal, rehearse, restore_into, write_backup
from quizapp.settings import load_settings


@click.command(help="Write a consistent copy of everything but the secret key; people may go on working. 备份。")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@told_plainly
def backup(file: Path) -> None:
    """Write the archive FILE."""
    with open_store() as (settings, store):
        manifest = write_backup(settings, store, file.resolve(), version=__version__, now=utc_now())
    click.echo(f"{file}: revision {manifest.revision}, {sum(manifest.rows.values())} rows")
    click.echo(f"keep {settings.home / 'secret.key'} in another place: without it the copy is sealed", err=True)


@click.command(help="Restore FILE into this (empty) installation, or only rehearse it with --verify. 恢复或演练恢复。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--verify", "only_verify", is_flag=True, help="Restore into a scratch folder, count and prove, keep nothing."
)
@click.option("--database", help="Empty PostgreSQL database for --verify of a PostgreSQL backup.")
@told_plainly
def restore(file: Path, only_verify: bool, database: str | None) -> None:
    """Restore or rehearse."""
    settings = load_settings()
    if only_verify:
        with tempfile.TemporaryDirectory() as folder:
            rehearsal = rehearse(settings, file, Path(folder), scratch_url=database)
    else:
        rehearsal = restore_into(settings, file)
    _tell(rehearsal)
    sys.exit(0 if rehearsal.is_ok else 1)


def _tell(rehearsal: Rehearsal) -> None:
    click.echo(f"revision {rehearsal.manifest.revision} of {rehearsal.manifest.created_at}")
    click.echo(
        f"{sum(rehearsal.rows.values())} rows in {len(rehearsal.rows)} tables, ledger head {rehearsal.manifest.ledger_head}"
    )
    click.echo(f"filed reports: {rehearsal.filed}")
    for problem in rehearsal.problems:
        click.echo(f"  {problem}", err=True)
    click.echo("ok" if rehearsal.is_ok else "NOT ok")
