"""Bringing a database to the newest shape, and telling whether it has it.

Migrations are Alembic scripts: in ``migrations/`` of a checkout, inside the package in an installed wheel.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from quizapp.db.alone import alone
from quizapp.db.base import Base
from quizapp.db.revisions import read_revision, read_scripts
from quizapp.db.store import Store
from quizapp.errors import Misconfigured, Unavailable
from quizapp.kit.i18n import N_
from quizapp.kit.later import later
from quizapp.kit.registry import load_part

if TYPE_CHECKING:
    from alembic import autogenerate, command
    from alembic import config as configuring
    from alembic.runtime import migration
else:
    command, configuring = later("alembic.command"), later("alembic.config")
    autogenerate, migration = later("alembic.autogenerate"), later("alembic.runtime.migration")

#: How often a statement may fail to get its lock before the upgrade gives up.
_TRIES = 5
_LOCK_NOT_AVAILABLE = "55P03"


def script_folder() -> Path:
    """Where the migration scripts are. Raises `Misconfigured` when the installation lacks them."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_shipped" / "migrations", package.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise Misconfigured(N_("安装不完整：找不到数据库迁移脚本"))


def _config() -> configuring.Config:
    config = configuring.Config()
    config.set_main_option("script_location", str(script_folder()).replace("%", "%%"))
    return config


def upgrade(store: Store, revision: str = "head") -> None:
    """Run the migrations up to ``revision``; nothing happens when the database has it."""
    _run(store, lambda config: command.upgrade(config, revision))


def downgrade(store: Store, revision: str) -> None:
    """Run the migrations back down to ``revision`` (``base`` = an empty database)."""
    _run(store, lambda config: command.downgrade(config, revision))


def _run(store: Store, action: Callable[[configuring.Config], None]) -> None:
    """Each step is one transaction: whatever interrupts it leaves the step before, and running again goes on from there."""
    load_part("models")
    require_known(current_revision(store))
    for attempt in range(1, _TRIES + 1):
        try:
            with alone(store) as connection:
                config = _config()
                config.attributes["connection"] = connection
                action(config)
            return
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            if attempt == _TRIES:
                raise Unavailable(N_("数据库太忙，升级没能等到空档：已完成的步骤都在，请过一会儿再运行一次")) from error
        time.sleep(1)


def current_revision(store: Store) -> str | None:
    """Revision the database has; None for an empty one."""
    return read_revision(store.engine)


class Fit(StrEnum):
    """How a database fits this software; ``AHEAD`` is one that a newer release has taken over already."""

    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def how_it_fits(store: Store) -> Fit:
    """Whether the database has the newest revision, one of the past, or one that these scripts do not know."""
    has = current_revision(store)
    if has == newest_revision():
        return Fit.CURRENT
    return Fit.BEHIND if _knows(has) else Fit.AHEAD


def newest_revision() -> str:
    """Revision this software expects."""
    head, _known = read_scripts(script_folder())
    if head is None:
        raise Misconfigured(N_("安装不完整：找不到数据库迁移脚本"))
    return head


def differences(store: Store) -> list[str]:
    """How the database's tables differ from the models; empty when they are equal."""
    load_part("models")
    with store.engine.connect() as connection:
        context = migration.MigrationContext.configure(connection, opts={"compare_type": True})
        return [repr(each) for each in autogenerate.compare_metadata(context, Base.metadata)]


def require_known(revision: str | None) -> None:
    """Raises `Misconfigured` when ``revision`` is of a later version of the software."""
    if not _knows(revision):
        raise Misconfigured(N_("数据库版本 %(has)s 比程序新：请先安装新版本的程序"), has=revision)


def _knows(revision: str | None) -> bool:
    return revision is None or revision in read_scripts(script_folder())[1]


def require_current(store: Store) -> None:
    """Raises `Misconfigured` unless the database has the newest revision, or a later one that this software fits.

    While an upgrade is on its way servers of both versions run, and one of the old ones may have to start again.
    """
    has = current_revision(store)
    if has == newest_revision():
        return
    if _knows(has):
        raise Misconfigured(
            N_("数据库版本是 %(has)s，程序需要 %(needs)s：请先运行 quizapp db upgrade"),
            has=has or "-",
            needs=newest_revision(),
        )
    if _misfits(store):
        require_known(has)


def _misfits(store: Store) -> list[str]:
    """What a later schema lacks of this version's, or asks that this version would not fill in."""
    load_part("models")
    found = inspect(store.engine)
    wrong = []
    for name, table in Base.metadata.tables.items():
        columns = {each["name"]: each for each in found.get_columns(name)} if found.has_table(name) else {}
        wrong += [f"{name}.{column.name}" for column in table.columns if column.name not in columns]
        wrong += [
            f"{name}.{each}"
            for each, column in columns.items()
            if each not in table.columns and not column["nullable"] and column["default"] is None
        ]
    return wrong
