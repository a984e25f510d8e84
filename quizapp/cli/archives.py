"""``quizapp archives check``: is an archive still what it was when it was made?"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from quizapp.archives import SEAL, ArchiveCheck, Verdict, check_archive
from quizapp.cli.opening import print_json, told_plainly
from quizapp.errors import Misconfigured
from quizapp.kit.vault import Vault
from quizapp.settings import load_settings


@click.group(help="Check archives of drills and trainings. 核对演练、培训档案。")
def archives() -> None:
    """Group of archive commands."""


@archives.command(help="Say ok, or name each file that was changed, removed or added; exit 1 then. 核对档案。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@told_plainly
def check(file: Path, as_json: bool) -> None:
    """Check one archive; needs no database, and only this installation's key for the seal."""
    with file.open("rb") as stream:
        found = check_archive(stream, _key())
    if as_json:
        print_json(_as_json(found))
    else:
        _tell(found)
    sys.exit(1 if found.verdict is Verdict.CHANGED else 0)


def _key() -> partial[str] | None:
    """The keyed hash of this installation; None where there is none, and only hashes are checked."""
    try:
        return partial(Vault(load_settings().key_for("vault")).index, purpose=SEAL)
    except Misconfigured:
        return None


def _tell(found: ArchiveCheck) -> None:
    manifest = found.manifest
    if found.verdict is not Verdict.CHANGED and manifest is not None:
        click.echo(f"ok: {manifest.title}: {len(manifest.files)} files as they were made")
        click.echo(f"made {manifest.made_at} by {manifest.made_by} for {manifest.unit}")
        click.echo(f"ledger position {manifest.ledger_position}, sealed to {manifest.ledger_sealed_to}")
        click.echo(f"head: {manifest.ledger_head}")
    if found.verdict is Verdict.OK_UNSEALED:
        click.echo("not sealed by this installation: whoever changes files can also change the list")
    if found.list_changed:
        click.echo("changed: manifest.json (its seal does not fit)", err=True)
    for word, names in (("changed", found.changed), ("missing", found.missing), ("added", found.added)):
        for name in names:
            click.echo(f"{word}: {name}", err=True)


def _as_json(found: ArchiveCheck) -> dict[str, object]:
    return {
        "ok": found.verdict is not Verdict.CHANGED, "verdict": found.verdict.value, "changed": list(found.changed),
        "missing": list(found.missing), "added": list(found.added), "list_changed": found.list_changed,
        "files": len(found.manifest.files) if found.manifest else 0,
    }  # fmt: skip
