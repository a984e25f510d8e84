"""One cache of compiled statements for all stores of a test run.

The cache of an engine goes with the engine, and its keys name the engine's dialect object: compiling everything anew for
each test was a fifth of the suite's time.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import Engine

from quizapp.db import engines

#: Dialect and compiled statements by backend.
_SHARED: dict[str, tuple[Any, Any]] = {}


def keep(engine: Engine) -> None:
    """Let later engines of this backend compile into the cache of ``engine``, the first that is given."""
    if engine.name not in _SHARED:
        with engine.connect():  # a dialect is complete once it has met the server
            _SHARED[engine.name] = (engine.dialect, engine._compiled_cache)


def share() -> None:
    """From now on engines of the application take what was kept."""
    engines.create_engine = _create_engine


def _create_engine(*args: Any, **options: Any) -> Engine:
    engine = sqlalchemy.create_engine(*args, **options)
    # an engine that stays with the primary changes its own dialect
    if engine.name in _SHARED and "target_session_attrs" not in engine.url.query:
        engine.dialect, engine._compiled_cache = _SHARED[engine.name]
        engine.pool._dialect = engine.dialect
    return engine
