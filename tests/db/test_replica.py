"""Reading beside: on a real replica while it has everything, on the primary otherwise; and a primary that changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from quizapp.db import Store
from quizapp.errors import Unavailable
from tests.support.patience import wait_until
from tests.support.pooler import running_pooler
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


def test_a_line_whose_server_became_a_replica_is_dropped(pair: Pair) -> None:
    """A pooler keeps lines open while what is behind them changes: they would show the past and take no changes."""
    with running_pooler(pair.one.home) as pooler:
        store = Store(f"{pooler.url}&target_session_attrs=read-write", pool_size=1)
        _say(store)
        pair.wait_until_replayed()
        pooler.lead_to(pair.two.home)
        pooler.reload()
        for use in (_say, _count):
            with pytest.raises(Unavailable):
                use(store)
        pair.one.kill()
        pair.two.promote()
        wait_until(lambda: _says(store), "it does not find the new primary")
        assert _count(store) == 2
        store.close()


def test_a_change_that_a_replica_refuses_is_sent_again(pair: Pair) -> None:
    with running_pooler(pair.one.home) as pooler:
        store = Store(f"{pooler.url}&target_session_attrs=read-write", pool_size=1)
        with pytest.raises(Unavailable), store.write() as session:
            session.connection()  # the line has been looked at, nothing is begun
            pooler.lead_to(pair.two.home)
            pooler.reload()
            session.execute(_SAY)
        pair.one.kill()
        pair.two.promote()
        wait_until(lambda: _says(store), "it does not find the new primary")
        store.close()


def test_the_check_above_can_fail(pair: Pair) -> None:
    """The twin: an application that was not told to want a primary reads what the replica shows."""
    with running_pooler(pair.one.home) as pooler:
        store = Store(pooler.url, pool_size=1)
        _say(store)
        pair.wait_until_replayed()
        pooler.lead_to(pair.two.home)
        pooler.reload()
        assert _count(store) == 1
        store.close()


def _count(store: Store) -> int:
    with store.read() as session:
        return int(session.execute(_COUNT).scalar_one())


def _says(store: Store) -> bool:
    try:
        _say(store)
    except Unavailable:
        return False
    return True
