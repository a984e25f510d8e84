"""What the database itself guards: an event of a drill is never changed or deleted.

One change is let through: a reason may become the words that stand for something erased, for it may name a person.
"""

from __future__ import annotations

from quizapp.kit.i18n import N_

#: What stands where a reason was, once somebody in it was erased.
ERASED = N_("（已删除）")

#: Everything but the reason.
_FIXED = (
    "id", "drill_id", "run", "nonce", "payload_hash", "kind", "expected_id", "zone_id", "point_id", "state", "people",
    "at", "recorded_at", "source", "actor",
)  # fmt: skip

_TRIGGERS = ("drill_event_no_delete", "drill_event_no_update")


def upgrade_statements(dialect: str) -> list[str]:
    """Statements that install the guards on ``sqlite`` or ``postgresql``; the ledger's come first."""
    return _sqlite_guards() if dialect == "sqlite" else _postgres_guards()


def downgrade_statements(dialect: str) -> list[str]:
    """Statements that take the guards away again, before the ledger's go."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _TRIGGERS]
    return [f"DROP TRIGGER {name} ON drill_event" for name in _TRIGGERS]


def _sqlite_guards() -> list[str]:
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED)
    refuse = "BEGIN SELECT RAISE(ABORT, 'drill_event is append-only'); END"
    return [
        f"CREATE TRIGGER drill_event_no_delete BEFORE DELETE ON drill_event {refuse}",
        f"CREATE TRIGGER drill_event_no_update BEFORE UPDATE ON drill_event "
        f"WHEN {changed} OR NEW.reason <> '{ERASED}' {refuse}",
    ]


def _postgres_guards() -> list[str]:
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED)
    refuse = "EXECUTE FUNCTION quizapp_append_only()"
    return [
        f"CREATE TRIGGER drill_event_no_delete BEFORE DELETE OR TRUNCATE ON drill_event FOR EACH STATEMENT {refuse}",
        f"CREATE TRIGGER drill_event_no_update BEFORE UPDATE ON drill_event FOR EACH ROW "
        f"WHEN ({changed} OR NEW.reason <> '{ERASED}') {refuse}",
    ]
