"""Alembic's entry: always run through `quizapp.db.migrate`, which hands over an open connection."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from quizapp.db import Base

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
