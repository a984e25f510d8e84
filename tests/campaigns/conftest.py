"""A running month, and a phone that can register."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from quizapp.db import Store
from quizapp.people import Person
from tests.support.cast import Cast
from tests.support.month import Month, open_month
from tests.support.visitor import Visitor


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    """东明县's campaign, /c/dm2026."""
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def register(client: Visitor, month: Month, store: Store) -> Callable[..., Person]:
    """Fill in the form on the client's phone; the person that came of it."""

    def fill(name: str = "王桂兰", unit: str = "hongxing", on: Visitor = client, **fields: str) -> Person:
        data = {"name": name, "unit": unit, "consent": "y", "do": "save"} | fields
        answer = on.post(f"/c/{month.code}/me", data=data)
        assert answer.status_code == 303, answer.text
        with store.read() as session:
            return session.scalars(select(Person).order_by(Person.id.desc())).first() or pytest.fail("nobody")

    return fill
