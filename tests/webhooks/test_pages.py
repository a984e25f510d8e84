"""The console's page of webhooks."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from quizapp.db import Store
from quizapp.webhooks.models import WebhookTarget
from tests.support.cast import Cast
from tests.support.month import open_month
from tests.support.visitor import Visitor


@pytest.fixture(autouse=True)
def _month(store: Store, cast: Cast) -> None:
    with store.write() as session:
        open_month(session, cast)


def test_the_secret_is_shown_once(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.chen)
    form = {"name": "县平台", "url": "https://example.com/hook", "unit_id": cast.county.id, "types": ["checkin.exit"]}
    page = client.post("/console/webhooks", data=form).text
    found = re.search(r"[a-z2-9]{40}", page)
    assert found
    again = client.get("/console/webhooks").text
    assert "县平台" in again
    assert found[0] not in again
    with store.read() as session:
        kept = session.scalars(select(WebhookTarget)).one()
        assert found[0].encode() not in kept.secret_sealed
        assert kept.types == "checkin.exit"


def test_plain_http_and_units_of_others_are_refused(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    form = {"name": "平台", "url": "http://example.com/hook", "unit_id": cast.town.id}
    assert client.post("/console/webhooks", data=form).status_code == 422
    other = form | {"url": "https://example.com/hook", "unit_id": cast.sister_town.id}
    assert client.post("/console/webhooks", data=other).status_code == 422
    assert client.post("/console/webhooks", data=form | {"url": "https://example.com/hook"}).status_code == 200


def test_an_organizer_has_no_say_in_it(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    assert client.get("/console/webhooks").status_code == 403
