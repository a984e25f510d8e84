"""``quizapp doctor``: is this installation healthy and safe to open to the public?"""

from __future__ import annotations

import sys

import click

from quizapp.cli.opening import told_plainly
from quizapp.ops.doctor import Level, examine
from quizapp.settings import load_settings

_MARKS = {Level.OK: "✓", Level.WARN: "!", Level.FAIL: "✗"}


@click.command(help="Check database, secrets, disk and settings; exit 1 when something must be mended. 体检。")
@told_plainly
def doctor() -> None:
    """Print one line a finding."""
    findings = examine(load_settings())
    for each in findings:
        click.echo(f"{_MARKS[each.level]} {each.what}: {each.message}")
    sys.exit(1 if any(each.level is Level.FAIL for each in findings) else 0)
