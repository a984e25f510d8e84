"""Hot statements say and store what SQLAlchemy itself would, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    MetaData,
    Numeric,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    exists,
    func,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, StatementError

from quizapp.db import (
    BigId,
    Json,
    Store,
    UtcDateTime,
    change_rows,
    first_row,
    insert_many_or_ignore,
    insert_or_ignore,
    plain_rows,
)
from quizapp.kit.clock import utc_now
from tests.support.counting import statement_counter

_THINGS = Table(
    "thing", MetaData(),
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("name", String(20), nullable=False),
    Column("at", UtcDateTime),
    Column("day", Date),
    Column("said", Json),
    Column("word", String(20), default="usual", nullable=False),
    Column("made_at", UtcDateTime, default=utc_now),
    Column("share", Float, default=0.5),
    Column("price", Numeric(8, 2), default=1),
    UniqueConstraint("name"), CheckConstraint("name <> ''", name="has_name"),
)  # fmt: skip
_AT = datetime(2026, 6, 16, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
_FULL: dict[str, Any] = {
    "name": "一", "at": _AT, "day": date(2026, 6, 16), "said": {"doubts": ["far"]}, "word": "", "made_at": _AT,
    "share": 0.25, "price": Decimal("2.50"),
}  # fmt: skip
_ASKED = (
    select(
        _THINGS.c.id, _THINGS.c.name, _THINGS.c.at, _THINGS.c.day.label("date"), _THINGS.c.said, _THINGS.c.word, _THINGS.c.share,
        _THINGS.c.price, (_THINGS.c.price * 2).label("twice"),
        exists().where(_THINGS.c.name == bindparam("name")).label("is_there"), null().label("void"),
        func.count().over().label("many"),
    )
    .where(_THINGS.c.name >= bindparam("name"), _THINGS.c.word != "elsewhere")
    .order_by(_THINGS.c.id)
    .limit(1)
)  # fmt: skip


_CHANGE = update(_THINGS).where(
    _THINGS.c.name == bindparam("called"), _THINGS.c.word != "shut", _THINGS.c.at < bindparam("before")
)


@pytest.fixture
def things(store: Store) -> Store:
    """A store with one table more."""
    engine = store.writing_engine()
    _THINGS.create(engine)
    engine.dispose()
    return store


def _put(store: Store, values: dict[str, Any]) -> int | None:
    with store.write() as session:
        return insert_or_ignore(session, _THINGS, values, unique=("name",))


def _kept(store: Store) -> list[dict[str, Any]]:
    with store.read() as session:
        return [dict(row) for row in session.execute(select(_THINGS).order_by(_THINGS.c.id)).mappings()]


def test_what_is_put_in_is_what_sqlalchemy_reads(things: Store) -> None:
    made = _put(things, _FULL)
    assert _kept(things) == [{"id": made, **_FULL, "at": _AT.astimezone(UTC), "made_at": _AT.astimezone(UTC)}]


@pytest.mark.parametrize("heard", [False, True])
def test_a_row_reads_the_same_by_both_ways(things: Store, heard: bool) -> None:
    _put(things, _FULL)
    with things.read() as session:
        usual = plain_rows(session, _ASKED, {"name": "一"}).one()
        if heard:
            with statement_counter(things) as sent:
                row = first_row(session, _ASKED, {"name": "一", "more": 1})
            assert len(sent) == 1, str(sent)
        else:
            row = first_row(session, _ASKED, {"name": "一", "more": 1})
        assert row._asdict() == usual._asdict()
        assert [type(each) for each in row] == [type(each) for each in usual]
        assert first_row(session, _ASKED, {"name": "丁"}) is None


def test_the_list_of_an_in_is_left_to_sqlalchemy(things: Store) -> None:
    _put(things, _FULL)
    with things.read() as session:
        for _ in range(2):
            row = first_row(session, _ASKED.where(_THINGS.c.name.in_(("一", "二"))), {"name": "一"})
            assert row.name == "一"


@pytest.mark.parametrize("heard", [False, True])
def test_a_twin_changes_nothing_and_gets_no_id(things: Store, heard: bool) -> None:
    assert _put(things, _FULL) is not None
    twin = {**_FULL, "word": "other"}
    if heard:
        with statement_counter(things) as sent:
            assert _put(things, twin) is None
        assert len(sent) == 1, str(sent)
    else:
        assert _put(things, twin) is None
    with things.write() as session:
        insert_many_or_ignore(session, _THINGS, [twin], unique=("name",))
    assert [row["word"] for row in _kept(things)] == [""]


def test_columns_left_out_get_their_defaults(things: Store) -> None:
    named = {"made_at": _AT}
    _put(things, {"name": "一", **named})
    with things.write() as session:
        insert_many_or_ignore(session, _THINGS, [{"name": "二", **named}], unique=("name",))
    assert [row["word"] for row in _kept(things)] == ["usual", "usual"]


def test_a_default_that_is_computed_is_computed_each_time(things: Store) -> None:
    _put(things, {"name": "一"})
    _put(things, {"name": "二"})
    first, second = (row["made_at"] for row in _kept(things))
    assert first is not None
    assert second is not None
    assert second >= first


def test_what_a_constraint_refuses_is_the_same_error(things: Store) -> None:
    with pytest.raises(IntegrityError) as refused:
        _put(things, {**_FULL, "name": ""})
    assert "parameters hidden" in str(refused.value), "they are people's data"
    assert not _kept(things)


def test_a_naive_moment_is_refused(things: Store) -> None:
    with pytest.raises((ValueError, StatementError), match="naive"):
        _put(things, {**_FULL, "at": _AT.replace(tzinfo=None)})
    assert not _kept(things)


def test_a_missing_value_is_no_null(things: Store) -> None:
    with things.read() as session, pytest.raises((KeyError, StatementError)):
        first_row(session, _ASKED, {})


@pytest.mark.parametrize("heard", [False, True])
def test_an_update_sets_what_is_named_and_says_how_many_rows_it_changed(things: Store, heard: bool) -> None:
    _put(things, _FULL)
    later = _AT + timedelta(hours=1)
    wanted = {"called": "一", "before": later, "said": {"a": [1, "二"]}, "day": None, "at": later}

    def change() -> int:
        with things.write() as session:
            if not heard:
                return change_rows(session, _CHANGE, wanted)
            with statement_counter(things) as sent:
                changed = change_rows(session, _CHANGE, wanted)
            assert len(sent) == 1, str(sent)
            return changed

    assert [change(), change()] == [1, 0]  # the second time its own condition does not hold
    kept = _kept(things)[0]
    assert (kept["said"], kept["day"], kept["at"]) == ({"a": [1, "二"]}, None, later.astimezone(UTC))
    assert (kept["word"], kept["made_at"]) == (_FULL["word"], _AT.astimezone(UTC))


def test_an_upsert_counts_new_and_changed_rows_alike(things: Store) -> None:
    dialect = sqlite if things.is_sqlite else postgresql
    adding = dialect.insert(_THINGS)
    statement = adding.on_conflict_do_update(
        index_elements=["name"], set_={"word": _THINGS.c.word + adding.excluded.word, "said": adding.excluded.said},
        where=_THINGS.c.word != bindparam("stays"),
    )  # fmt: skip
    seen = []
    for word in ("甲", "乙", "丙"):
        with things.write() as session:
            values = {"name": "一", "word": word, "said": {"by": word}, "stays": "甲乙"}
            seen.append(change_rows(session, statement, values))
    kept = _kept(things)[0]
    assert (seen, kept["word"], kept["said"]) == ([1, 1, 0], "甲乙", {"by": "乙"})
    assert kept["made_at"] is not None, "a default that is a function is left to SQLAlchemy"
