"""Work given as a function keeps the writer's promises, whoever's turn runs it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.db.group_commit import GroupWriter
from quizapp.errors import Unavailable

_WHO: ContextVar[int] = ContextVar("who")


@pytest.fixture
def table(store: Store) -> Store:
    identity = "" if store.is_sqlite else " GENERATED ALWAYS AS IDENTITY"
    with store.write() as session:
        session.execute(text(f"CREATE TABLE t (id INTEGER{identity} PRIMARY KEY, v INTEGER UNIQUE)"))
    return store


def _writer(store: Store) -> GroupWriter:
    writer = store._writer or store._batches
    assert writer is not None
    return writer


def _values(store: Store) -> set[int]:
    with store.read() as session:
        return set(session.execute(text("SELECT v FROM t")).scalars())


def _inserting(value: int) -> Callable[[Session], int]:
    def work(session: Session) -> int:
        session.execute(text("INSERT INTO t (v) VALUES (:v)"), {"v": value})
        return value

    return work


def _at_once(number: int, work: Callable[[int], int]) -> list[Future[int]]:
    gate = threading.Barrier(number)

    def started_together(index: int) -> int:
        gate.wait()
        return work(index)

    with ThreadPoolExecutor(number) as pool:
        return [pool.submit(started_together, index) for index in range(number)]


def test_it_works(table: Store) -> None:
    assert table.retrying(_inserting(7)) == 7
    assert _values(table) == {7}


def test_everybody_gets_his_own_answer_and_many_share_a_commit(table: Store) -> None:
    commits: list[int] = []
    event.listen(_writer(table)._engine, "commit", lambda _connection: commits.append(1))
    done = _at_once(64, lambda index: table.retrying(_inserting(index)))
    assert [each.result() for each in done] == list(range(64))
    assert _values(table) == set(range(64))
    assert len(commits) < 48


def test_an_error_reaches_only_its_owner(table: Store) -> None:
    done = _at_once(40, lambda index: table.retrying(_inserting(index // 2)))
    failed = [each.exception() for each in done if each.exception() is not None]
    assert [type(each) for each in failed] == [IntegrityError] * 20
    assert _values(table) == set(range(20))


def test_nobody_is_answered_before_the_commit(table: Store) -> None:
    writer, original = _writer(table), GroupWriter._close

    def failing(self: GroupWriter, group: object, *, lost: bool = False) -> None:
        original(self, group, lost=True)  # type: ignore[arg-type]

    writer._close = failing.__get__(writer)  # type: ignore[method-assign]
    done = _at_once(8, lambda index: table.retrying(_inserting(index)))
    del writer._close
    assert {type(each.exception()) for each in done} == {Unavailable}
    assert _values(table) == set()
    assert table.retrying(_inserting(99)) == 99


def test_blocks_and_functions_wait_for_each_other(table: Store) -> None:
    def either(index: int) -> int:
        if index % 2:
            return table.retrying(_inserting(index))
        with table.write() as session:
            return _inserting(index)(session)

    done = _at_once(60, either)
    assert sorted(each.result() for each in done) == list(range(60))
    assert _values(table) == set(range(60))


def test_work_sees_the_context_of_its_owner(table: Store) -> None:
    def work(index: int) -> int:
        _WHO.set(index)
        return table.retrying(lambda session: _inserting(_WHO.get())(session))

    done = _at_once(32, work)
    assert [each.result() for each in done] == list(range(32))


@pytest.mark.sqlite_only
def test_writing_inside_of_work_is_refused_instead_of_waiting_for_ever(table: Store) -> None:
    def work(_session: Session) -> None:
        with table.write():
            pass

    with pytest.raises(RuntimeError):
        table.retrying(work)
    assert table.retrying(_inserting(1)) == 1
