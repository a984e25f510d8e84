"""Migrations run up and down and end where the models are, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from quizapp.db import Store, migrate
from quizapp.errors import Misconfigured, Unavailable


def test_migrations_equal_the_models(store: Store) -> None:
    assert migrate.differences(store) == []


def test_down_to_nothing_and_up_again(store: Store) -> None:
    tables = set(inspect(store.engine).get_table_names())
    migrate.downgrade(store, "base")
    assert set(inspect(store.engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(store)
    assert set(inspect(store.engine).get_table_names()) == tables
    assert migrate.differences(store) == []


def test_an_old_database_is_named_before_anything_is_served(store: Store) -> None:
    migrate.require_current(store)
    migrate.downgrade(store, "base")
    with pytest.raises(Misconfigured, match="quizapp db upgrade"):
        migrate.require_current(store)


@pytest.mark.postgresql_only
def test_a_migration_does_not_queue_behind_a_lock(store: Store) -> None:
    """Everybody who comes after it would wait too."""
    with store.write() as session:
        session.execute(text("LOCK TABLE audit_entry IN ACCESS SHARE MODE"))
        with pytest.raises(Unavailable):
            migrate.downgrade(store, "base")
    assert migrate.how_it_fits(store) is migrate.Fit.CURRENT
    migrate.downgrade(store, "base")
    assert migrate.how_it_fits(store) is migrate.Fit.BEHIND
