"""What the database itself guards: a finished evaluation is never changed or deleted."""

from __future__ import annotations

_TRIGGERS = ("evaluation_no_delete", "evaluation_no_update")
_FINISHED = "WHEN (OLD.state = 'finished')"


def upgrade_statements(dialect: str) -> list[str]:
    """Statements that install the guards on ``sqlite`` or ``postgresql``; the ledger's come first."""
    guards = zip(_TRIGGERS, ("DELETE", "UPDATE"), strict=True)
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'a finished evaluation is never changed'); END"
        return [f"CREATE TRIGGER {name} BEFORE {deed} ON evaluation {_FINISHED} {refuse}" for name, deed in guards]
    refuse = "EXECUTE FUNCTION quizapp_append_only()"
    return [
        f"CREATE TRIGGER {name} BEFORE {deed} ON evaluation FOR EACH ROW {_FINISHED} {refuse}" for name, deed in guards
    ]


def downgrade_statements(dialect: str) -> list[str]:
    """Statements that take the guards away again, before the ledger's go."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _TRIGGERS]
    return [f"DROP TRIGGER {name} ON evaluation" for name in _TRIGGERS]
