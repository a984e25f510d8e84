"""What the account that serves may do on PostgreSQL, where another account owns the tables and changes them.

A model says of itself that its rows are added and never deleted (`only_added`); every other table is read and written.
The triggers of the migrations refuse the same, whoever asks; here the serving account may not even try.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, text

from quizapp.db.base import Base
from quizapp.db.store import Store
from quizapp.kit.registry import load_part

_KEY = "changed_columns"
#: For `only_added`: any column may be changed.
ANY = "*"
_REVISION = "alembic_version"


def only_added(*changed: str) -> dict[str, Any]:
    """The last of a model's ``__table_args__``: rows are never deleted, and only these columns ever change (`ANY`: all)."""
    return {"info": {_KEY: changed}}


def grant_statements(store: Store, role: str) -> list[str]:
    """SQL that gives ``role`` what serving needs and takes away the rest, for the owner to run; safe to repeat."""
    load_part("models")
    quote = store.engine.dialect.identifier_preparer.quote
    name = quote(role)
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"GRANT SELECT ON {_REVISION} TO {name}",
        *(
            f"GRANT {_allowed(table, quote)} ON {quote(table.name)} TO {name}"
            for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name)
        ),
    ]


def _allowed(table: Table, quote: Any) -> str:
    changed: tuple[str, ...] | None = table.info.get(_KEY)
    if changed is None:
        return "SELECT, INSERT, UPDATE, DELETE"
    if changed == (ANY,):
        return "SELECT, INSERT, UPDATE"
    columns = ", ".join(quote(each) for each in changed)
    return f"SELECT, INSERT, UPDATE ({columns})" if columns else "SELECT, INSERT"


def grant_serving(owner: Store, role: str) -> None:
    """Run `grant_statements` over the owner's connection, in one transaction: who serves meanwhile notices nothing."""
    with owner.engine.begin() as connection:
        for statement in grant_statements(owner, role):
            connection.execute(text(statement))


def may_change_what_grows(store: Store) -> bool:
    """Whether this account could change or empty the ledger if no trigger stood there: the owner, or too many rights."""
    asked = "SELECT has_table_privilege(current_user, 'ledger_entry', 'UPDATE, DELETE, TRUNCATE')"
    with store.read() as session:
        return bool(session.execute(text(asked)).scalar_one())
