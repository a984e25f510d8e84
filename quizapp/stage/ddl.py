"""What the database itself guards: an event of a stage contest is never changed or deleted.

One change is let through: a reason may become the words that stand for something erased, for it may name a person.
"""

from __future__ import annotations

from quizapp.kit.i18n import N_

#: What stands where a reason was, once somebody in it was erased.
ERASED = N_("（已删除）")

#: Everything but the reason.
_FIXED = (
    "id", "contest_id", "run", "seq", "kind", "round_id", "question_id", "team_id", "points", "value", "verdict",
    "teams", "undoes_id", "at", "actor",
)  # fmt: skip
_TRIGGERS = ("stage_event_no_delete", "stage_event_no_update")


def upgrade_statements(dialect: str) -> list[str]:
    """Statements that install the guards on ``sqlite`` or ``postgresql``; the ledger's come first."""
    if dialect == "sqlite":
        changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in _FIXED)
        refuse = "BEGIN SELECT RAISE(ABORT, 'stage_event is append-only'); END"
        return [
            f"CREATE TRIGGER stage_event_no_delete BEFORE DELETE ON stage_event {refuse}",
            f"CREATE TRIGGER stage_event_no_update BEFORE UPDATE ON stage_event "
            f"WHEN {changed} OR NEW.reason <> '{ERASED}' {refuse}",
        ]
    changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _FIXED)
    refuse = "EXECUTE FUNCTION quizapp_append_only()"
    return [
        f"CREATE TRIGGER stage_event_no_delete BEFORE DELETE OR TRUNCATE ON stage_event FOR EACH STATEMENT {refuse}",
        f"CREATE TRIGGER stage_event_no_update BEFORE UPDATE ON stage_event FOR EACH ROW "
        f"WHEN ({changed} OR NEW.reason <> '{ERASED}') {refuse}",
    ]


def downgrade_statements(dialect: str) -> list[str]:
    """Statements that take the guards away again, before the ledger's go."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _TRIGGERS]
    return [f"DROP TRIGGER {name} ON stage_event" for name in _TRIGGERS]
