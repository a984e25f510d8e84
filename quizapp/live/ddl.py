"""What the database itself guards: what a host did is never changed or deleted."""

from __future__ import annotations

_TRIGGERS = ("live_event_no_delete", "live_event_no_update")


def upgrade_statements(dialect: str) -> list[str]:
    """Statements that install the guards on ``sqlite`` or ``postgresql``; the ledger's come first."""
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'live_event is append-only'); END"
        return [
            f"CREATE TRIGGER live_event_no_delete BEFORE DELETE ON live_event {refuse}",
            f"CREATE TRIGGER live_event_no_update BEFORE UPDATE ON live_event {refuse}",
        ]
    refuse = "EXECUTE FUNCTION quizapp_append_only()"
    return [
        f"CREATE TRIGGER live_event_no_delete BEFORE DELETE OR TRUNCATE ON live_event FOR EACH STATEMENT {refuse}",
        f"CREATE TRIGGER live_event_no_update BEFORE UPDATE ON live_event FOR EACH ROW {refuse}",
    ]


def downgrade_statements(dialect: str) -> list[str]:
    """Statements that take the guards away again, before the ledger's go."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _TRIGGERS]
    return [f"DROP TRIGGER {name} ON live_event" for name in _TRIGGERS]
