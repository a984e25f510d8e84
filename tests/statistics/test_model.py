"""Every figure of the form against a plain model that reads the form's file by itself and adds up entries one by one."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.campaigns import Campaign, get_campaign
from quizapp.db import Store
from quizapp.kit.periods import CUMULATIVE, Period, parse_period
from quizapp.ledger import Entry, Measure, Scope, Source, append, reverse, roll_up, settled_position
from quizapp.statistics import Form, TallyBy, build_report, list_tally
from quizapp.units import get_unit
from tests.statistics.conftest import NOW
from tests.support.cast import Cast
from tests.support.factories import Place, insert_unit

_NUMBERS = itertools.count(1)
KINDS = (
    "lecture", "open_talk", "group_viewing", "documentary_study", "comprehensive_drill", "knowledge_contest",
    "media_item.news", "media_item.exposure", "publicity_product.psa_video", "posting_record", "tip", "tip_reward",
    "document.plan",
)  # fmt: skip
TAGS = ((), ("delivery:online",), ("good_practice",), ("good_practice", "campaign:safety_tour"), ("tackling_campaign",))
WEEK = parse_period("week:2026-06-17")


@dataclass
class Line:
    id: int
    unit: int
    kind: str
    measure: str
    quantity: int
    day: date
    tags: tuple[str, ...]
    person: int | None
    taken_back: bool = False


def _raw_fields() -> dict[str, dict[str, Any]]:
    text = files("quizapp.statistics").joinpath("forms", "zhoushan_2021.yaml").read_text("utf-8")
    items = [item for section in yaml.safe_load(text)["sections"] for item in section["items"]]
    return {field["key"]: field["derive"] for item in items for field in item["fields"] if "derive" in field}


RAW = _raw_fields()


def _is_kind(derive: dict[str, Any], kind: str) -> bool:
    wanted = derive.get("kind")
    kinds = [wanted] if isinstance(wanted, str) else wanted
    match derive["from"]:
        case "activity":
            return kind in kinds if kinds else True
        case "contest_attempt":
            return kind == "knowledge_contest"
        case source if kinds:
            return kind in [f"{source}.{each}" for each in kinds]
        case source:
            return kind == source or kind.startswith(f"{source}.")


def _value(derive: dict[str, Any], lines: list[Line]) -> int:
    tags = [derive[word] for word in ("tag",) if word in derive]
    tags += [f"{word}:{derive[word]}" for word in ("status", "delivery", "campaign") if word in derive]
    tags = [tag for tag in tags if not (derive["from"] == "contest_attempt" and tag == "status:submitted")]
    mine = [line for line in lines if _is_kind(derive, line.kind) and set(tags) <= set(line.tags)]
    words = {"sessions": "session_held", "attendances": "attendance", "items": "item", "quantity": "quantity"}
    if derive["agg"] in words:
        return sum(line.quantity for line in mine if line.measure == words[derive["agg"]])
    if derive["agg"] == "distinct_persons":
        people = {line.person for line in mine if line.person is not None}
        return sum(sum(line.quantity for line in mine if line.person == person) > 0 for person in people)
    if derive["from"] == "activity":
        mine = [line for line in mine if line.measure == "session_held"]
    if "distinct" in derive:
        return 0  # no entry here carries a sector
    return int(sum(line.quantity for line in mine) >= 1)


class Model:
    def __init__(self, store: Store, cast: Cast, campaign: Campaign, shape: list[int]) -> None:
        self.store, self.campaign = store, campaign
        self.lines: list[Line] = []
        self.places: list[Place] = []
        with store.write() as session:
            for choice in [0, *shape]:
                above = self.places[choice % len(self.places)] if self.places else cast.county
                self.places.append(insert_unit(session, NOW, code=f"f{next(_NUMBERS)}", parent=above))

    def add(self, unit: int, kind: int, measure: int, quantity: int, day: int, tags: int, person: int) -> None:
        line = Line(
            id=0, unit=unit % len(self.places), kind=KINDS[kind % len(KINDS)], measure=list(Measure)[measure].value,
            quantity=quantity, day=date(2026, 6, day), tags=TAGS[tags], person=person or None,
        )  # fmt: skip
        self._append(line)

    def add_joint(self, first: int, second: int, kind: int) -> None:
        """One session with two hosts: once for each, taken off once at the lowest unit that holds both."""
        one, two = first % len(self.places), second % len(self.places)
        if one == two:
            return
        shared = [n for n, place in enumerate(self.places) if self._below(one, place) and self._below(two, place)]
        lowest = max(shared, key=lambda n: len(self.places[n].path))
        for unit, quantity in ((one, 1), (two, 1), (lowest, -1)):
            self._append(Line(0, unit, KINDS[kind % 5], "session_held", quantity, date(2026, 6, 16), (), None))

    def take_back(self, pick: int) -> None:
        able = [line for line in self.lines if not line.taken_back and line.quantity > 0]
        if able:
            line = able[pick % len(able)]
            with self.store.write() as session:
                assert reverse(session, line.id, reason="误登", actor="staff:1", now=NOW)
            line.taken_back = True
            gone = Line(0, line.unit, line.kind, line.measure, -line.quantity, line.day, line.tags, line.person, True)
            self.lines.append(gone)

    def _append(self, line: Line) -> None:
        with self.store.write() as session:
            made = append(
                session,
                Entry(
                    campaign_id=self.campaign.id, unit_id=self.places[line.unit].id, kind=line.kind,
                    measure=Measure(line.measure), quantity=line.quantity, day=line.day, occurred_at=NOW, recorded_at=NOW,
                    source=Source.IMPORT, source_table="model", source_id=next(_NUMBERS), tags=line.tags,
                    person_id=line.person, actor="system",
                ),
            )  # fmt: skip
        assert made is not None
        line.id = made
        self.lines.append(line)

    def _below(self, unit: int, place: Place) -> bool:
        return self.places[unit].path.startswith(place.path)

    def expected(self, place: Place, period: Period, lines: list[Line]) -> dict[str, int]:
        mine = [line for line in lines if self._below(line.unit, place) and period.contains(line.day)]
        return {key: _value(derive, mine) for key, derive in RAW.items()}


DEED = st.one_of(
    st.tuples(
        st.just("add"), st.integers(0, 6), st.integers(0, 12), st.integers(0, 3), st.integers(1, 9), st.integers(9, 18),
        st.integers(0, 4), st.integers(0, 3),
    ),
    st.tuples(st.just("add_joint"), st.integers(0, 6), st.integers(0, 6), st.integers(0, 4)),
    st.tuples(st.just("take_back"), st.integers(0, 50)),
    st.tuples(st.just("roll")),
)  # fmt: skip


def _figures(
    store: Store, campaign: Campaign, form: Form, place: Place, period: Period, position: int | None
) -> dict[str, Any]:
    with store.read() as session:
        found, unit = get_campaign(session, campaign.id), get_unit(session, place.id)
        report = build_report(session, form, found, unit, period, now=NOW, position=position)
    return {key: report.cells[key].derived for key in RAW}


def _recount(model: Model, place: Place, period: Period, position: int | None, lines: list[Line]) -> None:
    """Tallies by unit and by person are a full recount of the same lines, joint sessions and corrections among them."""
    scope = Scope(campaign_id=model.campaign.id, unit_path=place.path, period=period, position=position)
    mine = [line for line in lines if model._below(line.unit, place) and period.contains(line.day)]
    with model.store.read() as session:
        units = {row.unit_id: row for row in list_tally(session, scope, TallyBy.UNIT)}
        people = list(list_tally(session, scope, TallyBy.PERSON))
    words = {"sessions": "session_held", "attendances": "attendance", "items": "item", "quantity": "quantity"}
    for number, each in enumerate(model.places):
        if each.path.startswith(place.path):
            for name, measure in words.items():
                own = sum(line.quantity for line in mine if line.unit == number and line.measure == measure)
                assert getattr(units[each.id], name) == own, (each.code, name)
    heads = Counter[tuple[int, int | None]]()
    for line in mine:
        if line.measure == "attendance":
            heads[model.places[line.unit].id, line.person] += line.quantity
    assert {(row.unit_id, row.person_id): row.attendances for row in people} == {k: v for k, v in heads.items() if v}


def test_every_figure_is_that_of_the_model(store: Store, cast: Cast, campaign: Campaign, form: Form) -> None:
    @settings(
        max_examples=12, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(shape=st.lists(st.integers(0, 9), min_size=2, max_size=6), deeds=st.lists(DEED, min_size=5, max_size=30))
    def check(shape: list[int], deeds: list[tuple[Any, ...]]) -> None:
        model = Model(store, cast, campaign, shape)
        middle: tuple[int, list[Line]] | None = None
        for number, (verb, *words) in enumerate(deeds):
            if verb == "roll":
                roll_up(store)
            else:
                getattr(model, verb)(*words)
            if number == len(deeds) // 2:
                middle = settled_position(store), list(model.lines)
        assert middle is not None
        for place in model.places:
            for period in (CUMULATIVE, WEEK):
                now = _figures(store, campaign, form, place, period, None)
                assert now == model.expected(place, period, model.lines)
            for period in (CUMULATIVE, WEEK):  # what came late, for days gone by, never moves what was taken
                old = _figures(store, campaign, form, place, period, middle[0])
                assert old == model.expected(place, period, middle[1])
            for period, position, lines in ((CUMULATIVE, None, model.lines), (WEEK, middle[0], middle[1])):
                _recount(model, place, period, position, lines)

    check()
