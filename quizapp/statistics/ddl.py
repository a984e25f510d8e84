"""What the database itself guards: a published version of a form is never changed or deleted."""

from __future__ import annotations


def upgrade_statements(dialect: str) -> list[str]:
    """Statements that install the guards on ``sqlite`` or ``postgresql``; the ledger's come first."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER form_version_no_{verb.lower()} BEFORE {verb} ON form_version "
            "BEGIN SELECT RAISE(ABORT, 'form_version is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE TRIGGER form_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON form_version "
        "FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()"
    ]


def downgrade_statements(dialect: str) -> list[str]:
    """Statements that take the guards away again, before the ledger's go."""
    if dialect == "sqlite":
        return ["DROP TRIGGER form_version_no_update", "DROP TRIGGER form_version_no_delete"]
    return ["DROP TRIGGER form_version_append_only ON form_version"]
