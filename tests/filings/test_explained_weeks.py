"""The explanation of a total that holds typed weeks: each unit below with the figure of its own sheet."""

from __future__ import annotations

import itertools

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from quizapp.campaigns import get_campaign
from quizapp.kit.periods import CUMULATIVE
from quizapp.statistics import Why, build_report, child_figures, explain
from quizapp.units import get_unit
from tests.filings.conftest import WEEKS, Desk, at
from tests.filings.test_weeks_add_up import _another_month, _hand_in, _say
from tests.support.cast import Cast

WHO = ("county", "town", "hongxing", "qingshan", "factory")
DEED = st.tuples(st.sampled_from(WHO), st.sampled_from(("say", "file", "total", "hold")), st.integers(0, 9))


def test_the_lines_of_a_total_with_typed_weeks_are_what_the_units_sheets_say(desk: Desk, cast: Cast) -> None:
    numbers = itertools.count(400)

    @settings(max_examples=12, phases=(Phase.explicit, Phase.generate), database=None, deadline=None)
    @given(deeds=st.lists(DEED, min_size=4, max_size=10))
    def play(deeds: list[tuple[str, str, int]]) -> None:
        month = _another_month(desk, cast, next(numbers))
        for name, verb, figure in deeds:
            _do(month, cast, name, verb, figure)
        for name in ("county", "town"):
            _check(month, cast, name)

    play()


def _do(month: Desk, cast: Cast, name: str, verb: str, figure: int) -> None:
    place = getattr(cast, name)
    if verb == "hold":
        month.held(9, figure + 1, place)
    elif verb == "total":
        month.type(place, CUMULATIVE.key, at(29), cast.chen.actor, boards=str(figure))
    else:
        _say(month, cast, name, figure)
        if verb == "file":
            _hand_in(month, cast, name)


def _check(month: Desk, cast: Cast, name: str) -> None:
    with month.store.read() as session:
        campaign, unit = get_campaign(session, month.campaign.id), get_unit(session, getattr(cast, name).id)
        report = build_report(session, month.form, campaign, unit, CUMULATIVE, now=at(30))
        found = explain(session, report)
        shown = {key: child_figures(session, report, month.form.by_key[key]) for key in found}
        below = {
            each.id: build_report(session, month.form, campaign, each, CUMULATIVE, now=at(30))
            for each in report.children
        }
    for key, explanation in found.items():
        assert sum(line.amount or 0 for line in explanation.lines) == explanation.figure == report.number(key), key
        said = {line.unit.id: line.amount for line in explanation.lines if line.unit is not None}
        assert said == {unit_id: each.number(key) for unit_id, each in below.items()}, key
        assert said == {each.unit.id: each.value for each in shown[key]}, key


def test_a_unit_that_filed_before_and_after_the_one_above_keeps_its_own_line(desk: Desk, cast: Cast) -> None:
    """The town's report holds the village's three boards; the village's line says three, and later five."""
    for boards in (3, 5):
        _say(desk, cast, "hongxing", boards)
        _hand_in(desk, cast, "hongxing")
        if boards == 3:
            _hand_in(desk, cast, "town")
        with desk.store.read() as session:
            report = build_report(
                session, desk.form, get_campaign(session, desk.campaign.id), get_unit(session, cast.town.id), CUMULATIVE,
                now=at(30),
            )  # fmt: skip
            lines = explain(session, report)["boards"].lines
        found = [(line.why, line.unit.id if line.unit else None, line.amount) for line in lines if line.amount]
        assert found == [(Why.CHILD, cast.hongxing.id, boards)]
    assert desk.report(cast.town, WEEKS[0]).number("boards") == 5
