"""Revisions: the one a database has, and those that our migration scripts know.

Read without Alembic, which every command and every start of a server would wait for; Alembic does the upgrades, and a
test holds what is read here against what it reads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

_NAMED = re.compile(r"""^(down_revision|revision)\b[^=\n]*=\s*["'](\w+)["']""", re.MULTILINE)


def read_revision(engine: Engine) -> str | None:
    """Revision of a database; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


@lru_cache(maxsize=4)
def read_scripts(folder: Path) -> tuple[str | None, frozenset[str]]:
    """The newest revision and all of them, of the scripts in ``folder``; no newest one where their line is broken."""
    named = [dict(_NAMED.findall(script.read_text("utf-8"))) for script in (folder / "versions").glob("*.py")]
    known = {each["revision"] for each in named if "revision" in each}
    heads = known - {each.get("down_revision") for each in named}
    return (heads.pop() if len(heads) == 1 else None), frozenset(known)
