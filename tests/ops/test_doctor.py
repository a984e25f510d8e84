"""The doctor says what must be mended before the month opens."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from quizapp.db import Store, migrate
from quizapp.ops.doctor import Level, examine
from quizapp.settings import Settings
from tests.support.clock import OPENING
from tests.support.redis_server import Redis


def _level(settings: Settings, what: str) -> Level:
    return max((each.level for each in examine(settings) if each.what == what), key=list(Level).index)


@pytest.mark.sqlite_only
def test_a_healthy_installation_has_nothing_to_mend(installation: Store, settings: Settings) -> None:
    assert not [each for each in examine(settings) if each.level is Level.FAIL]


def test_an_old_database_is_a_failure(installation: Store, settings: Settings) -> None:
    migrate.downgrade(installation, "base")
    assert _level(settings, "database") is Level.FAIL


def test_a_database_that_cannot_be_opened_is_a_failure(settings: Settings) -> None:
    assert _level(dataclasses.replace(settings, database_url="mysql://x"), "database") is Level.FAIL


def test_a_key_that_others_can_read_is_a_failure(installation: Store, settings: Settings) -> None:
    path = settings.home / "secret.key"
    path.write_text("x" * 64)
    path.chmod(0o644)
    assert _level(settings, "secret key") is Level.FAIL
    path.chmod(0o600)
    assert _level(settings, "secret key") is Level.OK


def _clock(settings: Settings, now: datetime) -> tuple[Level, str]:
    return next((each.level, each.message) for each in examine(settings, clock=lambda: now) if each.what == "clock")


def test_a_clock_behind_what_was_written_is_a_warning(installation: Store, settings: Settings) -> None:
    seconds, said = timedelta(seconds=1), _clock(settings, OPENING - timedelta(seconds=3))
    assert said[0] is Level.WARN
    if installation.is_sqlite:
        assert "3 s ahead" in said[1]
        assert _clock(settings, OPENING - 2 * seconds)[0] is Level.OK
        assert _clock(settings, OPENING + 60 * seconds)[0] is Level.OK


@pytest.mark.postgresql_only
def test_hosts_whose_clocks_differ_are_told_by_how_much(installation: Store, settings: Settings) -> None:
    with installation.read() as session:
        there = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    level, message = _clock(settings, there + timedelta(hours=1))
    assert (level, "ahead of the database server" in message) == (Level.WARN, True)
    level, message = _clock(settings, there - timedelta(hours=1))
    assert (level, "behind the database server" in message) == (Level.WARN, True)


@pytest.mark.sqlite_only
def test_a_changed_audit_log_is_a_failure(installation: Store, settings: Settings) -> None:
    with installation.write() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET action = 'campaign.close'"))
    assert _level(settings, "audit log") is Level.FAIL


def test_https_without_secure_cookies_is_a_warning(settings: Settings) -> None:
    changed = dataclasses.replace(settings, public_url="https://quiz.example")
    assert _level(changed, "public address") is Level.WARN


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """Running until the test stops it."""
    made = Redis(tmp_path)
    yield made
    made.kill()


def _live(settings: Settings) -> tuple[Level, str]:
    return next((each.level, each.message) for each in examine(settings) if each.what == "live quizzes")


def test_it_says_whether_processes_can_tell_each_other_of_changes(settings: Settings, redis: Redis) -> None:
    assert _live(settings) == (Level.OK, "each process looks at the database ten times a second")
    secret = redis.url.replace("//", "//:hunter2@")
    chosen = dataclasses.replace(settings, live_fanout_url=redis.url)
    assert (_live(chosen)[0], "which answers" in _live(chosen)[1]) == (Level.OK, True)
    redis.freeze()
    assert (_live(chosen)[0], "does not answer" in _live(chosen)[1]) == (Level.WARN, True)
    redis.kill()
    level, message = _live(dataclasses.replace(settings, live_fanout_url=secret))
    assert (level, "does not answer" in message, "hunter2" in message) == (Level.WARN, True, False)
