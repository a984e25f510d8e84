"""Bringing a database to the newest shape, and telling whether it has it.

Migrations are Alembic scripts: in ``migrations/`` of a checkout, inside the package in an installed wheel.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from quizapp.db.base import Base
from quizapp.db.store import Store
from quizapp.errors import Misconfigured, Unavailable
from quizapp.kit.i18n import N_
from quizapp.kit.registry import load_part

#: Who waits for a lock holds up everybody behind him: after so long a migration gives up, and nothing has changed.
_LOCK_WAIT_S = 4
_NO_LOCK = "55P03"


def script_folder() -> Path:
    """Where the migration scripts are. Raises `Misconfigured` when the installation lacks them."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_shipped" / "migrations", package.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise Misconfigured(N_("安装不完整：找不到数据库迁移脚本"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_folder()).replace("%", "%%"))
    return config


def upgrade(store: Store, revision: str = "head") -> None:
    """Run the migrations up to ``revision``; nothing happens when the database has it."""
    _run(store, lambda config: command.upgrade(config, revision))


def downgrade(store: Store, revision: str) -> None:
    """Run the migrations back down to ``revision`` (``base`` = an empty database)."""
    _run(store, lambda config: command.downgrade(config, revision))


def _run(store: Store, action: Callable[[Config], None]) -> None:
    load_part("models")
    engine = store.writing_engine()
    config = _config()
    try:
        with engine.connect() as connection:
            if not store.is_sqlite:
                connection.exec_driver_sql(f"SET lock_timeout TO '{_LOCK_WAIT_S}s'")
                connection.commit()
            config.attributes["connection"] = connection
            action(config)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _NO_LOCK:
            raise
        raise Unavailable(N_("数据库正忙，没有改动任何内容：请过一会儿再试，或先停下其他程序")) from error
    finally:
        engine.dispose()


def current_revision(store: Store) -> str | None:
    """Revision the database has; None for an empty one."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


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
    return Fit.BEHIND if has is None or has in _known_revisions() else Fit.AHEAD


@lru_cache(maxsize=1)
def _known_revisions() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


@lru_cache(maxsize=1)
def newest_revision() -> str:
    """Revision this software expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise Misconfigured(N_("安装不完整：找不到数据库迁移脚本"))
    return head


def differences(store: Store) -> list[str]:
    """How the database's tables differ from the models; empty when they are equal."""
    load_part("models")
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [repr(each) for each in compare_metadata(context, Base.metadata)]


def require_current(store: Store) -> None:
    """Raises `Misconfigured` unless the database has the newest revision."""
    has = current_revision(store)
    if has != newest_revision():
        raise Misconfigured(
            N_("数据库版本是 %(has)s，程序需要 %(needs)s：请先运行 quizapp db upgrade"),
            has=has or "-",
            needs=newest_revision(),
        )
