"""Migrations run up and down and end where the models are, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from quizapp.db import Store, migrate
from quizapp.errors import Misconfigured


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
