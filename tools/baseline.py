"""Write the first migration from the models. Only for use before the first release: afterwards add migrations.

python tools/baseline.py
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import DowngradeOps, UpgradeOps
from alembic.runtime.migration import MigrationContext

from quizapp.audit.ddl import downgrade_statements as audit_down
from quizapp.audit.ddl import upgrade_statements as audit_up
from quizapp.db import Base, Store, UtcDateTime
from quizapp.drills.ddl import downgrade_statements as drills_down
from quizapp.drills.ddl import upgrade_statements as drills_up
from quizapp.evaluations.ddl import downgrade_statements as evaluations_down
from quizapp.evaluations.ddl import upgrade_statements as evaluations_up
from quizapp.kit.registry import load_part
from quizapp.ledger.ddl import downgrade_statements as ledger_down
from quizapp.ledger.ddl import upgrade_statements as ledger_up
from quizapp.live.ddl import downgrade_statements as live_down
from quizapp.live.ddl import upgrade_statements as live_up
from quizapp.stage.ddl import downgrade_statements as stage_down
from quizapp.stage.ddl import upgrade_statements as stage_up
from quizapp.statistics.ddl import downgrade_statements as statistics_down
from quizapp.statistics.ddl import upgrade_statements as statistics_up

TARGET = Path(__file__).resolve().parent.parent / "migrations" / "versions" / "0001_foundation.py"
HEAD = '''"""Foundation: every table of the first version, and the guards of what only grows.

Revision 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

'''


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def _guards(name: str, statements: dict[str, list[str]]) -> str:
    lines = [f"{name} = {{"]
    for dialect, each in statements.items():
        lines += [f"    {dialect!r}: [", *(f"        {statement!r}," for statement in each), "    ],"]
    return "\n".join([*lines, "}"])


def main() -> None:
    load_part("models")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/empty.db")
        with store.engine.connect() as connection:
            options = {"render_item": _render, "user_module_prefix": None, "render_as_batch": False}
            context = MigrationContext.configure(connection, opts=options)
            script = produce_migrations(context, Base.metadata)
            up, down = _code(script.upgrade_ops, context), _code(script.downgrade_ops, context)
        store.close()
    dialects = ("sqlite", "postgresql")
    up_each = (ledger_up, audit_up, drills_up, evaluations_up, stage_up, live_up, statistics_up)
    down_each = (statistics_down, stage_down, live_down, evaluations_down, drills_down, audit_down, ledger_down)
    guards = _guards("GUARDS", {name: [line for each in up_each for line in each(name)] for name in dialects})
    release = _guards("RELEASE", {name: [line for each in down_each for line in each(name)] for name in dialects})
    TARGET.write_text(
        f"{HEAD}{guards}\n\n{release}\n\n\ndef upgrade() -> None:\n{up}\n"
        "    for statement in GUARDS[op.get_bind().dialect.name]:\n        op.execute(sa.text(statement))\n\n\n"
        "def downgrade() -> None:\n"
        "    for statement in RELEASE[op.get_bind().dialect.name]:\n        op.execute(sa.text(statement))\n"
        f"{down}\n"
    )


def _code(ops: UpgradeOps | DowngradeOps | None, context: MigrationContext) -> str:
    assert ops is not None
    code = render_python_code(ops, migration_context=context, render_item=_render)
    code = code.replace("astext_type=Text()", "astext_type=sa.Text()")
    return "    " + re.sub(r"\n\s*# ###.*|^\s*# ###.*\n", "", code).strip()


if __name__ == "__main__":
    main()
