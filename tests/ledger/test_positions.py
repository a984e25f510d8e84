"""A position never hides an entry that commits late."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text

from quizapp.db import Store
from quizapp.ledger import LedgerEntry, append, latest_position, roll_up, safe_position
from tests.ledger.conftest import MakeEntry


def _slow_append(store: Store, make_entry: MakeEntry, has_id: threading.Event, may_commit: threading.Event) -> None:
    with store.write() as session:
        append(session, make_entry())
        has_id.set()
        may_commit.wait(10)


@pytest.mark.postgresql_only
def test_a_safe_position_waits_for_entries_on_their_way(store: Store, make_entry: MakeEntry) -> None:
    has_id, may_commit = threading.Event(), threading.Event()
    slow = threading.Thread(target=_slow_append, args=(store, make_entry, has_id, may_commit))
    slow.start()
    assert has_id.wait(10)
    with store.write() as session:
        append(session, make_entry())  # a higher id, committed first
    positions: list[int] = []

    def take() -> None:
        with store.write() as session:
            positions.append(safe_position(session))

    taking = threading.Thread(target=take)
    taking.start()
    taking.join(0.3)
    assert positions == []  # it waits
    may_commit.set()
    slow.join()
    taking.join(10)
    with store.read() as session:
        assert positions == [session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id.desc())).first()]
        assert len(session.scalars(select(LedgerEntry.id).where(LedgerEntry.id <= positions[0])).all()) == 2


@pytest.mark.postgresql_only
def test_without_the_lock_a_position_hides_the_late_one(store: Store, make_entry: MakeEntry) -> None:
    """The twin: take the highest visible id instead, and the figure at that position changes afterwards."""
    has_id, may_commit = threading.Event(), threading.Event()
    slow = threading.Thread(target=_slow_append, args=(store, make_entry, has_id, may_commit))
    slow.start()
    assert has_id.wait(10)
    with store.write() as session:
        append(session, make_entry())
    with store.read() as session:
        position = latest_position(session)
        before = len(session.scalars(select(LedgerEntry.id).where(LedgerEntry.id <= position)).all())
    may_commit.set()
    slow.join()
    with store.read() as session:
        after = len(session.scalars(select(LedgerEntry.id).where(LedgerEntry.id <= position)).all())
    assert (before, after) == (1, 2)


def test_rolling_up_twice_at_once_adds_nothing_twice(store: Store, make_entry: MakeEntry) -> None:
    with store.write() as session:
        for _ in range(20):
            append(session, make_entry())
    threads = [threading.Thread(target=roll_up, args=(store,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert session.execute(text("SELECT sum(quantity) FROM ledger_total")).scalar_one() == 20
