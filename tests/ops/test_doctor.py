"""The doctor says what must be mended before the month opens."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from quizapp.db import Store, migrate
from quizapp.ops.doctor import Level, examine
from quizapp.settings import Settings


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


@pytest.mark.sqlite_only
def test_a_changed_audit_log_is_a_failure(installation: Store, settings: Settings) -> None:
    with installation.write() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET action = 'campaign.close'"))
    assert _level(settings, "audit log") is Level.FAIL


def test_https_without_secure_cookies_is_a_warning(settings: Settings) -> None:
    changed = dataclasses.replace(settings, public_url="https://quiz.example")
    assert _level(changed, "public address") is Level.WARN
