"""Why a parent's figure is not the sum of its children's: the lines add up, whatever happened in whatever tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quizapp.campaigns import Campaign, get_campaign
from quizapp.db import Store
from quizapp.kit.periods import CUMULATIVE
from quizapp.ledger import Measure, roll_up
from quizapp.statistics import Explanation, Form, Report, Why, build_report, explain, type_value
from quizapp.units import get_unit
from quizapp.units.models import Unit
from tests.statistics.conftest import NOW, Credit
from tests.statistics.test_model import DEED, RAW, Model, _value
from tests.support.cast import Cast
from tests.support.counting import statement_counter
from tests.support.factories import Place, insert_unit

TYPED = ("lecture_sessions", "lecture_attendances", "tipsters_rewarded", "slogans_posters")
WORDS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(TYPED), st.integers(0, 30), st.booleans()), max_size=5)


@dataclass
class Reader:
    """Reads reports and their explanations."""

    store: Store
    campaign: Campaign
    form: Form
    statements: list[int] = field(default_factory=list)

    def report(self, place: Place) -> Report:
        with self.store.read() as session:
            return build_report(
                session, self.form, get_campaign(session, self.campaign.id), get_unit(session, place.id), CUMULATIVE,
                now=NOW,
            )  # fmt: skip

    def explain(self, place: Place) -> dict[str, Explanation]:
        report = self.report(place)
        with self.store.read() as session, statement_counter(self.store) as sent:
            found = explain(session, report)
        self.statements.append(len(sent))
        return found

    def type(self, place: Place, key: str, value: int, about: bool, by: Any) -> None:
        with self.store.write() as session:
            found, unit = get_campaign(session, self.campaign.id), get_unit(session, place.id)
            report = build_report(session, self.form, found, unit, CUMULATIVE, now=NOW)
            typed = f"{value}{'余' if about else ''}"
            type_value(session, report, key, typed, reason="核实过", by=by, now=NOW)


def _close(store: Store, place: Place) -> None:
    with store.write() as session:
        session.get_one(Unit, place.id).is_active = False


def _of(explanation: Explanation, why: Why) -> int:
    return sum(line.amount or 0 for line in explanation.lines if line.why is why)


def _check(reader: Reader, model: Model, place: Place) -> None:
    report, found = reader.report(place), reader.explain(place)
    own = [line for line in model.lines if model.places[line.unit].id == place.id]
    offsets = [line for line in own if line.quantity < 0 and not line.taken_back]
    children = {line.unit.id for each in found.values() for line in each.lines if line.unit is not None}
    below = {each.id: reader.report(each) for each in model.places if each.id in children}
    for key, explanation in found.items():
        assert sum(line.amount or 0 for line in explanation.lines) == explanation.figure == report.number(key), key
        for line in explanation.lines:
            if line.unit is not None:
                assert line.amount == below[line.unit.id].number(key), (key, line.unit.code)
        if key not in RAW or key == "tipsters_rewarded":
            continue
        assert _of(explanation, Why.JOINT) == (_value(RAW[key], offsets) if key in SESSIONS else 0), key
        assert _of(explanation, Why.OWN) == _value(RAW[key], own) - _of(explanation, Why.JOINT), key


SESSIONS = {key for key, derive in RAW.items() if derive["agg"] == "sessions"}


def test_the_lines_add_up(store: Store, cast: Cast, campaign: Campaign, form: Form) -> None:
    @settings(
        max_examples=10, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
        phases=[Phase.generate],
    )  # fmt: skip
    @given(
        shape=st.lists(st.integers(0, 9), min_size=2, max_size=6), words=WORDS, closed=st.integers(0, 6),
        deeds=st.lists(DEED, min_size=5, max_size=30),
    )  # fmt: skip
    def check(shape: list[int], deeds: list[tuple[Any, ...]], words: list[tuple[Any, ...]], closed: int) -> None:
        model, reader = Model(store, cast, campaign, shape), Reader(store, campaign, form)
        for verb, *details in deeds:
            roll_up(store) if verb == "roll" else getattr(model, verb)(*details)
        for unit, *said in words:
            reader.type(model.places[unit % len(model.places)], *said, cast.alice.actor)
        if closed and closed < len(model.places):
            _close(store, model.places[closed])
        for place in model.places:
            _check(reader, model, place)

    check()


def test_each_reason_has_its_line(store: Store, cast: Cast, campaign: Campaign, form: Form, credit: Credit) -> None:
    drill = {"kind": "comprehensive_drill", "measure": Measure.SESSION_HELD}
    for unit, quantity in ((cast.hongxing, 1), (cast.qingshan, 1), (cast.town, -1), (cast.town, 1)):
        credit(unit_id=unit.id, quantity=quantity, **drill)
    for unit in (cast.hongxing, cast.qingshan):
        credit(kind="tip_reward", measure=Measure.ITEM, unit_id=unit.id, person_id=-4)
    credit(unit_id=cast.hongxing.id, quantity=40, is_approximate=True)
    credit(unit_id=cast.factory.id, quantity=5)
    reader = Reader(store, campaign, form)
    reader.type(cast.qingshan, "lecture_attendances", 25, True, cast.qing.actor)
    reader.type(cast.town, "lecture_attendances", 80, False, cast.alice.actor)
    _close(store, cast.factory)
    found = reader.explain(cast.town)
    drills = [(line.why, line.amount) for line in found["comprehensive_drills"].lines]
    assert drills == [(Why.CHILD, 1), (Why.CHILD, 1), (Why.OWN, 1), (Why.JOINT, -1)]
    people = [(line.why, line.amount) for line in found["tipsters_rewarded"].lines]
    assert people == [(Why.CHILD, 1), (Why.CHILD, 1), (Why.SAME_PEOPLE, -1)]
    talks = [(line.why, line.amount, line.is_typed, line.is_approximate) for line in found["lecture_attendances"].lines]
    assert talks == [
        (Why.CHILD, 40, False, True), (Why.CHILD, 25, True, True), (Why.CLOSED, 5, False, False),
        (Why.TYPED, 10, False, False),
    ]  # fmt: skip


def test_the_number_of_statements_does_not_depend_on_units(
    store: Store, cast: Cast, campaign: Campaign, form: Form, credit: Credit
) -> None:
    reader = Reader(store, campaign, form)
    for count in (3, 60):
        with store.write() as session:
            places = [insert_unit(session, NOW, code=f"e{count}-{n}", parent=cast.town) for n in range(count)]
        for place in places:
            credit(unit_id=place.id)
        reader.explain(cast.town)
    assert reader.statements[0] == reader.statements[1] <= 12, reader.statements
