"""One cache of compiled statements for all stores of a test run.

The cache of an engine goes with the engine, and its keys name the engine's dialect object: compiling everything anew for
each test was a fifth of the suite's time.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import URL, Engine

from quizapp.db import Store, engines

#: Dialect and compiled statements by backend.
_SHARED: dict[str, tuple[Any, Any]] = {}


def keep(store: Store) -> None:
    """Let engines of later stores compile into the caches of ``store``'s, the first that is given."""
    batches = store._batches._engine if store._batches is not None else None
    for name, engine in ((_name(store.url), store.engine), (_name(store.url, is_batch=True), batches)):
        if engine is not None and name not in _SHARED:
            with engine.connect():  # a dialect is complete once it has met the server
                _SHARED[name] = (engine.dialect, engine._compiled_cache)


def _name(url: URL, *, is_batch: bool = False) -> str:
    """Engines that write in groups say their savepoints otherwise."""
    return f"{url.get_backend_name()} {is_batch}"


def share() -> None:
    """From now on engines of the application take what was kept."""
    engines.create_engine = _create_engine  # type: ignore[attr-defined]


def _create_engine(*args: Any, **options: Any) -> Engine:
    engine = sqlalchemy.create_engine(*args, **options)
    # an engine that stays with the primary changes its own dialect
    name = _name(engine.url, is_batch=engine.name == "postgresql" and options.get("max_overflow") == 0)
    if name in _SHARED and "target_session_attrs" not in engine.url.query:
        engine.dialect, engine._compiled_cache = _SHARED[name]
        engine.pool._dialect = engine.dialect
    return engine
