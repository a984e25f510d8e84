"""What may be written to the ledger, and what may never happen to it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.errors import Invalid, NotFound
from quizapp.ledger import LedgerEntry, Measure, append, append_many, reverse, reverse_record, standing
from quizapp.ledger.service import _row
from tests.ledger.conftest import NOW, MakeEntry

pytestmark = pytest.mark.processes


def _quantities(session: Session) -> list[int]:
    return list(session.scalars(select(LedgerEntry.quantity).order_by(LedgerEntry.id)))


def test_it_works(store: Store, make_entry: MakeEntry) -> None:
    with store.write() as session:
        first = append(session, make_entry())
        second = append(session, make_entry(tags=("sector:fire", "delivery:online")))
    assert first is not None
    assert second is not None
    assert second > first
    with store.read() as session:
        assert session.get_one(LedgerEntry, second).tags == " delivery:online sector:fire "


def test_a_record_counts_exactly_once(store: Store, make_entry: MakeEntry) -> None:
    entry = make_entry()
    for expected in (True, False, False):
        with store.write() as session:
            assert (append(session, entry) is not None) is expected
    with store.write() as session:
        append_many(session, [entry, make_entry()])
    with store.read() as session:
        assert _quantities(session) == [1, 1]


def test_sixty_four_retries_at_once_leave_one_entry(store: Store, make_entry: MakeEntry) -> None:
    entry, made = make_entry(), []
    gate = threading.Barrier(16)

    def work() -> None:
        gate.wait()
        for _ in range(4):
            with store.write() as session:
                made.append(append(session, entry))

    _run(16, work)
    assert len(made) == 64
    assert sum(each is not None for each in made) == 1


def test_without_the_guard_the_same_retries_double(store: Store, make_entry: MakeEntry) -> None:
    """The twin: a plain insert after a look, with the constraint gone, doubles; the guard is what prevents it."""
    _drop_guard(store)
    row, gate = _row(make_entry()), threading.Barrier(16)

    def work() -> None:
        with store.read() as session:
            known = session.scalar(select(LedgerEntry.id).where(LedgerEntry.source_id == row["source_id"]))
        gate.wait()
        if known is None:
            with store.write() as session:
                session.execute(insert(LedgerEntry).values(row))

    _run(16, work)
    with store.read() as session:
        assert len(_quantities(session)) == 16


def _drop_guard(store: Store) -> None:
    with store.write() as session:
        if store.is_sqlite:
            session.execute(text("CREATE TABLE copy AS SELECT * FROM ledger_entry"))
            session.execute(text("DROP TABLE ledger_entry"))
            session.execute(text("CREATE TABLE ledger_entry AS SELECT * FROM copy"))
        else:
            session.execute(text("ALTER TABLE ledger_entry DROP CONSTRAINT uq_ledger_entry_source"))


def _run(number: int, work: object) -> None:
    threads = [threading.Thread(target=work) for _ in range(number)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("statement", [update(LedgerEntry).values(quantity=5), delete(LedgerEntry)])
def test_entries_are_never_changed_or_deleted(store: Store, make_entry: MakeEntry, statement: object) -> None:
    with store.write() as session:
        append(session, make_entry())
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(statement)  # type: ignore[call-overload]
    with store.read() as session:
        assert _quantities(session) == [1]


@pytest.mark.postgresql_only
def test_the_table_cannot_be_emptied_either(store: Store) -> None:
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(text("TRUNCATE ledger_entry CASCADE"))


@pytest.mark.parametrize(
    "wrong", [{"quantity": 0}, {"measure": "people"}, {"source": "rumour"}, {"tags": "unframed"}, {"reverses_id": 1}]
)
def test_lines_that_mean_nothing_are_refused_by_the_database(
    store: Store, make_entry: MakeEntry, wrong: dict[str, object]
) -> None:
    with store.write() as session:
        append(session, make_entry())
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(insert(LedgerEntry).values(_row(make_entry()) | wrong))


def test_a_correction_is_a_reversing_entry_with_a_reason(store: Store, make_entry: MakeEntry) -> None:
    with store.write() as session:
        entry_id = append(session, make_entry(quantity=7))
        assert entry_id is not None
        reverse_id = reverse(session, entry_id, reason="重复登记", actor="staff:2", now=NOW)
        assert reverse_id is not None
    with store.read() as session:
        correction = session.get_one(LedgerEntry, reverse_id)
        assert (correction.quantity, correction.reverses_id, correction.reason) == (-7, entry_id, "重复登记")
        assert standing(session, "attendance", 1) == []


def test_a_correction_happens_once_needs_a_reason_and_is_final(store: Store, make_entry: MakeEntry) -> None:
    with store.write() as session:
        entry_id = append(session, make_entry())
        assert entry_id is not None
        with pytest.raises(Invalid):
            reverse(session, entry_id, reason="  ", actor="staff:2", now=NOW)
        first = reverse(session, entry_id, reason="误点", actor="staff:2", now=NOW)
        assert first is not None
        assert reverse(session, entry_id, reason="误点", actor="staff:2", now=NOW) is None
        with pytest.raises(Invalid):
            reverse(session, first, reason="反悔", actor="staff:2", now=NOW)
        with pytest.raises(NotFound):
            reverse(session, 999, reason="误点", actor="staff:2", now=NOW)


def test_taking_a_record_back_reverses_all_its_measures_once(store: Store, make_entry: MakeEntry) -> None:
    with store.write() as session:
        append(session, make_entry(source_id=5))
        append(session, make_entry(source_id=5, measure=Measure.SESSION_HELD))
        assert reverse_record(session, "attendance", 5, reason="取消", actor="system", now=NOW) == 2
        assert reverse_record(session, "attendance", 5, reason="取消", actor="system", now=NOW) == 0
