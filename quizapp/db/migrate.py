"""Bringing a database to the newest shape, and telling whether it has it.

Migrations are Alembic scripts: in ``migrations/`` of a checkout, inside the package in an installed wheel.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from quizapp.db.base import Base
from quizapp.db.store import Store
from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_
from quizapp.kit.registry import load_part


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
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        action(config)
    engine.dispose()


def current_revision(store: Store) -> str | None:
    """Revision the database has; None for an empty one."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


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
