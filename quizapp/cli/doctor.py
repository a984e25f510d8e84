"""``quizapp doctor``: is this installation healthy and safe to open to the public?"""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from quizapp import __version__
from quizapp.cli.opening import print_json, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.ops.doctor import Finding, Level, examine
from quizapp.settings import load_settings

_MARKS = {Level.OK: "✓", Level.WARN: "!", Level.FAIL: "✗"}
_GRAVEST_FIRST = (Level.FAIL, Level.WARN, Level.OK)


@click.command(help="Look at machine, settings and database; exit 1 when something must be mended. 体检。")
@click.option("--json", "is_json", is_flag=True, help="For programs: all findings, and the gravest level.")
@told_plainly
def doctor(is_json: bool) -> None:
    """Print one line a finding, what must be mended first."""
    findings = examine(load_settings(), now=utc_now())
    worst = next((level for level in _GRAVEST_FIRST if any(each.level is level for each in findings)), Level.OK)
    if is_json:
        print_json({"version": __version__, "level": worst, "findings": [asdict(each) for each in findings]})
    else:
        for each in sorted(findings, key=lambda found: _GRAVEST_FIRST.index(found.level)):
            _tell(each)
    sys.exit(1 if worst is Level.FAIL else 0)


def _tell(found: Finding) -> None:
    click.echo(f"{_MARKS[found.level]} {found.what}: {found.message}")
    if found.zh:
        click.echo(f"  {found.zh}")
