"""Housekeeping: every job runs, repeats harmlessly, and one failing job stops no other."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from quizapp.campaigns.jobs import purge_contacts
from quizapp.db import Store
from quizapp.kit.vault import Vault
from quizapp.ledger import LedgerEntry
from quizapp.ops.housekeeping import _every, list_jobs, run_all_once, start_housekeeping
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.settings import Settings
from tests.support.cast import Cast
from tests.support.clock import OPENING


def test_all_jobs_run_and_run_again(installation: Store, settings: Settings) -> None:
    names = {job.name for job in list_jobs()}
    assert {"ledger.roll_up", "ledger.seal", "campaigns.purge_contacts"} <= names
    first = run_all_once(settings, installation, now=OPENING)
    assert first["ledger.roll_up"] == 50
    assert set(run_all_once(settings, installation, now=OPENING).values()) == {0}


def test_a_job_is_due_in_its_minutes() -> None:
    due = _every(5)
    start = datetime(2026, 6, 16, tzinfo=UTC)
    assert [minute for minute in range(20) if due(start + timedelta(minutes=minute))] == [0, 5, 10, 15]  # type: ignore[operator]


def test_the_consumer_starts_and_stops_beside_the_site(installation: Store, settings: Settings) -> None:
    consumer = start_housekeeping(settings, installation)
    time.sleep(0.2)
    consumer.stop(graceful=True)


def test_contacts_go_when_their_time_is_over(installation: Store, cast: Cast) -> None:
    vault = Vault(b"v" * 32)
    with installation.write() as session:
        campaign_id = session.scalars(select(LedgerEntry.campaign_id)).first()
        assert campaign_id is not None
        new = NewPerson(campaign_id=campaign_id, unit_id=cast.hongxing.id, name="李明", phone="13812348000")
        register_person(session, new, device_hash=hash_device("x"), vault=vault, now=OPENING)
        assert purge_contacts(session, now=OPENING + timedelta(days=190)) == 0
        assert purge_contacts(session, now=OPENING + timedelta(days=200)) == 1
        assert session.execute(text("SELECT name, phone_sealed, phone_index FROM person")).one() == ("李明", None, None)
        assert session.execute(text("SELECT count(*) FROM person_device")).scalar_one() == 0
