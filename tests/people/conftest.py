"""A campaign of the cast's county and a vault."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.kit.vault import Vault
from tests.support.cast import Cast
from tests.support.clock import OPENING


@pytest.fixture
def campaign_id(store: Store, cast: Cast) -> int:
    new = NewCampaign(
        root_unit_id=cast.county.id, code="june", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    with store.write() as session:
        return open_campaign(session, new, now=OPENING).id


@pytest.fixture
def vault() -> Vault:
    return Vault(b"v" * 32)
