"""What the database says of the installation: how far the roll-up is, what waits, when the last backup was made.

Asked for at a scrape and at most every few seconds; each is one cheap statement. Counts of entries grow by what came
since the last look, so that no table is ever read as a whole.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from quizapp import downloads, ledger, live, webhooks
from quizapp.checkins import Scan
from quizapp.db import Store
from quizapp.errors import QuizError
from quizapp.kit.clock import utc_now
from quizapp.kit.later import later
from quizapp.ops.backup_note import read_note
from quizapp.ops.measured import connections, free_bytes
from quizapp.settings import Settings

if TYPE_CHECKING:
    from prometheus_client import Metric, core
else:
    core = later("prometheus_client.core")

log = structlog.get_logger("quizapp.metrics")
#: Who asks again sooner gets the same figures.
KEPT_S = 5.0
#: So long after its time a scan is counted: those with lower ids have committed by then.
SETTLED = timedelta(minutes=1)


class DatabaseFigures:
    """Collects over ``store``. Thread-safe."""

    def __init__(self, settings: Settings, store: Store, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings, self._store, self._clock = settings, store, clock
        self._lock, self._kept, self._kept_at = Lock(), list[Any](), float("-inf")
        self._entries = _Tail(ledger.LedgerEntry.id, (ledger.LedgerEntry.kind, ledger.LedgerEntry.measure))
        self._scans = _Tail(Scan.id, (Scan.verdict,))

    def collect(self) -> Iterable[Metric]:
        """The figures; where the database is away only that it is, and what needs none."""
        with self._lock:
            if time.monotonic() - self._kept_at >= KEPT_S:
                self._kept, self._kept_at = list(self._read()), time.monotonic()
            return self._kept

    def _read(self) -> Iterator[Metric]:
        now = self._clock()
        try:
            with self._store.read() as session:
                found = list(self._of_database(session, now))
        except (QuizError, SQLAlchemyError) as error:
            log.warning("no figures of the database", kind=type(error).__name__)
            found = [_gauge("database_up", "Whether the database answers.", 0)]
        yield from found
        yield from self._of_disk()
        note = read_note(self._settings.home)
        if note is not None:
            at = datetime.fromisoformat(note.created_at).timestamp()
            yield _gauge("backup_last_timestamp_seconds", "When the last backup was written.", at)

    def _of_database(self, session: Session, now: datetime) -> Iterator[Metric]:
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from _of_ledger(session, now)
        totalled = ledger.read_position(session, "roll_up")
        yield self._entries.grow(
            session, totalled, "ledger_entries", "Entries in the kept totals, by kind and measure.", ("kind", "measure")
        )
        old = select(Scan.id).where(Scan.recorded_at < now - SETTLED).order_by(Scan.id.desc()).limit(1)
        settled = session.scalar(old) or 0
        yield self._scans.grow(session, settled, "scans", "Scans at the door, by verdict.", ("verdict",))
        yield from _of_queues(session, now)
        rooms = _gauge("live_rooms", "Live quizzes that run.", None, ("phase",))
        for phase, count in live.count_open_rooms(session, since=now - timedelta(days=1)).items():
            rooms.add_metric((phase,), count)
        yield rooms
        if not self._store.is_sqlite:
            yield from _of_postgres(session)

    def _of_disk(self) -> Iterator[Metric]:
        free = free_bytes(self._settings.home)
        yield _gauge("disk_free_bytes", "Free space where the installation keeps its files.", free)
        if self._store.is_sqlite:
            name = str(self._store.url.database)
            yield _gauge("database_bytes", "Size of the database.", _size(name))
            yield _gauge("wal_bytes", "Size of SQLite's write-ahead log.", _size(f"{name}-wal"))


class _Tail:
    """Counts rows of a table by some of their columns, from the first look on.

    Each look goes up to an id below which nothing is still on the way: on PostgreSQL a transaction may commit after
    one with higher ids, and what was passed by would never be counted.
    """

    def __init__(self, id_column: Any, columns: tuple[Any, ...]) -> None:
        self._id, self._columns = id_column, columns
        self._seen: int | None = None
        self._counts: Counter[tuple[str, ...]] = Counter()

    def grow(self, session: Session, upto: int, name: str, words: str, labels: tuple[str, ...]) -> Metric:
        """The counts, with what came since the last look."""
        if self._seen is None:
            self._seen = upto
        if upto > self._seen:
            is_new = (self._id > self._seen, self._id <= upto)
            for *key, count in session.execute(
                select(*self._columns, func.count()).where(*is_new).group_by(*self._columns)
            ):
                self._counts[tuple(map(str, key))] += count
            self._seen = upto
        family = core.CounterMetricFamily(f"quizapp_{name}", words, labels=labels)
        for counted, count in sorted(self._counts.items()):
            family.add_metric(counted, count)
        return family


def _of_ledger(session: Session, now: datetime) -> Iterator[Metric]:
    lag = ledger.read_lag(session)
    yield _gauge("ledger_position", "Highest entry of the ledger.", lag.head)
    yield _gauge("rollup_lag_entries", "Entries that the kept totals do not hold yet.", lag.entries)
    yield _gauge("rollup_lag_seconds", "Age of the oldest of them.", _age(lag.since, now))


def _of_queues(session: Session, now: datetime) -> Iterator[Metric]:
    files = downloads.read_backlog(session)
    yield _gauge("files_waiting", "Ordered files that nobody makes yet.", files.waiting)
    yield _gauge("files_making", "Ordered files in the making.", files.making)
    yield _gauge("files_oldest_seconds", "Age of the oldest order that is not ready.", _age(files.oldest, now))
    outbox = webhooks.read_outbox(session)
    yield _gauge("webhooks_waiting", "Events that were not told yet.", outbox.waiting)
    yield _gauge("webhooks_overdue_seconds", "How long the oldest of them is overdue.", _age(outbox.oldest_due, now))
    yield _gauge("webhooks_failed", "Events that were given up.", outbox.failed)


def _of_postgres(session: Session) -> Iterator[Metric]:
    size = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    used, most = connections(session)
    yield _gauge("database_bytes", "Size of the database.", size)
    yield _gauge("postgres_connections", "Connections to the server, of all programs.", used)
    yield _gauge("postgres_connections_limit", "Connections that it takes.", most)


def _gauge(name: str, words: str, value: float | None, labels: tuple[str, ...] | None = None) -> Any:
    return core.GaugeMetricFamily(f"quizapp_{name}", words, value=value, labels=labels)


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _size(name: str) -> int:
    path = Path(name)
    return path.stat().st_size if path.exists() else 0
