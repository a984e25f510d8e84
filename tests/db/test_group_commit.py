"""The writer promises: acknowledged means durable, undone means gone, and many share one commit."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from quizapp.db import Store
from quizapp.db.group_commit import GroupWriter
from quizapp.errors import Unavailable

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def table(store: Store) -> Store:
    with store.write() as session:
        session.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER UNIQUE)"))
    return store


def _count(store: Store) -> int:
    with store.read() as session:
        return session.execute(text("SELECT count(*) FROM t")).scalar_one()


def _insert(store: Store, value: int) -> None:
    with store.write() as session:
        session.execute(text("INSERT INTO t (v) VALUES (:v)"), {"v": value})


def _in_threads(number: int, work: Callable[[int], None]) -> list[BaseException]:
    failures: list[BaseException] = []

    def guarded(index: int) -> None:
        try:
            work(index)
        except BaseException as error:  # noqa: BLE001 - the test looks at them
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_it_works(table: Store) -> None:
    _insert(table, 1)
    assert _count(table) == 1


def test_an_exception_undoes_only_its_own_transaction(table: Store) -> None:
    def work(index: int) -> None:
        with table.write() as session:
            session.execute(text("INSERT INTO t (v) VALUES (:v)"), {"v": index})
            if index % 3 == 0:
                raise ValueError(index)

    failures = _in_threads(30, work)
    assert {type(each) for each in failures} == {ValueError}
    assert _count(table) == 20


def test_a_broken_constraint_reaches_only_the_one_who_broke_it(table: Store) -> None:
    failures = _in_threads(40, lambda index: _insert(table, index // 2))
    assert [type(each) for each in failures] == [IntegrityError] * 20
    assert _count(table) == 20


def test_transactions_that_wait_together_share_commits(table: Store) -> None:
    """64 writers, far fewer commits: proof that the group forms at all."""
    assert table._writer is not None
    commits = []
    engine = table._writer._engine
    event.listen(engine, "commit", lambda _connection: commits.append(1))
    gate = threading.Barrier(64)

    def work(index: int) -> None:
        gate.wait()
        _insert(table, index)

    assert _in_threads(64, work) == []
    assert _count(table) == 64
    assert len(commits) < 48


def test_nobody_is_answered_before_the_commit(table: Store) -> None:
    """When the commit fails, every transaction of the group hears of it, and none of its rows stay."""
    assert table._writer is not None
    writer = table._writer
    original = GroupWriter._close
    gate = threading.Barrier(8)

    def failing(self: GroupWriter, group: object, *, lost: bool = False) -> None:
        original(self, group, lost=True)  # type: ignore[arg-type]

    def work(index: int) -> None:
        gate.wait()
        _insert(table, index)

    writer._close = failing.__get__(writer)  # type: ignore[method-assign]
    failures = _in_threads(8, work)
    del writer._close
    assert [type(each) for each in failures] == [Unavailable] * 8
    assert _count(table) == 0
    _insert(table, 99)
    assert _count(table) == 1


def test_a_full_disk_is_said_and_heals(table: Store) -> None:
    """SQLite ends the transaction by itself on a full disk; what came before is not acknowledged either."""
    with table.write() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages + 2}"))
    with pytest.raises(Unavailable):
        _insert_more_than_fits(table)
    assert _count(table) == 0
    _insert(table, 1)
    assert _count(table) == 1


def _insert_more_than_fits(store: Store) -> None:
    with store.write() as session:
        session.execute(text("INSERT INTO t (v) VALUES (1)"))
        session.execute(text("CREATE TABLE filler AS SELECT randomblob(200000) AS b"))


def test_writing_inside_a_write_is_refused_instead_of_waiting_for_ever(table: Store) -> None:
    with table.write(), pytest.raises(RuntimeError), table.write():
        pass


def test_readers_cannot_write(table: Store) -> None:
    with pytest.raises(Unavailable), table.read() as session:
        session.execute(text("INSERT INTO t (v) VALUES (1)"))


def test_a_wrong_statement_is_our_fault_and_not_the_disks(table: Store) -> None:
    with pytest.raises(OperationalError, match="no such column"), table.write() as session:
        session.execute(text("SELECT absent FROM t"))
