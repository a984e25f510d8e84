"""The live quiz on two processes: PostgreSQL between them, and Redis to tell each other of changes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import live
from benchmarks.table import Row
from tests.support.postgres import running_server
from tests.support.redis_server import Redis
from tests.support.stores import PostgresDatabases

PHONES = 3_000
PROCESSES = 2
#: The tests' server answers before anything is on the disk; here an answer is kept when it is acknowledged.
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def measure(phones: int = PHONES) -> list[Row]:
    """Three thousand phones do what the thousand of ``live`` do."""
    with running_server(**_DURABLE) as server, tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        databases = PostgresDatabases.prepare(server, recycles=False)
        url = databases.fresh(Path(folder))
        redis = Redis(Path(folder))
        try:
            return live.measure(phones, name="live_two", database_url=url, workers=PROCESSES, fanout_url=redis.url)
        finally:
            redis.kill()
            databases.drop(url)
