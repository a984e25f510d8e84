"""A database that is later than the software: served while it fits, never upgraded by mistake."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from quizapp.db import Store, migrate
from quizapp.db.alone import alone
from quizapp.errors import Misconfigured
from tests.support.later import ASKING, NEWEST, RENAMING, later_migrations


def _upgrade_later(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, **step: str) -> None:
    migrations = later_migrations(folder, **step)
    with monkeypatch.context() as later:
        later.setattr(migrate, "script_folder", lambda: migrations)
        migrate.upgrade(store)


def test_what_only_adds_is_served_by_the_version_before(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _upgrade_later(store, tmp_path, monkeypatch)
    assert migrate.current_revision(store) == NEWEST
    migrate.require_current(store)


def test_what_lacks_something_is_not(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _upgrade_later(store, tmp_path, monkeypatch, first_step=RENAMING)
    with pytest.raises(Misconfigured, match=f"{NEWEST}.*新版本"):
        migrate.require_current(store)


@pytest.mark.postgresql_only  # SQLite itself refuses to add such a column
def test_what_asks_for_something_is_not(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _upgrade_later(store, tmp_path, monkeypatch, first_step=ASKING)
    with pytest.raises(Misconfigured, match=f"{NEWEST}.*新版本"):
        migrate.require_current(store)


def test_upgrading_it_is_refused_in_words(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _upgrade_later(store, tmp_path, monkeypatch)
    for action in (migrate.upgrade, lambda each: migrate.downgrade(each, "base")):
        with pytest.raises(Misconfigured, match=NEWEST):
            action(store)


def test_two_upgrades_at_once_follow_each_other(store: Store) -> None:
    """The second waits for the first, and writers of SQLite wait for both."""
    migrate.downgrade(store, "base")
    entered = Event()

    def second() -> None:
        entered.set()
        migrate.upgrade(store)

    thread = Thread(target=second)
    with alone(store) as connection:
        thread.start()
        entered.wait()
        connection.execute(text("CREATE TABLE first_was_here (id INTEGER)"))
        connection.commit()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join()
    migrate.require_current(store)
