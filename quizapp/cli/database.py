"""``quizapp db``: bring the database to the newest shape, or tell whether it has it."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from quizapp.banks import sync_shipped_banks
from quizapp.cli.opening import open_store, told_plainly
from quizapp.db import Store, migrate
from quizapp.db.engines import parse_url
from quizapp.db.grants import grant_serving, grant_statements
from quizapp.errors import Invalid
from quizapp.kit.clock import utc_now
from quizapp.kit.i18n import N_
from quizapp.settings import Settings, load_settings


@click.group(help="Migrate and check the database. 数据库升级与检查。")
def db() -> None:
    """Group of database commands."""


@db.command(
    help="Run the migrations and store the shipped question banks; safe to repeat. 升级数据库和自带题库，可重复执行。"
)
@told_plainly
def upgrade() -> None:
    """Migrate to the newest revision."""
    settings = load_settings()
    with open_store(replace(settings, database_url=settings.owner_url), must_be_current=False) as (_, store):
        before = migrate.current_revision(store)
        migrate.upgrade(store)
        with store.write() as session:
            sync_shipped_banks(session, now=utc_now())
        click.echo(f"{before or '-'} -> {migrate.current_revision(store)}")
        _let_serve(settings, store)


@db.command(
    help="Print what the account that serves may do on PostgreSQL, as SQL for the owner of the tables. "
    "打印服务账号应有的数据库权限（SQL）。"
)
@click.option("--role", help="The account; by default the one in QUIZAPP_DATABASE_URL.")
@told_plainly
def grants(role: str | None) -> None:
    """Print the statements; nothing is changed."""
    with open_store(must_be_current=False) as (_, store):
        if store.is_sqlite:
            raise Invalid(N_("SQLite 没有账号：这条命令只用于 PostgreSQL"))
        for statement in grant_statements(store, role or store.url.username or "quizapp"):
            click.echo(f"{statement};")


def _let_serve(settings: Settings, owner: Store) -> None:
    """Where another account serves than the one that owns the tables, give it what serving needs."""
    role = parse_url(settings.database_url).username
    if owner.is_sqlite or role == owner.url.username:
        return
    if role is None:
        click.echo("QUIZAPP_DATABASE_URL names no account: run quizapp db grants --role NAME as the owner", err=True)
        return
    grant_serving(owner, role)
    click.echo(f"{role}: may serve, may change no table's shape and nothing that only grows")


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
