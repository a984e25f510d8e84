"""Figures for Prometheus: what the processes count, and what the database says, on a listener of its own.

Closed unless ``QUIZAPP_METRICS`` names an address. With several processes ``PROMETHEUS_MULTIPROC_DIR`` is the folder in
which each keeps its counts; whichever of them gets the port answers for all, and another takes over when it is gone.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from hmac import compare_digest
from socketserver import ThreadingMixIn
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog

from quizapp.db import Store
from quizapp.kit.clock import utc_now
from quizapp.kit.later import later
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.ops.figures import DatabaseFigures
from quizapp.ops.processes import ProcessFigures
from quizapp.settings import Settings

if TYPE_CHECKING:
    import prometheus_client
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from prometheus_client import multiprocess
else:
    # the library looks at its first use whether several processes count together
    prometheus_client, multiprocess = later("prometheus_client"), later("prometheus_client.multiprocess")

log = structlog.get_logger("quizapp.metrics")
#: Set by ``quizapp serve``, or by the operator of another server with several processes.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: Seconds between two looks at one's own state, and between two tries to get the port.
LOOK_S = 1.0
#: Requests that are remembered until they are counted.
_MOST_HEARD = 200_000
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_COMMIT_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
_TRANSACTIONS = (1, 2, 5, 10, 20, 50, 100, 200)


class Meters(Watch):
    """Counts what a process does. Labels are names from the code, so that their number is bounded."""

    __slots__ = (
        "_answered",
        "_children",
        "_commit_s",
        "_heard",
        "_job_at",
        "_jobs",
        "_pool",
        "_refused",
        "_transactions",
        "registry",
    )

    def __init__(self, registry: prometheus_client.CollectorRegistry) -> None:
        self.registry = registry
        self._answered = prometheus_client.Histogram(
            "quizapp_request_seconds", "From the request's arrival until its answer begins.", ("route", "status"),
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._refused = prometheus_client.Counter(
            "quizapp_limit_refusals",
            "Requests refused by a rate limit; scopes with @ count an address.",
            ("scope",),
            registry=registry,
        )
        self._commit_s = prometheus_client.Histogram(
            "quizapp_commit_seconds",
            "Time of a commit that many may share.",
            buckets=_COMMIT_SECONDS,
            registry=registry,
        )
        self._transactions = prometheus_client.Histogram(
            "quizapp_commit_transactions",
            "Transactions that one commit made durable.",
            buckets=_TRANSACTIONS,
            registry=registry,
        )
        self._jobs = prometheus_client.Counter(
            "quizapp_job_runs", "Runs of a housekeeping job.", ("job", "result"), registry=registry
        )
        self._job_at = prometheus_client.Gauge(
            "quizapp_job_last_success_timestamp_seconds", "When a housekeeping job last ended well.", ("job",),
            multiprocess_mode="max", registry=registry,
        )  # fmt: skip
        self._pool = prometheus_client.Gauge(
            "quizapp_pool_connections",
            "Connections to PostgreSQL.",
            ("state",),
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._children: dict[tuple[str, int], Callable[[float], None]] = {}
        self._heard: deque[tuple[str, int, float]] = deque(maxlen=_MOST_HEARD)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Remember a request; the thread of the figures counts it, so that no two requests ever wait for one another."""
        self._heard.append((route, status, seconds))

    def drain(self) -> None:
        """Count what was remembered. Safe in several threads at once."""
        while self._heard:
            with suppress(IndexError):
                self._count(*self._heard.popleft())

    def _count(self, route: str, status: int, seconds: float) -> None:
        observe = self._children.get((route, status // 100))
        if observe is None:
            observe = self._answered.labels(route or "none", f"{status // 100}xx").observe
            self._children[route, status // 100] = observe
        observe(seconds)

    def refused(self, scope: str) -> None:
        """Count a refusal."""
        self._refused.labels(scope).inc()

    def committed(self, transactions: int, seconds: float) -> None:
        """Measure a commit."""
        self._commit_s.observe(seconds)
        self._transactions.observe(transactions)

    def worked(self, job: str, *, is_well: bool) -> None:
        """Count a job's run and remember when it went well."""
        self._jobs.labels(job, "done" if is_well else "failed").inc()
        if is_well:
            self._job_at.labels(job).set(utc_now().timestamp())

    def look_at(self, store: Store) -> None:
        """Note how many connections of the pool are in use."""
        if not store.is_sqlite:
            pool: Any = store.engine.pool
            self._pool.labels("in_use").set(pool.checkedout())
            self._pool.labels("idle").set(pool.checkedin())


def make_watch(settings: Settings) -> Watch:
    """Meters where figures are wanted, else somebody who does not listen."""
    return Meters(prometheus_client.CollectorRegistry()) if settings.metrics else UNWATCHED


def start_metrics(watch: Watch, settings: Settings, store: Store) -> Event | None:
    """Offer the figures in the background; setting the event ends it. None where nobody listens."""
    if not isinstance(watch, Meters):
        return None
    stop = Event()
    thread = Thread(target=_run, args=(watch, settings, store, stop), name="metrics", daemon=True)
    thread.start()
    return stop


def _run(meters: Meters, settings: Settings, store: Store, stop: Event) -> None:
    """Get the port, or try again later: another process may have it."""
    server: WSGIServer | None = None
    while True:
        meters.drain()
        meters.look_at(store)
        server = server or _listen(meters, settings, store)
        if stop.wait(LOOK_S):
            break
    if server is not None:
        server.shutdown()
        server.server_close()


def _listen(meters: Meters, settings: Settings, store: Store) -> WSGIServer | None:
    host, _, port = settings.metrics.rpartition(":")
    application = _guarded(_application(meters, settings, store), settings.metrics_token, meters.drain)
    try:
        server = make_server(host.strip("[]"), int(port), application, _Server, _Quiet)
    except OSError:
        return None
    Thread(target=server.serve_forever, name="metrics-listener", daemon=True).start()
    log.info("metrics offered", port=int(port))
    return server


def _application(meters: Meters, settings: Settings, store: Store) -> WSGIApplication:
    registry = prometheus_client.CollectorRegistry()
    folder = os.environ.get(FOLDER, "")
    if folder:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(ProcessFigures(folder))
    registry.register(DatabaseFigures(settings, store))
    sources = registry if folder else _Both(meters.registry, registry)
    application: WSGIApplication = prometheus_client.make_wsgi_app(sources)
    return application


class _Both:
    """Two registries as one."""

    def __init__(self, *registries: Any) -> None:
        self._registries = registries

    def collect(self) -> Iterable[prometheus_client.Metric]:
        """Everything that any of them has."""
        for each in self._registries:
            yield from each.collect()

    def restricted_registry(self, names: Iterable[str]) -> Any:
        """Only what is asked for by name."""
        wanted = list(names)
        return _Both(*(each.restricted_registry(wanted) for each in self._registries))


def _guarded(application: WSGIApplication, token: str, before: Callable[[], None]) -> WSGIApplication:
    """Only /metrics, and with a token only for who sends it."""
    expected = f"Bearer {token}".encode()

    def guard(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != "/metrics":
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b""]
        if token and not compare_digest(environ.get("HTTP_AUTHORIZATION", "").encode(), expected):
            start_response("401 Unauthorized", [("Content-Type", "text/plain"), ("WWW-Authenticate", "Bearer")])
            return [b""]
        before()
        return application(environ, start_response)

    return guard


class _Server(ThreadingMixIn, WSGIServer):
    """A slow reader keeps nobody waiting."""

    daemon_threads = True
    allow_reuse_address = True


class _Quiet(WSGIRequestHandler):
    """No line a scrape, and nobody holds a line open without asking."""

    timeout = 10

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""
