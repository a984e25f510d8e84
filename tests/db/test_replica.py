"""Reading beside: on a real replica while it has everything, on the primary otherwise; and a primary that changes."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from quizapp.db import Store
from tests.support.replicated import Pair, running_pair

_IS_REPLICA = text("SELECT pg_is_in_recovery()")
_COUNT = text("SELECT count(*) FROM said")
_SAY = text("INSERT INTO said DEFAULT VALUES")
#: Longer than any test takes, and no time at all.
_EVER_S, _NEVER_S = 600.0, 0.0


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A primary and its synchronous replica, with a table."""
    with running_pair(synchronous=True) as made:
        made.one.ask("CREATE TABLE said (id bigserial PRIMARY KEY)")
        yield made


def _open(pair: Pair, *, lag_s: float) -> Store:
    return Store(pair.url, read_url=pair.two.url, read_lag_s=lag_s, pool_size=4)


def _say(store: Store) -> None:
    with store.write() as session:
        session.execute(_SAY)


def test_what_was_just_written_is_read_on_the_replica(pair: Pair) -> None:
    store = _open(pair, lag_s=_EVER_S)
    for told in range(1, 30):
        _say(store)
        with store.read_beside() as session:
            assert session.execute(_IS_REPLICA).scalar() is True
            assert session.execute(_COUNT).scalar() == told
    store.close()


def test_a_replica_that_is_behind_is_left_alone_and_tried_again(pair: Pair) -> None:
    now = 0.0
    store = _open(pair, lag_s=_NEVER_S)
    assert store._replica is not None
    store._replica._stopwatch = lambda: now
    pair.wait_until_replayed()
    pair.two.pause_replay()
    _say(store)
    with store.read_beside() as session:
        assert session.execute(_IS_REPLICA).scalar() is False
        assert session.execute(_COUNT).scalar() == 1
    pair.two.resume_replay()
    pair.wait_until_replayed()
    with store.read_beside() as session:
        assert session.execute(_IS_REPLICA).scalar() is False, "it rests"
    now = 11.0
    with store.read_beside() as session:
        assert session.execute(_IS_REPLICA).scalar() is True
        assert session.execute(_COUNT).scalar() == 1
    store.close()


def test_a_replica_that_is_away_is_left_alone(pair: Pair) -> None:
    pair.one.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
    store = _open(pair, lag_s=_EVER_S)
    with store.read_beside() as session:
        assert session.execute(_IS_REPLICA).scalar() is True
    pair.two.kill()
    with store.read_beside() as session:
        assert session.execute(_IS_REPLICA).scalar() is False
    store.close()


def test_the_replica_that_became_primary_is_read_as_one(pair: Pair) -> None:
    store = _open(pair, lag_s=_EVER_S)
    _say(store)
    pair.one.kill()
    pair.two.promote()
    _say(store)
    with store.read_beside() as session:
        assert session.execute(_COUNT).scalar() == 2
    store.close()


def test_a_line_that_leads_to_a_replica_is_dropped(pair: Pair) -> None:
    """A pooler keeps lines open while what is behind them changes. The engine that wants no primary is the twin."""
    wants, any_will_do = Store(pair.url), Store(pair.one.url)
    with psycopg.connect(pair.one.url) as primary, psycopg.connect(pair.two.url) as replica:
        assert [wants.engine.dialect.do_ping(line) for line in (primary, replica)] == [True, False]
        assert any_will_do.engine.dialect.do_ping(replica)
    wants.close()
    any_will_do.close()


def test_a_change_that_a_replica_refuses_means_a_lost_line(pair: Pair) -> None:
    """A reader's change is a fault of ours and must show; the engine that wants no primary is the twin."""
    wants, any_will_do = Store(pair.url), Store(pair.one.url)
    pair.wait_until_replayed()
    with psycopg.connect(pair.two.url) as replica:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction) as refused:
            replica.execute("INSERT INTO said DEFAULT VALUES")
        replica.rollback()
        is_lost = wants.engine.dialect.is_disconnect
        assert is_lost(refused.value, replica, None)
        assert not any_will_do.engine.dialect.is_disconnect(refused.value, replica, None)
        replica.read_only = True
        assert not is_lost(refused.value, replica, None)
    wants.close()
    any_will_do.close()
