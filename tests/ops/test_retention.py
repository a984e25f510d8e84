"""What is over is listed without being touched, forgotten on time, and the log says so."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from quizapp import audit
from quizapp.accounts.models import StaffSession
from quizapp.accounts.service.sessions import open_session
from quizapp.audit.models import AuditEntry
from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.kit.vault import Vault
from quizapp.ops.retention import forget, list_endings, list_forgetting, rehearse, run_job
from quizapp.people import NewPerson, Person, hash_device, register_person
from quizapp.settings import Settings
from quizapp.uploads import keep_upload
from quizapp.uploads.models import Upload
from tests.support.cast import Cast
from tests.support.clock import OPENING

#: The fixture's campaign ends on 30 June and keeps contacts for 180 days.
LAST_DAY = date(2026, 12, 27)
BEFORE, AFTER = OPENING + timedelta(days=190), OPENING + timedelta(days=215)


def _left_behind(store: Store, settings: Settings, cast: Cast) -> None:
    """A phone, a session and an upload."""
    vault = Vault(settings.key_for("vault"))
    with store.write() as session:
        campaign = session.scalars(select(Campaign)).one()
        new = NewPerson(campaign_id=campaign.id, unit_id=cast.town.id, name="张三", phone="13800138000")
        register_person(session, new, device_hash=hash_device("a-device"), vault=vault, now=OPENING)
        open_session(session, cast.alice.id, device="Firefox", address="198.51.100.7", now=OPENING)
        keep_upload(
            session, purpose="test", staff_id=cast.alice.id, filename="a.xlsx", content=b"x", choices={}, vault=vault,
            now=OPENING,
        )  # fmt: skip


def _count(store: Store) -> tuple[int, int, int]:
    with store.read() as session:
        phones = session.scalar(select(func.count()).where(Person.phone_sealed.is_not(None)))
        sessions = session.scalar(select(func.count()).select_from(StaffSession))
        uploads = session.scalar(select(func.count()).select_from(Upload))
    return phones or 0, sessions or 0, uploads or 0


def test_what_is_over_is_listed_and_then_gone(installation: Store, settings: Settings, cast: Cast) -> None:
    _left_behind(installation, settings, cast)
    counts = rehearse(installation, settings, now=AFTER)
    assert counts["campaigns.purge_contacts"] == 1
    assert counts["accounts.forget_sessions"] == 1
    assert counts["uploads.drop_old"] == 1
    assert _count(installation) == (1, 1, 1), "listing touches nothing"
    assert forget(installation, settings, now=AFTER) == counts
    assert _count(installation) == (0, 0, 0)
    assert set(rehearse(installation, settings, now=AFTER).values()) == {0}


def test_nothing_goes_before_its_day(installation: Store, settings: Settings, cast: Cast) -> None:
    _left_behind(installation, settings, cast)
    assert rehearse(installation, settings, now=BEFORE)["campaigns.purge_contacts"] == 0
    forget(installation, settings, now=BEFORE)
    assert _count(installation)[0] == 1


def test_the_audit_log_says_what_was_forgotten(installation: Store, settings: Settings, cast: Cast) -> None:
    _left_behind(installation, settings, cast)
    forget(installation, settings, now=AFTER)
    with installation.read() as session:
        entries = audit.verify(session, settings.key_for("audit"))
        noted = session.execute(select(AuditEntry.object_id).where(AuditEntry.action == "retention.forget")).scalars()
        assert {"campaigns.purge_contacts", "accounts.forget_sessions", "uploads.drop_old"} == set(noted)
    assert entries.ok


def test_nothing_is_forgotten_without_its_line(
    installation: Store, settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _left_behind(installation, settings, cast)
    with monkeypatch.context() as cut:
        cut.setattr(audit, "record", _power_cut)
        for job in list_forgetting():
            with suppress(InterruptedError):
                run_job(job, installation, settings, now=AFTER)
    assert _count(installation) == (1, 1, 1)
    forget(installation, settings, now=AFTER)
    assert _count(installation) == (0, 0, 0)


def test_a_job_that_takes_a_part_at_a_time_is_run_until_nothing_is_left(
    installation: Store, settings: Settings
) -> None:
    parts = iter([500, 2, 0])
    job = Job(name="test.parts", every_minutes=1, run=lambda *_: next(parts), forgets=True)
    assert run_job(job, installation, settings, now=AFTER) == 502
    with installation.read() as session:
        noted = session.scalars(select(AuditEntry.detail).where(AuditEntry.object_id == "test.parts"))
        assert [json.loads(each)["count"] for each in noted] == [500, 2]


def _power_cut(*_args: object, **_more: object) -> None:
    raise InterruptedError


def test_endings_are_known_beforehand(installation: Store) -> None:
    def ending(now: datetime) -> tuple[date, bool]:
        with installation.read() as session:
            (found,) = list_endings(session, now=now)
        return found.keeps_until, found.is_over

    assert ending(BEFORE) == (LAST_DAY, False)
    assert ending(AFTER) == (LAST_DAY, True)


def test_every_job_that_purges_says_so() -> None:
    names = {job.name for job in list_forgetting()}
    assert {
        "accounts.forget_sessions", "callbacks.forget_people", "campaigns.purge_contacts", "devices.purge_written_names",
        "downloads.drop_expired", "integrity.purge_appeals", "plans.purge_phones", "practice.purge_learners",
        "prizes.purge_phones", "stage.forget_names", "uploads.drop_old", "webhooks.forget",
    } == names  # fmt: skip
