"""Seals: whoever changes an old entry behind our back is found out."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from quizapp.db import Store
from quizapp.ledger import append, seal, verify
from tests.ledger.conftest import NOW, MakeEntry

KEY = b"k" * 32


@pytest.fixture
def sealed(store: Store, make_entry: MakeEntry) -> Store:
    for _ in range(3):
        with store.write() as session:
            for _ in range(4):
                append(session, make_entry())
        seal(store, key=KEY, now=NOW)
    return store


def _tamper(store: Store, statement: str) -> None:
    """As somebody with the database password would: switch the triggers off, change, switch them on."""
    with store.write() as session:
        if store.is_sqlite:
            for name in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER ledger_entry_no_{name}"))
        else:
            session.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER ALL"))
        session.execute(text(statement))


def test_it_works(sealed: Store) -> None:
    with sealed.read() as session:
        found = verify(session, key=KEY)
    assert found.is_ok
    assert (found.seals, found.entries, found.unsealed) == (3, 12, 0)
    assert seal(sealed, key=KEY, now=NOW) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET quantity = 2 WHERE id = (SELECT min(id) + 5 FROM ledger_entry)",
        "UPDATE ledger_entry SET actor = 'staff:9' WHERE id = (SELECT min(id) FROM ledger_entry)",
        "UPDATE ledger_entry SET occurred_at = recorded_at, day = '2026-06-17' WHERE id = (SELECT max(id) FROM ledger_entry)",
        "DELETE FROM ledger_entry WHERE id = (SELECT min(id) + 4 FROM ledger_entry)",
    ],
)
def test_each_change_to_an_entry_is_named(sealed: Store, statement: str) -> None:
    _tamper(sealed, statement)
    with sealed.read() as session:
        found = verify(session, key=KEY)
    assert len(found.problems) == 1
    assert "were changed" in found.problems[0]


def test_another_key_cannot_seal(sealed: Store) -> None:
    with sealed.read() as session:
        assert len(verify(session, key=b"x" * 32).problems) == 3


def test_new_entries_are_told_as_not_sealed_yet(sealed: Store, make_entry: MakeEntry) -> None:
    with sealed.write() as session:
        append(session, make_entry())
    with sealed.read() as session:
        assert verify(session, key=KEY).unsealed == 1
