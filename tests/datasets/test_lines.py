"""The lines of the ledger: read page by page, they are what one plain look at each entry says."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.datasets import count_lines, line_rows, lines
from quizapp.db import Store
from quizapp.kit.periods import parse_period
from quizapp.ledger import Entry, LedgerEntry, Measure, Scope, Source, append_many, reverse
from quizapp.units import Unit
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.factories import Place
from tests.support.month import Month, open_month

FIRST, SECOND = 230, 40


def _entry(dice: random.Random, campaign_id: int, unit: Place, number: int) -> Entry:
    moment = OPENING + timedelta(seconds=dice.randrange(900_000), microseconds=dice.randrange(3))
    return Entry(
        campaign_id=campaign_id, unit_id=unit.id, kind=dice.choice(["lecture", "news", "no_such_kind"]),
        measure=dice.choice(list(Measure)), occurred_at=moment, day=moment.date(), recorded_at=moment + timedelta(minutes=3),
        source=dice.choice(list(Source)), source_table="test", source_id=number, actor="staff:1", quantity=dice.randrange(1, 9),
        is_approximate=dice.random() < 0.3, activity_id=dice.choice([None, 5]), session_id=dice.choice([None, 8]),
        person_id=dice.choice([None, 17]), tags=dice.choice([(), ("sector:fire",), ("b:2", "a:1")]),
        reason=dice.choice(["", "=1+1", '补录，"纸质"']),
    )  # fmt: skip


@pytest.fixture
def varied(store: Store, cast: Cast, month: Month) -> int:
    """A ledger of two campaigns and many units, with a long stretch of others' entries; the position before the last ones."""
    dice = random.Random(26)
    with store.write() as session:
        other = open_month(session, cast, code="dm-other")
        mine = [cast.town, cast.hongxing, cast.qingshan, cast.factory]
        places = [cast.sister_town] * FIRST + [dice.choice([*mine, cast.sister_town]) for _ in range(FIRST)]
        campaigns = [month.id if dice.random() < 0.8 else other.id for _ in places]
        append_many(
            session, [_entry(dice, *pair, number) for number, pair in enumerate(zip(campaigns, places, strict=True))]
        )
        taken = session.scalars(select(LedgerEntry.id).where(LedgerEntry.unit_id == cast.hongxing.id).limit(9)).all()
        for entry_id in taken:
            reverse(session, entry_id, reason="重复登记", actor="staff:1", now=OPENING)
        position = session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id.desc())).first()
        append_many(session, [_entry(dice, month.id, cast.hongxing, 9_000 + number) for number in range(SECOND)])
    assert position
    return position


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 7)
    monkeypatch.setattr(lines, "_WIDEST", 28)
    monkeypatch.setattr(lines, "_UNITS", 2)


def _plainly(store: Store, scope: Scope) -> list[tuple[Any, ...]]:
    """Entry by entry, chosen and spelled out in the plainest way."""
    with store.read() as session:
        units = {unit.id: unit for unit in session.scalars(select(Unit))}
        entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    labels = {"lecture": "<安全生产大讲堂>"}
    return [
        (
            e.id, e.day, units[e.unit_id].code, units[e.unit_id].name, e.kind, labels.get(e.kind, e.kind), e.measure, e.quantity,
            e.is_approximate, e.tags.strip(), e.source, e.activity_id, e.session_id, e.person_id is not None, e.reverses_id,
            e.reason, e.occurred_at, e.recorded_at,
        )
        for e in entries
        if e.campaign_id == scope.campaign_id and units[e.unit_id].path.startswith(scope.unit_path)
        and (scope.position is None or e.id <= scope.position) and scope.period.contains(e.day)
    ]  # fmt: skip


def _read(store: Store, scope: Scope) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return list(line_rows(session, scope, "<{}>".format))


def _scopes(cast: Cast, month: Month, position: int) -> list[Scope]:
    chosen = product(
        (cast.county, cast.town, cast.hongxing, cast.stranger_county), ("cumulative", "week:2026-06-17"), (position, None)
    )  # fmt: skip
    return [
        Scope(campaign_id=month.id, unit_path=top.path, period=parse_period(period), position=settled)
        for top, period, settled in chosen
    ]


def test_pages_say_what_each_entry_says(store: Store, cast: Cast, month: Month, varied: int) -> None:
    for scope in _scopes(cast, month, varied):
        expected, found = _plainly(store, scope), _read(store, scope)
        assert found == expected
        # equal is not enough: True is 1, and a moment in another zone is the same moment
        assert [list(map(repr, row)) for row in found] == [list(map(repr, row)) for row in expected]
        with store.read() as session:
            assert count_lines(session, scope) == len(expected)
        assert bool(expected) == (scope.unit_path != cast.stranger_county.path)


def test_what_comes_in_while_they_are_read_is_not_among_them(
    store: Store, cast: Cast, month: Month, varied: int
) -> None:
    scope = Scope(campaign_id=month.id, unit_path=cast.county.path, position=varied)
    expected, seen = _plainly(store, scope), []
    with store.read() as session:
        for number, row in enumerate(line_rows(session, scope, "<{}>".format)):
            if number % 20 == 0:
                with store.write() as other:
                    append_many(other, [_entry(random.Random(number), month.id, cast.town, 50_000 + number)])
            seen.append(row)
    assert seen == expected


def test_an_empty_ledger_has_no_lines(store: Store, cast: Cast, month: Month) -> None:
    assert _read(store, Scope(campaign_id=month.id, unit_path=cast.county.path)) == []
