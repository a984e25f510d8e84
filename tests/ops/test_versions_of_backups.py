"""A backup of an earlier version comes back as today's; one of a later version is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.db import Store, migrate
from quizapp.errors import Misconfigured
from quizapp.ops.backup import rehearse, write_backup
from quizapp.settings import Settings
from tests.ops.conftest import Scratch
from tests.support.clock import OPENING
from tests.support.later import NEWEST, later_migrations


@pytest.fixture
def archive(installation: Store, settings: Settings, tmp_path: Path) -> Path:
    """A backup of this version."""
    target = tmp_path / "a.tar.gz"
    write_backup(settings, installation, target, version="1.0", now=OPENING)
    return target


def _become_later(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations = later_migrations(folder)
    monkeypatch.setattr(migrate, "script_folder", lambda: migrations)


def test_an_earlier_one_is_upgraded_and_proved(
    archive: Path, settings: Settings, tmp_path: Path, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "r").mkdir()
    _become_later(tmp_path, monkeypatch)
    found = rehearse(settings, archive, tmp_path / "r", scratch_url=scratch)
    assert found.problems == ()
    assert found.rows["ledger_entry"] == 50
    restored = Store(scratch or f"sqlite:///{tmp_path}/r/quizapp.db")
    assert migrate.current_revision(restored) == NEWEST != found.manifest.revision
    restored.close()


def test_a_later_one_is_refused_and_nothing_is_made(
    installation: Store, settings: Settings, tmp_path: Path, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        _become_later(tmp_path, later)
        migrate.upgrade(installation)
        write_backup(settings, installation, tmp_path / "a.tar.gz", version="2.0", now=OPENING)
    (tmp_path / "r").mkdir()
    with pytest.raises(Misconfigured, match=NEWEST):
        rehearse(settings, tmp_path / "a.tar.gz", tmp_path / "r", scratch_url=scratch)
    assert list((tmp_path / "r").iterdir()) == []
