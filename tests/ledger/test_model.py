"""The ledger against a plain model: whatever happens in whatever order, sums are those of a dictionary."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.kit.periods import Period
from quizapp.ledger import (
    Entry,
    Measure,
    Scope,
    Source,
    append,
    distinct_people,
    latest_position,
    rebuild_totals,
    reverse,
    roll_up,
    sums,
)
from tests.ledger.conftest import DAY, NOW
from tests.support.cast import Cast

KINDS = ("lecture", "comprehensive_drill", "media_item.news")
TAGS = ((), ("delivery:online",), ("delivery:online", "sector:fire"))


class LedgerMachine(RuleBasedStateMachine):
    """Appends, retries, corrections and roll-ups, compared with sums over a list."""

    store: Store
    cast: Cast
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.lines: list[dict[str, Any]] = []
        self.marks: list[tuple[int, int]] = []
        self.next_source = type(self).runs * 1_000_000
        new = NewCampaign(
            root_unit_id=self.cast.county.id, code=f"c{self.runs}", title="月", year=2026, starts_on=DAY, ends_on=DAY
        )
        with self.store.write() as session:
            self.campaign_id = open_campaign(session, new, now=NOW).id
        self.units = [self.cast.county, self.cast.town, self.cast.hongxing, self.cast.qingshan, self.cast.sister_town]

    def _entry(self, line: dict[str, Any]) -> Entry:
        return Entry(
            campaign_id=self.campaign_id, unit_id=line["unit"].id, kind=line["kind"], measure=line["measure"],
            occurred_at=NOW, day=line["day"], recorded_at=NOW, source=Source.IMPORT, source_table="model",
            source_id=line["source_id"], actor="system", quantity=line["quantity"], person_id=line["person"],
            tags=line["tags"],
        )  # fmt: skip

    @rule(
        unit=st.integers(0, 4), kind=st.sampled_from(KINDS), measure=st.sampled_from(list(Measure)),
        quantity=st.integers(1, 9), days=st.integers(0, 3), tags=st.sampled_from(TAGS), person=st.integers(1, 3),
    )  # fmt: skip
    def add(self, unit: int, days: int, **columns: Any) -> None:
        self.next_source += 1
        line = {"unit": self.units[unit], "day": DAY + timedelta(days=days), "source_id": self.next_source, **columns}
        with self.store.write() as session:
            line["id"] = append(session, self._entry(line))
            assert append(session, self._entry(line)) is None
        self.lines.append(line | {"taken_back": False})

    @rule(pick=st.integers(0, 100))
    def take_back(self, pick: int) -> None:
        if not self.lines:
            return
        line = self.lines[pick % len(self.lines)]
        if line["quantity"] < 0:
            return
        with self.store.write() as session:
            made = reverse(session, line["id"], reason="误登", actor="staff:1", now=NOW)
        assert (made is None) is line["taken_back"]
        if made is not None:
            line["taken_back"] = True
            self.lines.append(line | {"id": made, "quantity": -line["quantity"]})

    @rule()
    def roll(self) -> None:
        roll_up(self.store)

    @rule()
    def mark(self) -> None:
        """Remember a position and its figure: it must be the same for ever."""
        with self.store.read() as session:
            position = latest_position(session)
            self.marks.append((position, self._total(position)))

    def _total(self, position: int | None) -> int:
        scope = Scope(campaign_id=self.campaign_id, unit_path=self.cast.county.path, position=position)
        with self.store.read() as session:
            return sum(row.quantity for row in sums(session, scope))

    @invariant()
    def sums_are_those_of_the_model(self) -> None:
        if not hasattr(self, "lines"):
            return
        for unit in (self.cast.county, self.cast.town, self.cast.hongxing):
            self._compare(unit.path, Period(key="all", first=None, last=None))
        self._compare(self.cast.town.path, Period(key="p", first=DAY + timedelta(days=1), last=DAY + timedelta(days=2)))

    def _compare(self, path: str, period: Period) -> None:
        mine = [each for each in self.lines if each["unit"].path.startswith(path) and period.contains(each["day"])]
        expected: dict[tuple[str, str, tuple[str, ...]], int] = defaultdict(int)
        for each in mine:
            expected[(each["kind"], each["measure"].value, each["tags"])] += each["quantity"]
        scope = Scope(campaign_id=self.campaign_id, unit_path=path, period=period)
        with self.store.read() as session:
            found = {(row.kind, row.measure, tuple(row.tags.split())): row.quantity for row in sums(session, scope)}
            per_unit = sums(session, scope, by_unit=True)
            people = distinct_people(session, scope, kinds=KINDS[:1])
        assert {key: value for key, value in found.items() if value} == {k: v for k, v in expected.items() if v}
        assert sum(row.quantity for row in per_unit) == sum(expected.values())
        assert people == self._people(mine)

    def _people(self, mine: list[dict[str, Any]]) -> int:
        standing: dict[int, int] = defaultdict(int)
        for each in mine:
            if each["kind"] == KINDS[0]:
                standing[each["person"]] += each["quantity"]
        return sum(quantity > 0 for quantity in standing.values())

    def teardown(self) -> None:
        for position, figure in self.marks:
            assert self._total(position) == figure
        before = self._total(None)
        rebuild_totals(self.store)
        assert self._total(None) == before


def test_the_ledger_is_its_model(store: Store, cast: Cast) -> None:
    LedgerMachine.store, LedgerMachine.cast = store, cast
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=slow,
        ),
    )  # type: ignore[no-untyped-call]
