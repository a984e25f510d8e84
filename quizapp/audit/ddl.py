"""Triggers and the first row of the audit log, for migrations: what a table definition cannot say."""

from __future__ import annotations

_HEAD_ROW = {
    "sqlite": "INSERT INTO audit_head (id, count, last_mac, mac) VALUES (1, 0, x'', x'')",
    "postgresql": r"INSERT INTO audit_head (id, count, last_mac, mac) VALUES (1, 0, '\x'::bytea, '\x'::bytea)",
}

#: Columns that may never change; `personal` and its salt may only be emptied.
_FIXED = (
    "position", "at", "actor_id", "actor_name", "action", "object_type", "object_id", "unit_id", "detail",
    "personal_digest", "digest", "mac",
)  # fmt: skip

_TRIGGERS = ("audit_entry_no_delete", "audit_entry_no_update", "audit_head_no_delete", "audit_head_grows")

_SQLITE = (
    """
    CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """,
    f"""
    CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
    WHEN {" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED)}
      OR NEW.personal IS NOT NULL OR NEW.personal_salt IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """,
    """
    CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, 'audit_head stays'); END
    """,
    """
    CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.count <= OLD.count
    BEGIN SELECT RAISE(ABORT, 'audit_head only grows'); END
    """,
)

_POSTGRESQL = (
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    f"""
    CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW
    WHEN ({" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED)}
      OR NEW.personal IS NOT NULL OR NEW.personal_salt IS NOT NULL)
    EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW
    WHEN (NEW.count <= OLD.count) EXECUTE FUNCTION audit_refuse()
    """,
)


def upgrade_statements(dialect: str) -> list[str]:
    """Statements to run once after the tables were made, in order."""
    return [_HEAD_ROW[dialect], *(_SQLITE if dialect == "sqlite" else _POSTGRESQL)]


def downgrade_statements(dialect: str) -> list[str]:
    """Statements to run before the tables are dropped: without triggers they can be."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _TRIGGERS]
    drops = [f"DROP TRIGGER {name} ON {name[:11].rstrip('_')}" for name in (*_TRIGGERS, "audit_entry_no_truncate")]
    return [*drops, "DROP FUNCTION audit_refuse()"]
