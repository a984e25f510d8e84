"""``quizapp db``: bring the database to the newest shape, or tell whether it has it."""

from __future__ import annotations

import sys

import click

from quizapp.banks import sync_shipped_banks
from quizapp.cli.opening import open_store, told_plainly
from quizapp.db import migrate
from quizapp.kit.clock import utc_now


@click.group(help="Migrate and check the database. 数据库升级与检查。")
def db() -> None:
    """Group of database commands."""


@db.command(
    help="Run the migrations and store the shipped question banks; safe to repeat. 升级数据库和自带题库，可重复执行。"
)
@told_plainly
def upgrade() -> None:
    """Migrate to the newest revision."""
    with open_store(must_be_current=False) as (_, store):
        before = migrate.current_revision(store)
        migrate.upgrade(store)
        with store.write() as session:
            sync_shipped_banks(session, now=utc_now())
        click.echo(f"{before or '-'} -> {migrate.current_revision(store)}")


@db.command(help="Exit 0 when revision and tables are as this version needs them. 检查数据库版本与表结构。")
@told_plainly
def check() -> None:
    """Compare revision and tables with what the software expects."""
    with open_store(must_be_current=False) as (_, store):
        has, needs = migrate.current_revision(store), migrate.newest_revision()
        differences = migrate.differences(store) if has == needs else []
    click.echo(f"revision {has or '-'} (needs {needs}), differences: {len(differences)}")
    for each in differences:
        click.echo(f"  {each}")
    sys.exit(0 if has == needs and not differences else 1)
