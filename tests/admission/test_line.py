"""Numbers on both databases: given out in order, never twice, called as far as there are any, kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.admission import AdmissionLine, Line, Reach
from quizapp.admission import line as line_module
from quizapp.db import Store

CROWD = 32


def test_numbers_begin_at_one_and_are_called_as_far_as_there_are_any(store: Store) -> None:
    line = Line(store)
    assert line.look() == Reach(0, 0)
    assert [line.take()[0] for _ in range(3)] == [1, 2, 3]
    assert line.call(2) == Reach(3, 2)
    assert line.call(50) == Reach(3, 3)
    assert not line.look().waits


def test_they_outlive_whoever_gave_them(store: Store) -> None:
    Line(store).take()
    assert Line(store).take()[0] == 2, "another process, or the same one after it died"


def taken_together(store: Store) -> list[int]:
    """Numbers that many threads of two processes got at one instant."""
    lines, ready = (Line(store), Line(store)), Barrier(CROWD)

    def one(number: int) -> int:
        ready.wait()
        return lines[number % 2].take()[0]

    with ThreadPoolExecutor(CROWD) as pool:
        return sorted(pool.map(one, range(CROWD)))


def test_no_number_is_given_out_twice(store: Store) -> None:
    assert taken_together(store) == list(range(1, CROWD + 1))


@pytest.mark.postgresql_only
def test_numbers_and_answers_do_not_wait_for_each_other(store: Store) -> None:
    """On PostgreSQL answers share transactions: in one of them the line's row would be locked until it ends."""
    line, answering, numbered = Line(store), Event(), Event()
    line.take()

    def answer(_session: Session) -> bool:
        answering.set()
        return numbered.wait(20)

    with ThreadPoolExecutor(2) as pool:
        answered = pool.submit(store.retrying, answer)
        assert answering.wait(20)
        pool.submit(lambda: (line.take(), line.call(1), numbered.set())).result()
        assert answered.result(), "the numbers came while the answers' transaction was open"


@pytest.mark.postgresql_only
def test_twin_that_reads_and_writes_gives_numbers_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same checker sees what happens without the one statement."""
    both = Barrier(2)
    Line(store).take()

    def careless(session, **_values):  # type: ignore[no-untyped-def]
        issued = session.scalar(select(AdmissionLine.issued))
        both.wait(5)
        session.execute(update(AdmissionLine).values(issued=issued + 1))
        return Reach(issued + 1, 0)

    monkeypatch.setattr(line_module, "_change", careless)
    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(lambda line: line.take()[0], (Line(store), Line(store))))
    assert numbers == [2, 2]


def test_an_error_reaches_each_who_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(store)

    def broken(*_args: object, **_named: object) -> Reach:
        raise RuntimeError("no database")

    with monkeypatch.context() as patched:
        patched.setattr(line_module, "_change", broken)
        with pytest.raises(RuntimeError):
            line.take()
    assert line.take()[0] == 1, "the next one is not held up by it"
