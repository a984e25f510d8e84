"""The command line: each command parses, opens the store and calls one service."""

from __future__ import annotations

import click

from quizapp import __version__
from quizapp.cli.lazy import LazyGroup

_COMMANDS = {
    "archives": "quizapp.cli.archives:archives",
    "audit": "quizapp.cli.audit:audit",
    "backup": "quizapp.cli.backup:backup",
    "banks": "quizapp.cli.banks:banks",
    "contests": "quizapp.cli.contests:contests",
    "db": "quizapp.cli.database:db",
    "demo": "quizapp.cli.demo:demo",
    "doctor": "quizapp.cli.doctor:doctor",
    "forms": "quizapp.cli.forms:forms",
    "filings": "quizapp.cli.filings:filings",
    "restore": "quizapp.cli.backup:restore",
    "retention": "quizapp.cli.retention:retention",
    "rosters": "quizapp.cli.rosters:rosters",
    "serve": "quizapp.cli.serve:serve",
    "staff": "quizapp.cli.staff:staff",
    "statistics": "quizapp.cli.statistics:statistics",
    "units": "quizapp.cli.units:units",
    "work": "quizapp.cli.work:work",
}


@click.group(
    cls=LazyGroup,
    commands_by_path=_COMMANDS,
    help="Safety Month: contests, check-in, one ledger, the official form. 安全生产月：答题、签到、台账与统计表。",
)
@click.version_option(__version__, prog_name="quizapp")
def main() -> None:
    """Entry point of ``quizapp``."""
