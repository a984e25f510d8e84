"""A later version of the software: the same code with two migrations more, for upgrades that are yet to come."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: What the later version calls its newest revision.
NEWEST = "9002"

_HEAD = '''"""{about}"""

import os
import time
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {before!r}
branch_labels = None
depends_on = None


def stop_here():
    """Where a test asks for it, stay in the middle of the step for ever."""
    if os.environ.get("STOP_INSIDE") == revision:
        Path(os.environ["STOPPED"]).touch()
        time.sleep(3600)


def downgrade():
    raise NotImplementedError


def upgrade():
'''
_COLUMN = """    op.add_column("attempt", sa.Column("mood", sa.String(20), nullable=True))
    op.create_table("mood", sa.Column("id", sa.Integer, primary_key=True), sa.Column("word", sa.String(20)))
    stop_here()
    op.add_column("ledger_entry", sa.Column("weight", sa.Integer, nullable=False, server_default="1"))
"""
_FILL = """    op.create_index("ix_attempt_mood", "attempt", ["mood"])
    stop_here()
    op.execute(sa.text("UPDATE attempt SET mood = 'calm' WHERE mood IS NULL"))
"""
#: The twin: what stands is renamed, and servers of the version before still ask for it.
_MOOD = '    op.add_column("attempt", sa.Column("mood", sa.String(20), nullable=True))\n'
RENAMING = _MOOD + '    op.alter_column("attempt", "token", new_column_name="secret")\n'
#: The twin: what the version before does not fill in.
ASKING = _MOOD + '    op.add_column("attempt", sa.Column("must", sa.Integer, nullable=False))\n'
#: The twin: the half of a step that stands when the other half was never begun.
IN_HALVES = """    with op.get_context().autocommit_block():
        op.add_column("attempt", sa.Column("mood", sa.String(20), nullable=True))
    stop_here()
    op.create_table("mood", sa.Column("id", sa.Integer, primary_key=True), sa.Column("word", sa.String(20)))
"""


def later_migrations(folder: Path, *, first_step: str = _COLUMN) -> Path:
    """The migrations of a later version, in ``folder``; ``first_step`` is the body of its first one."""
    found = Path(
        shutil.copytree(ROOT / "migrations", folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    )
    before = max(path.name[:4] for path in (found / "versions").glob("[0-9]*.py"))
    for revision, previous, body in (("9001", before, first_step), (NEWEST, "9001", _FILL)):
        head = _HEAD.format(about="A step that is yet to come.", revision=revision, before=previous)
        (found / "versions" / f"{revision}_later.py").write_text(head + body)
    return found


def later_version(folder: Path, *, first_step: str = _COLUMN) -> Path:
    """A checkout of the later version: what stands on a server's ``PYTHONPATH``."""
    later_migrations(folder, first_step=first_step)
    for name in (
        "quizapp",
        "question_banks",
    ):  # links keep times and sizes, so that compiled modules are good here, too
        shutil.copytree(ROOT / name, folder / name, copy_function=os.link)
    return folder
