"""Fixtures that every test may use. See ``tests/support`` for what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask

from quizapp.db import Store
from quizapp.settings import Settings
from quizapp.web import create_app
from quizapp.web.app import make_services
from tests.support import compiled, fresh_locks, gate
from tests.support.cast import Cast, build_cast
from tests.support.clock import FakeClock
from tests.support.network import only_loopback
from tests.support.postgres import running_server
from tests.support.stores import Databases, PostgresDatabases, SqliteDatabases, opened
from tests.support.visitor import Visitor

KINDS = ("sqlite", "postgresql")

#: Speed is measured in benchmarks; a busy machine must not fail a property. The same code meets the same cases in every
#: run, so that no run fails by chance; ``--hypothesis-profile=explore`` looks for new ones.
_UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("house", derandomize=True, database=None, **_UNHURRIED)
hypothesis.settings.register_profile("explore", **_UNHURRIED)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--databases", default=",".join(KINDS), help="which databases to test on while you work")


def pytest_configure(config: pytest.Config) -> None:
    compiled.share()
    fresh_locks.watch()
    config.pluginmanager.register(gate)
    config.addinivalue_line("markers", "sqlite_only: the rule exists on SQLite alone")
    config.addinivalue_line("markers", "postgresql_only: the rule exists on PostgreSQL alone")
    config.addinivalue_line("markers", "processes: threads stand for processes, so on PostgreSQL each commits alone")
    config.addinivalue_line("filterwarnings", "error")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" not in metafunc.fixturenames:
        return
    wanted = [kind for kind in KINDS if kind in metafunc.config.getoption("--databases").split(",")]
    for kind in KINDS:
        if next(metafunc.definition.iter_markers(f"{kind}_only"), None):
            wanted = [kind]
    metafunc.parametrize("database_kind", wanted, scope="session")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with only_loopback():
        yield


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Makes fresh SQLite databases."""
    return SqliteDatabases.prepare(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Databases]:
    """Makes fresh PostgreSQL databases; a missing server is an error, never a skip."""
    with running_server() as url:
        yield PostgresDatabases.prepare(url)


@pytest.fixture
def store(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A fresh migrated database; each test runs on SQLite and on PostgreSQL."""
    name = "sqlite_databases" if database_kind == "sqlite" else "postgres_databases"
    with opened(request.getfixturevalue(name), tmp_path) as store:
        if request.node.get_closest_marker("processes"):
            store._batches = None
        yield store


@pytest.fixture
def clock() -> FakeClock:
    """The application's clock; it stands until the test moves it."""
    return FakeClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of the application under test."""
    return Settings(home=tmp_path, database_url="", secret_key="東明-a-secret-for-tests-only-0123456789")


@pytest.fixture
def cast(store: Store, clock: FakeClock) -> Cast:
    """Units and officers; see `tests.support.cast`."""
    with store.write() as session:
        return build_cast(session, clock())


@pytest.fixture(scope="session")
def _built_once() -> list[Flask]:
    """The application of this session, once a test has asked for it."""
    return []


@pytest.fixture
def app(store: Store, settings: Settings, clock: FakeClock, _built_once: list[Flask]) -> Flask:
    """The whole application over ``store``.

    Building it and compiling its templates takes a second, so that one application serves all tests: each gives it
    its own store, clock, limits and moulds. A test that changes the application itself takes ``fresh_app``.
    """
    if not _built_once:
        _built_once.append(_build(settings, store, clock))
    app = _built_once[0]
    app.extensions["quizapp"] = make_services(settings, store, clock)
    app.extensions.pop("quizapp.paper_pages", None)
    return app


@pytest.fixture
def fresh_app(store: Store, settings: Settings, clock: FakeClock) -> Flask:
    """An application of the test's own, to add routes to or to configure."""
    return _build(settings, store, clock)


def _build(settings: Settings, store: Store, clock: FakeClock) -> Flask:
    app = create_app(settings, store, clock=clock)
    app.testing = True
    app.test_client_class = Visitor
    return app


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser that nobody is signed in with. ``client.sign_in(cast.alice)`` changes that."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client
