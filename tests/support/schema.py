"""Building the schema of a template database, by the migrations that operators run."""

from __future__ import annotations

from quizapp.db import Store
from quizapp.db.migrate import upgrade


def create_schema(url: str) -> None:
    """All tables and triggers of all features in the empty database at ``url``."""
    store = Store(url)
    upgrade(store)
    store.close()
