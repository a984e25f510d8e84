"""An installation with a few entries, sealed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from quizapp import audit, ledger
from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.settings import Settings
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.stores import Databases

#: Where a PostgreSQL backup is restored to; None for SQLite.
Scratch = str | None


@pytest.fixture
def scratch(store: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Scratch:
    """An empty PostgreSQL database for rehearsals; nothing for SQLite."""
    if store.is_sqlite:
        return None
    databases: Databases = request.getfixturevalue("postgres_databases")
    url = databases.fresh(tmp_path)
    emptied = Store(url)
    with emptied.write() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    emptied.close()
    return url


@pytest.fixture
def settings(tmp_path: Path, store: Store) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    url = store.url.render_as_string(hide_password=False)
    return Settings(home=home, database_url=url, secret_key="a-secret-for-tests-only-0123456789")


@pytest.fixture
def installation(store: Store, cast: Cast, settings: Settings) -> Store:
    new = NewCampaign(
        root_unit_id=cast.county.id, code="june", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    with store.write() as session:
        campaign = open_campaign(session, new, now=OPENING)
        entries = [
            ledger.Entry(
                campaign_id=campaign.id, unit_id=cast.town.id, kind="lecture", measure=ledger.Measure.ATTENDANCE,
                occurred_at=OPENING, day=date(2026, 6, 16), recorded_at=OPENING, source=ledger.Source.IMPORT,
                source_table="test", source_id=number, actor="system",
            )
            for number in range(50)
        ]  # fmt: skip
        ledger.append_many(session, entries)
        audit.record(
            session, actor=cast.alice.actor, action="campaign.open", object_type="campaign", object_id=str(campaign.id),
            unit_id=cast.county.id, detail={"title": "安全生产月"}, now=OPENING, key=settings.key_for("audit"),
        )  # fmt: skip
    ledger.seal(store, key=settings.key_for("ledger"), now=OPENING)
    return store
