"""A thousand tamperings, a thousand named. Triggers are taken away first: the attacker owns the database, not the key."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert, select, text, update
from sqlalchemy.orm import Session

from quizapp.audit import Anchor, Damage, Problem, read_head, verify
from quizapp.audit.chain import Content, canonical_json, digest_of, link, sign_head
from quizapp.audit.ddl import downgrade_statements
from quizapp.audit.models import AuditEntry, AuditHead
from quizapp.db import Store
from tests.audit.test_record import KEY, write
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.gate import Shown, Within, size

ENTRIES = 30
LONG = size(2_000, done=100_000)
Named = tuple[int, set[Damage]]


@contextmanager
def unguarded(store: Store) -> Iterator[Connection]:
    """A connection of someone who owns the database: no triggers, no query guard."""
    engine = create_engine(store.url)
    try:
        with engine.begin() as connection:
            for statement in downgrade_statements(connection.dialect.name):
                connection.exec_driver_sql(statement)
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@pytest.fixture
def filled(store: Store, cast: Cast, clock: FakeClock) -> Store:
    """A log of thirty entries, some with personal data."""
    for number in range(ENTRIES):
        clock.advance(minutes=1)
        personal = {"name": f"张{number}"} if number % 3 == 0 else None
        write(store, cast, clock, object_id=str(number), detail={"n": number}, personal=personal)
    return store


def _flip(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << dice.randrange(8))]) + raw[at + 1 :]


def _change_bytes(connection: Connection, dice: random.Random) -> Named:
    """One bit of a stored hash."""
    position, column = dice.randint(1, ENTRIES), dice.choice(["digest", "mac"])
    row = connection.execute(select(AuditEntry.digest, AuditEntry.mac).where(AuditEntry.position == position)).one()
    changed = _flip(dice, getattr(row, column))
    connection.execute(update(AuditEntry).where(AuditEntry.position == position).values({column: changed}))
    return position, {Damage.CHANGED, Damage.UNLINKED, Damage.MOVED, Damage.HEAD_CHANGED}


def _change_row(connection: Connection, dice: random.Random) -> Named:
    """What an entry says."""
    position = dice.randint(1, ENTRIES)
    row = connection.execute(select(AuditEntry.at).where(AuditEntry.position == position)).one()
    change: dict[str, Any] = dice.choice([
        {"actor_name": "Nobody"}, {"actor_id": None}, {"action": "contest.close"}, {"object_id": "999"},
        {"object_type": "unit"}, {"unit_id": None}, {"detail": '{"n":1000}'}, {"personal_digest": b"x" * 32},
        {"at": row.at + timedelta(microseconds=1)}, {"at": row.at - timedelta(days=400)},
    ])  # fmt: skip
    connection.execute(update(AuditEntry).where(AuditEntry.position == position).values(change))
    return position, {Damage.CHANGED}


def _change_personal(connection: Connection, dice: random.Random) -> Named:
    position = 1 + 3 * dice.randrange(ENTRIES // 3)
    change: dict[str, Any] = dice.choice([{"personal": '{"name":"Zhao"}'}, {"personal_salt": b"y" * 16}])
    connection.execute(update(AuditEntry).where(AuditEntry.position == position).values(change))
    return position, {Damage.PERSONAL_CHANGED}


def _swap_rows(connection: Connection, dice: random.Random) -> Named:
    """Two genuine entries trade places, hashes and all."""
    first, second = sorted(dice.sample(range(1, ENTRIES + 1), 2))
    for old, new in ((first, 999_999), (second, first), (999_999, second)):
        connection.exec_driver_sql(f"UPDATE audit_entry SET position = {new} WHERE position = {old}")
    return first, {Damage.MOVED}


def _remove_row(connection: Connection, dice: random.Random) -> Named:
    position = dice.randint(1, ENTRIES - 1)
    connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE position = {position}")
    return position, {Damage.MISSING}


def _cut_tail(connection: Connection, dice: random.Random) -> Named:
    position = dice.randint(2, ENTRIES)
    connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE position >= {position}")
    return position, {Damage.TAIL_CUT}


def _cut_tail_and_head(connection: Connection, dice: random.Random) -> Named:
    """The tail is cut and the head made to fit, without the key."""
    position = dice.randint(2, ENTRIES)
    connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE position >= {position}")
    last = connection.execute(select(AuditEntry.mac).where(AuditEntry.position == position - 1)).scalar_one()
    connection.execute(update(AuditHead).values(count=position - 1, last_mac=last))
    return 0, {Damage.HEAD_CHANGED}


def _add_row(connection: Connection, dice: random.Random) -> Named:
    """A copy of a genuine entry at the end."""
    source = dice.randint(1, ENTRIES)
    columns = ", ".join(column.name for column in AuditEntry.__table__.columns if column.name != "position")
    connection.exec_driver_sql(
        f"INSERT INTO audit_entry (position, {columns}) SELECT {ENTRIES + 1}, {columns} FROM audit_entry WHERE position = {source}"
    )
    return ENTRIES + 1, {Damage.MOVED, Damage.ADDED}


def _change_head(connection: Connection, dice: random.Random) -> Named:
    count, mac, last_mac = connection.execute(select(AuditHead.count, AuditHead.mac, AuditHead.last_mac)).one()
    change: dict[str, Any] = dice.choice([
        {"count": count + 1}, {"mac": _flip(dice, mac)}, {"last_mac": _flip(dice, last_mac)},
        {"count": 0, "mac": b"", "last_mac": b""},
    ])  # fmt: skip
    connection.execute(update(AuditHead).values(change))
    return (1, {Damage.ADDED}) if change.get("mac") == b"" else (0, {Damage.HEAD_CHANGED})


TAMPERINGS: tuple[Callable[[Connection, random.Random], Named], ...] = (
    _change_bytes, _change_row, _change_personal, _swap_rows, _remove_row, _cut_tail, _cut_tail_and_head, _add_row,
    _change_head,
)  # fmt: skip


def _try_tamperings(store: Store, rounds: int) -> None:
    dice = random.Random(16)
    with unguarded(store) as connection:
        for number in range(rounds):
            tamper = TAMPERINGS[number % len(TAMPERINGS)]
            undo = connection.begin_nested()
            position, damages = tamper(connection, dice)
            found = _problems(connection)
            undo.rollback()
            named = [problem for problem in found if problem.position == position and problem.damage in damages]
            assert named, f"round {number}: {tamper.__name__} at {position} was told as {found}"
        assert not _problems(connection), "every tampering was undone"


def _problems(connection: Connection) -> tuple[Problem, ...]:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        return verify(session, KEY).problems


@pytest.mark.sqlite_only
def test_a_thousand_tamperings_are_named(filled: Store, shown: Shown) -> None:
    _try_tamperings(filled, 1_000)
    shown(9, "tamperings of the log named", 1_000, asked=1_000)


@pytest.mark.postgresql_only
def test_tamperings_are_named_on_postgresql(filled: Store) -> None:
    _try_tamperings(filled, 10 * len(TAMPERINGS))


def test_an_anchor_shows_a_chain_that_was_rewritten_with_the_key(filled: Store, cast: Cast, clock: FakeClock) -> None:
    with filled.read() as session:
        printed = read_head(session)
        assert verify(session, KEY, anchor=printed).ok
    write(filled, cast, clock)
    with filled.read() as session:
        assert verify(session, KEY, anchor=printed).ok, "the log may grow after it was printed"
        other = Anchor(count=printed.count, mac=b"z" * 32)
        assert [problem.damage for problem in verify(session, KEY, anchor=other).problems] == [Damage.ANCHOR_DIFFERS]
        later = Anchor(count=printed.count + 5, mac=printed.mac)
        assert [problem.damage for problem in verify(session, KEY, anchor=later).problems] == [Damage.ANCHOR_DIFFERS]


def test_entries_are_read_in_a_few_statements_and_little_memory(store: Store, cast: Cast, clock: FakeClock) -> None:
    def cost() -> tuple[int, int, int]:
        with statement_counter(store) as sent, store.read() as session:
            tracemalloc.start()
            outcome = verify(session, KEY)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert outcome.ok
        return outcome.checked, len(sent), peak

    last_mac = _write_many(store, cast, clock, range(1, 10_001))
    few = cost()
    _write_many(store, cast, clock, range(10_001, 30_001), last_mac)
    many = cost()
    assert (few[0], many[0]) == (10_000, 30_000)
    assert many[1] == few[1] <= 4, (few, many)
    assert many[2] < few[2] + 3_000_000, (few, many)


def test_a_long_log_is_proved_and_one_changed_row_in_it_is_named(
    store: Store, cast: Cast, clock: FakeClock, within: Within, shown: Shown
) -> None:
    _write_many(store, cast, clock, range(1, LONG + 1))
    with store.read() as session, within(9, "a log of that length proved, the slower database", 5.0):
        outcome = verify(session, KEY)
    assert (outcome.ok, outcome.checked) == (True, LONG)
    changed = LONG // 2
    with unguarded(store) as connection:
        connection.execute(update(AuditEntry).where(AuditEntry.position == changed).values(actor_name="Nobody"))
        assert _problems(connection) == (Problem(position=changed, damage=Damage.CHANGED),)
    shown(9, f"entries of one log proved on {store.url.get_backend_name()}", LONG, asked=100_000)


def _write_many(store: Store, cast: Cast, clock: FakeClock, positions: range, previous: bytes = b"") -> bytes:
    """The last code of a genuine piece of chain, inserted in one go."""
    rows = []
    for position in positions:
        content = Content(
            at=clock(), actor_id=cast.alice.id, actor_name="Alice", action="contest.open", object_type="contest",
            object_id=str(position), unit_id=cast.town.id, detail=canonical_json({"n": position}), personal_digest=None,
        )  # fmt: skip
        digest = digest_of(content, KEY)
        previous = link(position, digest, previous, KEY)
        fields = {name: getattr(content, name) for name in Content.__dataclass_fields__}
        rows.append({"position": position, "digest": digest, "mac": previous, **fields})
    with store.write() as session:
        session.execute(insert(AuditEntry), rows)
        count = positions[-1]
        head = {"count": count, "last_mac": previous, "mac": sign_head(count, previous, KEY)}
        session.execute(update(AuditHead).values(head))
    return previous


def test_the_head_row_is_there_from_the_start(store: Store) -> None:
    with store.read() as session:
        assert session.execute(text("SELECT count FROM audit_head")).scalar_one() == 0
