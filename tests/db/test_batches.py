"""Short work that shares a transaction on PostgreSQL: nobody waits behind a lock, nobody meets a lost line twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from quizapp.db import Store, batches
from quizapp.errors import Unavailable
from tests.support.patience import PATIENCE_S, wait_until

pytestmark = pytest.mark.postgresql_only
_ROWS = 8


@pytest.fixture
def rows(store: Store) -> Store:
    with store.write() as session:
        session.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"))
        session.execute(text(f"INSERT INTO t SELECT i, 0 FROM generate_series(1, {_ROWS}) i"))
    return store


def _add(session: Session, *ids: int) -> None:
    for each in ids:
        session.execute(text("UPDATE t SET n = n + 1 WHERE id = :id"), {"id": each})


def _numbers(store: Store) -> list[int]:
    with store.read() as session:
        return list(session.execute(text("SELECT n FROM t ORDER BY id")).scalars())


def _is_waited_for(store: Store) -> bool:
    with store.read() as session:
        return session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one() > 0


@contextmanager
def _one_row_taken(store: Store) -> Iterator[Callable[[], None]]:
    """Row 1 belongs to somebody else until he is told to let go, at the latest with the block."""
    ends, has_it = threading.Event(), threading.Event()

    def hold() -> None:
        with store.write() as session:
            _add(session, 1)
            has_it.set()
            ends.wait(PATIENCE_S)

    holder = threading.Thread(target=hold)
    holder.start()
    has_it.wait(PATIENCE_S)
    try:
        yield ends.set
    finally:
        ends.set()
        holder.join()


def _ask(pool: ThreadPoolExecutor, store: Store) -> tuple[Future[None], list[Future[None]]]:
    """One who wants the row that is taken, and once he waits seven who want others."""
    unlucky = pool.submit(store.retrying, partial(_add_one, 1))
    wait_until(lambda: _is_waited_for(store), "somebody who waits for the row")
    return unlucky, [pool.submit(store.retrying, partial(_add_one, each)) for each in range(2, _ROWS + 1)]


def _add_one(each: int, session: Session) -> None:
    _add(session, each)


def test_nobody_waits_behind_one_who_waits_for_a_lock(rows: Store) -> None:
    with ThreadPoolExecutor(_ROWS) as pool, _one_row_taken(rows) as let_go:
        unlucky, others = _ask(pool, rows)
        assert not wait(others, timeout=PATIENCE_S).not_done
        assert not unlucky.done()
        let_go()
        unlucky.result(PATIENCE_S)
    assert _numbers(rows) == [2] + [1] * (_ROWS - 1)


def test_twin_that_waits_in_the_group_keeps_all_of_them(rows: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_PATIENCE_MS", 0)  # PostgreSQL's word for: as long as it takes
    with ThreadPoolExecutor(_ROWS) as pool, _one_row_taken(rows) as let_go:
        _unlucky, others = _ask(pool, rows)
        assert not wait(others, timeout=0.5).done
        let_go()
        wait(others, timeout=PATIENCE_S)
    assert _numbers(rows) == [2] + [1] * (_ROWS - 1)


def test_groups_that_want_the_same_rows_crosswise_both_get_them(rows: Store) -> None:
    """Each work takes rows in one order, a group takes them as works come: one of two groups waits in vain, its work goes alone."""
    other = Store(rows.url.render_as_string(hide_password=False))
    try:
        with ThreadPoolExecutor(16) as pool:
            ways = [(rows, (1,)), (other, (2,)), (rows, (2,)), (other, (1,)), (rows, (1, 2)), (other, (1, 2))] * 20
            done = [pool.submit(store.retrying, partial(_add_both, ids)) for store, ids in ways]
            for each in done:
                each.result(PATIENCE_S)
    finally:
        other.close()
    assert _numbers(rows)[:2] == [80, 80]


def _add_both(ids: tuple[int, ...], session: Session) -> None:
    _add(session, *ids)


def test_after_a_lost_line_nothing_is_half_done_and_the_next_is_served(rows: Store) -> None:
    def lose(session: Session) -> None:
        _add(session, 2)
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    rows.retrying(partial(_add_one, 3))
    with pytest.raises(Unavailable):
        rows.retrying(lose)
    rows.retrying(partial(_add_one, 3))
    assert _numbers(rows)[:3] == [0, 0, 2]


def test_a_line_that_died_unused_is_noticed(rows: Store) -> None:
    rows.retrying(partial(_add_one, 1))
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    with rows.write() as session:
        session.execute(text(others))
    rows.retrying(partial(_add_one, 1))
    assert _numbers(rows)[0] == 2
