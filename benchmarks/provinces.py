"""The whole 64-field form of a province of 5,000 units, over ever more ledger entries, against a bare GROUP BY.

SQLite to a million entries; PostgreSQL to ten million, when ``--postgres`` names an empty database that may be filled.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Table, insert, text
from sqlalchemy.orm import Session

from benchmarks.reports import median_s
from benchmarks.table import Row
from quizapp.campaigns import NewCampaign, get_campaign, open_campaign
from quizapp.db import Store
from quizapp.db.migrate import upgrade
from quizapp.kit.periods import CUMULATIVE, Period, parse_period
from quizapp.ledger import LedgerEntry, roll_up
from quizapp.statistics import Form, build_report, get_form
from quizapp.units import Unit, get_unit

SQLITE_SIZES = (10_000, 100_000, 1_000_000)
POSTGRES_SIZES = (100_000, 1_000_000, 10_000_000)
#: Prefectures, counties of each, townships of each, villages of each: 1 + 10 + 100 + 800 + 4,089 = 5,000 units.
_SHAPE = (10, 10, 8)
UNITS = 5_000
_TAIL = 100
_NOW = datetime(2026, 6, 17, 9, 0, tzinfo=UTC)
_WEEK = parse_period("week:2026-06-17")
#: Seven of ten entries are papers of the contest, on every day; the others spread over all other rows of the form, on
#: two days a village and kind. A prime spreads them over the villages.
_FILL = """
INSERT INTO ledger_entry (campaign_id, unit_id, kind, measure, quantity, is_approximate, person_id, occurred_at, day,
    recorded_at, source, source_table, source_id, tags, actor, reason)
SELECT 1, :first + s.i * 7919 % :villages, w.kind, w.measure, 1, {false}, 1 + s.i % 900000, :now,
    {day}, :now, 'import', 'bench', s.i, w.tags, 'system', ''
FROM {series} s JOIN bench_word w ON w.number = CASE WHEN s.i % 10 < 7 THEN 0 ELSE 1 + s.i / 10 % :words END
"""
_OFFSET = "CASE WHEN w.number = 0 THEN s.i % 30 ELSE (s.i * 7919 % :villages + w.number * 3 + s.i % 2 * 11) % 30 END"
_DIALECT = {
    "sqlite": {
        "false": "0", "day": f"date('2026-06-01', '+' || ({_OFFSET}) || ' days')",
        "series": "(WITH RECURSIVE n(i) AS (SELECT :start UNION ALL SELECT i + 1 FROM n WHERE i < :upto - 1) SELECT i FROM n)",
    },
    "postgresql": {
        "false": "false", "day": f"DATE '2026-06-01' + CAST({_OFFSET} AS integer)",
        "series": "(SELECT generate_series(CAST(:start AS bigint), CAST(:upto AS bigint) - 1) AS i)",
    },
}  # fmt: skip
_BARE = "SELECT kind, measure, tags, sum(quantity) FROM ledger_entry WHERE campaign_id = 1 GROUP BY kind, measure, tags"


def measure(postgres_url: str = "") -> Iterator[Row]:
    """Milliseconds of one table (column p95 ms), medians of seven, and how many bare GROUP BYs fit into none of it."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        yield from _curve(Store(f"sqlite:///{Path(folder) / 'quizapp.db'}"), SQLITE_SIZES)
    if postgres_url:
        yield from _curve(Store(postgres_url), POSTGRES_SIZES)


def _curve(store: Store, sizes: tuple[int, ...]) -> Iterator[Row]:
    name = "SQLite" if store.is_sqlite else "PostgreSQL"
    try:
        upgrade(store)
        form = get_form("zhoushan_2021")
        villages = _build_world(store, form)
        start = 0
        for size in sizes:
            with _without_indexes(store):
                _fill(store, villages, start, size - _TAIL)
            roll_up(store, step=size)  # at once: what is measured is reading
            _fill(store, villages, size - _TAIL, size)  # what the roll-up has not seen
            start = size
            _settle(store)
            yield from _at(store, form, f"{name}, {size:,}")
    finally:
        store.close()


def _at(store: Store, form: Form, name: str) -> Iterator[Row]:
    bare_s = median_s(lambda: _group_by(store), repeats=3)
    for word, period in (("cumulative", CUMULATIVE), ("week", _WEEK)):
        ours_s = median_s(lambda period=period: _build(store, form, period))  # type: ignore[misc]
        yield Row(
            benchmark="province", variant=f"{name}, {word}", per_second=1 / ours_s, p95_ms=ours_s * 1000,
            ratio=bare_s / ours_s,
        )  # fmt: skip
    yield Row(benchmark="province", variant=f"{name}, bare GROUP BY", per_second=1 / bare_s, p95_ms=bare_s * 1000)


