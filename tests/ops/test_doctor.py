"""The doctor says what must be mended before the month opens."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from quizapp.campaigns import Campaign
from quizapp.cli import main
from quizapp.db import Store, migrate
from quizapp.kit.vault import Vault
from quizapp.ops import doctor_database
from quizapp.ops.backup import write_backup
from quizapp.ops.doctor import Level, examine
from quizapp.ops.retention import forget
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.settings import Settings
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.redis_server import Redis


def _level(settings: Settings, what: str) -> Level:
    return max((each.level for each in examine(settings, now=OPENING) if each.what == what), key=list(Level).index)


@pytest.mark.sqlite_only
def test_a_healthy_installation_has_nothing_to_mend(installation: Store, settings: Settings) -> None:
    assert not [each for each in examine(settings, now=OPENING) if each.level is Level.FAIL]


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


def test_passwords_alone_in_front_of_personal_data_are_a_warning(
    installation: Store, cast: Cast, settings: Settings
) -> None:
    assert _level(settings, "second factor") is Level.WARN
    demanded = dataclasses.replace(settings, second_factor="personal")
    assert _level(demanded, "second factor") is Level.OK
    said = next(each.message for each in examine(demanded, now=OPENING) if each.what == "second factor")
    assert "have none yet" in said


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
    return next((each.level, each.message) for each in examine(settings, now=OPENING) if each.what == "live quizzes")


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


CHANGES: list[tuple[dict[str, Any], str, Level]] = [
    ({"public_url": "http://quiz.example", "secure_cookies": True}, "public address", Level.FAIL),
    ({"public_url": "https://quiz.example", "secure_cookies": True}, "public address", Level.OK),
    ({"public_url": "https://quiz.example", "secure_cookies": True}, "proxies", Level.WARN),
    ({"secure_cookies": True, "trusted_proxies": 1}, "proxies", Level.OK),
    ({"limits_url": "redis://127.0.0.1:1/0"}, "rate limits", Level.WARN),
    ({"secret_key": "short"}, "secret key", Level.FAIL),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("changes", "what", "level"), CHANGES)
def test_settings_that_do_not_fit_together(
    settings: Settings, changes: dict[str, Any], what: str, level: Level
) -> None:
    assert _level(dataclasses.replace(settings, **changes), what) is level


@pytest.mark.sqlite_only
def test_a_backup_is_asked_for_until_there_is_one(installation: Store, settings: Settings, tmp_path: Path) -> None:
    assert _level(settings, "backup") is Level.WARN
    write_backup(settings, installation, tmp_path / "a.tar.gz", version="1", now=OPENING)
    assert _level(settings, "backup") is Level.OK
    (tmp_path / "a.tar.gz").unlink()
    assert _level(settings, "backup") is Level.WARN
    write_backup(settings, installation, tmp_path / "b.tar.gz", version="1", now=OPENING - timedelta(days=2))
    assert _level(settings, "backup") is Level.WARN


@pytest.mark.sqlite_only
def test_a_home_that_others_may_enter_is_a_warning(installation: Store, settings: Settings) -> None:
    settings.home.chmod(0o755)
    assert _level(settings, "home folder") is Level.WARN
    settings.home.chmod(0o750)
    assert _level(settings, "home folder") is Level.OK


@pytest.mark.sqlite_only
def test_a_network_drive_is_no_place_for_a_database(
    installation: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _level(settings, "database file") is Level.OK
    monkeypatch.setattr(doctor_database, "_file_system", lambda _path: "nfs4")
    assert _level(settings, "database file") is Level.FAIL


@pytest.mark.sqlite_only
def test_contacts_that_should_be_gone_are_a_warning_that_holds_nobody_up(
    installation: Store, settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(settings.key_for("vault"))
    with installation.write() as session:
        campaign = session.scalars(select(Campaign)).one()
        new = NewPerson(campaign_id=campaign.id, unit_id=cast.town.id, name="张三", phone="13800138000")
        register_person(session, new, device_hash=hash_device("a"), vault=vault, now=OPENING)
        campaign.starts_on, campaign.ends_on = date(2020, 6, 1), date(2020, 6, 30)
    with monkeypatch.context() as reading:
        reading.setattr(Store, "write", None)
        found = doctor_database.CHECKS["retention"](installation, settings, OPENING)
    assert (found.level, found.message.startswith("1 people's contacts")) == (Level.WARN, True)
    forget(installation, settings, now=OPENING)
    assert _level(settings, "retention") is Level.OK


@pytest.mark.postgresql_only
def test_a_server_that_logs_what_people_sent_is_a_warning(installation: Store, settings: Settings) -> None:
    assert _level(settings, "statement log") is Level.OK
    name = installation.url.database
    for setting, value, level in (
        ("log_min_duration_statement", "0", Level.WARN), ("log_parameter_max_length", "0", Level.OK),
    ):  # fmt: skip
        with installation.write() as session:
            session.execute(text(f'ALTER DATABASE "{name}" SET {setting} = {value}'))
        assert _level(settings, "statement log") is level


@pytest.mark.postgresql_only
@pytest.mark.parametrize(
    ("fsync", "commit", "level"),
    [
        ("on", "on", Level.OK), ("on", "remote_apply", Level.OK), ("on", "remote_write", Level.OK),
        ("on", "off", Level.FAIL), ("off", "on", Level.FAIL), ("off", "remote_write", Level.FAIL),
    ],
)  # fmt: skip
def test_what_a_power_cut_could_take_is_a_failure(
    installation: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, fsync: str, commit: str, level: Level
) -> None:
    shown = {"fsync": fsync, "synchronous_commit": commit}
    monkeypatch.setattr(doctor_database, "_show", lambda _session, name: shown[name])
    assert doctor_database.CHECKS["durability"](installation, settings, OPENING).level is level


@pytest.mark.postgresql_only
def test_clocks_and_standbys_of_a_single_server_are_well(installation: Store, settings: Settings) -> None:
    assert {_level(settings, what) for what in ("clocks", "standbys", "database server")} == {Level.OK}


@pytest.mark.sqlite_only
def test_what_should_be_done_is_said_in_both_languages(installation: Store, settings: Settings, tmp_path: Path) -> None:
    changed = dataclasses.replace(
        settings, secure_cookies=True, limits_url="redis://127.0.0.1:1/0", live_fanout_url="redis://127.0.0.1:1/0"
    )
    found = [each for each in examine(changed, now=OPENING) if each.level is not Level.OK]
    assert len(found) >= 4
    assert [each.what for each in found if not any("一" <= letter <= "鿿" for letter in each.zh)] == []


@pytest.mark.sqlite_only
def test_programs_read_it_too(
    installation: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(settings.home))
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("QUIZAPP_SECRET_KEY", settings.secret_key)
    done = CliRunner().invoke(main, ["doctor", "--json"])
    told = json.loads(done.stdout_bytes)
    assert (done.exit_code, told["level"]) == (0, "warn")
    assert {"what", "level", "message", "zh"} == set(told["findings"][0])
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "mysql://x")
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert done.output.startswith("✗ database"), "what must be mended comes first"


def test_a_clock_behind_what_was_written_is_a_warning(installation: Store, settings: Settings) -> None:
    def clocks(now: datetime) -> tuple[Level, str]:
        return next((each.level, each.message) for each in examine(settings, now=now) if each.what == "clocks")

    level, said = clocks(OPENING - timedelta(seconds=3))
    assert (level, "3 s ahead" in said) == (Level.WARN, True)
    for seconds in (-2, 60):
        assert "ahead" not in clocks(OPENING + timedelta(seconds=seconds))[1]
