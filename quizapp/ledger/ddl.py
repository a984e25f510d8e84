"""What the database itself guards: no UPDATE, no DELETE, and positions that never hide a late commit.

On PostgreSQL ids are handed out before commits, so entry 7 can become visible after entry 8. Each appending
transaction therefore holds a shared advisory lock; `quizapp.ledger.positions.safe_position` takes it exclusively
for a moment and knows that nothing below its answer is still on the way. SQLite has one writer and needs none.
"""

from __future__ import annotations

#: Key of the advisory lock ("ledger" in hexadecimal).
APPEND_LOCK = 0x6C6564676572

#: Tables that only grow.
APPEND_ONLY = ("ledger_entry", "ledger_seal", "unit_change")


def upgrade_statements(dialect: str) -> list[str]:
    """Statements that install the guards on ``sqlite`` or ``postgresql``."""
    return _sqlite_guards() if dialect == "sqlite" else _postgres_guards()


def downgrade_statements(dialect: str) -> list[str]:
    """Statements that take the guards away again, in order."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")]
    drops = [f"DROP TRIGGER {table}_append_only ON {table}" for table in APPEND_ONLY]
    drops += ["DROP TRIGGER ledger_entry_append_lock ON ledger_entry"]
    return [*drops, "DROP FUNCTION quizapp_append_lock()", "DROP FUNCTION quizapp_append_only()"]


def _sqlite_guards() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]


def _postgres_guards() -> list[str]:
    refuse = (
        "CREATE FUNCTION quizapp_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    lock = (
        "CREATE FUNCTION quizapp_append_lock() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_advisory_xact_lock_shared({APPEND_LOCK}); RETURN NULL; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()"
        for table in APPEND_ONLY
    ]
    locking = (
        "CREATE TRIGGER ledger_entry_append_lock BEFORE INSERT ON ledger_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_lock()"
    )
    return [refuse, lock, *triggers, locking]