def _build_world(store: Store, form: Form) -> tuple[int, int]:
    """The tree, a campaign of its top, and the words that entries may have; first village and number of villages."""
    with store.write() as session:
        rows = list(_units())
        session.execute(insert(Unit), rows)
        open_campaign(
            session,
            NewCampaign(
                root_unit_id=1, code="bench", title="安全生产月", year=2026, starts_on=date(2026, 6, 1),
                ends_on=date(2026, 6, 30),
            ),
            now=_NOW,
        )  # fmt: skip
        _write_words(session, form)
    villages = [row["id"] for row in rows if row["level"] == "village"]
    return villages[0], len(villages)


def _units() -> Iterator[dict[str, Any]]:
    levels = ("province", "prefecture", "county", "township")
    generation, number = [(1, "/1/")], 1
    yield _unit(1, None, "/1/", levels[0], 0)
    for depth, children in enumerate(_SHAPE, 1):
        found = []
        for parent, path in generation:
            for _ in range(children):
                number += 1
                found.append((number, f"{path}{number}/"))
                yield _unit(number, parent, found[-1][1], levels[depth], depth)
        generation = found
    for place in range(UNITS - number):
        number += 1
        parent, path = generation[place % len(generation)]
        yield _unit(number, parent, f"{path}{number}/", "village", 4)


def _unit(number: int, parent: int | None, path: str, level: str, depth: int) -> dict[str, Any]:
    return {
        "id": number, "parent_id": parent, "code": f"u{number}", "name": f"单位{number}", "level": level,
        "kind": "government", "path": path, "depth": depth, "created_at": _NOW,
    }  # fmt: skip


def _write_words(session: Session, form: Form) -> None:
    """Kind, measure and tags of every derived row, so that no field is empty; the contest is number 0."""
    words = {("knowledge_contest", "attendance", ""): 0}
    for field in form.fields():
        if field.derive is None:
            continue
        kind = field.derive.kinds[0] if field.derive.kinds else field.derive.family or "lecture"
        tags = f" {' '.join(sorted(field.derive.tags))} " if field.derive.tags else ""
        words.setdefault((kind, field.derive.measure or "item", tags), len(words))
    session.execute(text("CREATE TABLE bench_word (number integer, kind text, measure text, tags text)"))
    session.execute(
        text("INSERT INTO bench_word VALUES (:number, :kind, :measure, :tags)"),
        [{"number": number, "kind": w[0], "measure": w[1], "tags": w[2]} for w, number in words.items()],
    )


def _fill(store: Store, villages: tuple[int, int], start: int, upto: int) -> None:
    dialect = "sqlite" if store.is_sqlite else "postgresql"
    statement = text(_FILL.format(**_DIALECT[dialect]))
    with store.write() as session:
        words = session.scalar(text("SELECT count(*) - 1 FROM bench_word"))
    for first in range(start, upto, 1_000_000):
        with store.write() as session:
            if not store.is_sqlite:  # the keys are ours: nobody has to look each of them up
                session.execute(text("SET LOCAL session_replication_role = replica"))
            session.execute(
                statement,
                {
                    "first": villages[0], "villages": villages[1], "words": words, "start": first,
                    "upto": min(first + 1_000_000, upto), "now": _NOW.replace(tzinfo=None if store.is_sqlite else UTC),
                },
            )  # fmt: skip


@contextmanager
def _without_indexes(store: Store) -> Iterator[None]:
    """Ten million lines in minutes: PostgreSQL's indexes are built afterwards."""
    indexes = [] if store.is_sqlite else list(cast(Table, LedgerEntry.__table__).indexes)
    for index in indexes:
        index.drop(store.engine)
    yield
    for index in indexes:
        index.create(store.engine)


def _settle(store: Store) -> None:
    """What the database does by itself at night."""
    if store.is_sqlite:
        with store.write() as session:
            session.execute(text("ANALYZE"))
        return
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _vacuum(connection)


def _vacuum(connection: Connection) -> None:
    for table in (LedgerEntry.__tablename__, "ledger_total", "ledger_subtree_total", "unit"):
        connection.execute(text(f"VACUUM ANALYZE {table}"))


def _build(store: Store, form: Form, period: Period) -> None:
    with store.read() as session:
        report = build_report(session, form, get_campaign(session, 1), get_unit(session, 1), period, now=_NOW)
    assert len(report.cells) == 64


def _group_by(store: Store) -> None:
    with store.read() as session:
        session.execute(text(_BARE)).all()
