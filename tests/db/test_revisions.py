"""Revisions are read as Alembic reads them, without waiting for Alembic."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text

from quizapp.db import Store, migrate
from quizapp.db.revisions import read_revision, read_scripts
from tests.support.later import NEWEST, later_migrations


def alembic_says(folder: Path) -> tuple[str | None, frozenset[str]]:
    scripts = ScriptDirectory(str(folder))
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())


def test_it_works(store: Store, tmp_path: Path) -> None:
    ours, later = migrate.script_folder(), later_migrations(tmp_path)
    assert read_scripts(ours) == alembic_says(ours)
    assert read_scripts(later) == alembic_says(later)
    assert read_scripts(later)[0] == NEWEST
    assert read_revision(store.engine) == read_scripts(ours)[0]


def test_an_empty_database_has_none(store: Store) -> None:
    migrate.downgrade(store, "base")
    assert read_revision(store.engine) is None
    with store.write() as session:
        session.execute(text("DROP TABLE alembic_version"))
    assert read_revision(store.engine) is None
    migrate.upgrade(store)
    assert read_revision(store.engine) == migrate.newest_revision()


def test_a_line_with_two_ends_has_no_newest_one(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    for name, before in (("0001", "None"), ("0002", '"0001"'), ("0003", '"0001"')):
        script = f'revision: str = "{name}"\ndown_revision: str | None = {before}\n'
        (tmp_path / "versions" / f"{name}.py").write_text(script)
    assert read_scripts(tmp_path) == (None, {"0001", "0002", "0003"})


def test_a_site_starts_without_what_it_does_not_need() -> None:
    script = (
        "import sys, quizapp.cli.served, quizapp.cli.serve; from quizapp.kit.registry import load_part; load_part('views');"
        "print(sorted({'alembic', 'huey', 'psycopg', 'docx', 'reportlab', 'xlsxwriter'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
