"""Each entry is in one week's report, however late it comes, and the weeks make the total."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.filings import Filing, Handing, find_findings, finding_id, open_filing, save_calendar
from quizapp.kit.periods import CUMULATIVE
from quizapp.ledger import reverse
from quizapp.statistics import Finding
from tests.filings.conftest import WEEKS, Desk, at, plan
from tests.support.cast import Cast

KEYS = ("talk_sessions", "talk_attendances", "boards")


def test_the_weeks_add_up_to_the_total_whatever_comes_late(desk: Desk, cast: Cast, store: Store) -> None:
    """Random entries, late ones, reversals, weeks left out, figures typed over, amendments."""
    numbers = itertools.count(1)

    @settings(max_examples=10, phases=(Phase.explicit, Phase.generate), database=None)
    @given(data=st.data())
    def play(data: st.DataObject) -> None:
        month, standing = _another_month(desk, cast, next(numbers)), []
        for number, week in enumerate(WEEKS):
            for day in data.draw(st.lists(st.integers(2, 10 + 7 * number), max_size=5), label="days"):
                standing.append(month.credit(day, data.draw(st.integers(1, 30), label="people")))
            if standing and data.draw(st.booleans(), label="reverse one"):
                _take_back(store, standing.pop(data.draw(st.integers(0, len(standing) - 1))))
            if number == 2 or data.draw(st.booleans(), label="file"):
                _file(month, cast, week, data.draw(st.none() | st.integers(0, 99), label="typed over"))
            if number and data.draw(st.booleans(), label="amend the week before"):
                _amend(month, cast, WEEKS[number - 1], data.draw(st.none() | st.integers(0, 99), label="typed anew"))
        _check(month, cast)

    play()


def _another_month(desk: Desk, cast: Cast, number: int) -> Desk:
    new = NewCampaign(
        root_unit_id=cast.county.id, code=f"again{number}", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30), form_key=desk.form.key,
    )  # fmt: skip
    with desk.store.write() as session:
        campaign = open_campaign(session, new, now=at(1))
        save_calendar(session, campaign.id, desk.form.key, plan())
    return Desk(store=desk.store, cast=cast, campaign=campaign, form=desk.form, numbers=desk.numbers)


def _take_back(store: Store, entry: int) -> None:
    with store.write() as session:
        reverse(session, entry, reason="重复", actor="staff:1", now=at(20))


def _file(month: Desk, cast: Cast, week: str, typed: int | None, reason: str = "") -> None:
    unit, hong = cast.hongxing, cast.hong.actor
    month.type(unit, week, at(24), hong, boards="3", plan_made="是", talk_sessions="5")
    if typed is not None:
        month.type(unit, week, at(24), hong, talk_attendances=str(typed))
    for cell in month.report(unit, week).waiting():  # the ledger has moved since: he looks again, and stays with it
        month.type(unit, week, at(24), hong, **{cell.field.key: str(cell.value)})
    with month.store.read() as session:
        findings = find_findings(session, month.report(unit, week), now=at(24))
    explanations = {finding_id(each): "有更正" for each in findings}
    month.file(unit, week, at(24), hong, Handing(explanations=explanations | _known(), reason=reason))


def _known() -> dict[str, str]:
    """Words about what shows only at an older position."""
    return dict.fromkeys(_NAMES, "有更正")


def _amend(month: Desk, cast: Cast, week: str, typed: int | None) -> None:
    query = select(Filing.id).where(
        Filing.campaign_id == month.campaign.id, Filing.period_key == week, Filing.is_latest
    )
    with month.store.read() as session:
        was_filed = session.scalar(query) is not None
    if was_filed:
        _file(month, cast, week, typed, reason="更正")


def _check(month: Desk, cast: Cast) -> None:
    query = select(Filing).where(Filing.campaign_id == month.campaign.id, Filing.is_standing).order_by(Filing.last_day)
    with month.store.read() as session:
        filed = session.scalars(query).all()
        weeks = [open_filing(session, each).report for each in filed]
        kept = open_filing(session, filed[-1]).snapshot.cumulative
    total = month.report(cast.hongxing, position=filed[-1].position)
    sums = {key: sum(week.number(key) or 0 for week in weeks) for key in KEYS}
    assert sums == {key: total.number(key) for key in KEYS}
    amended = any(each.version > 1 for each in filed[:-1])
    assert amended or sums == {key: kept[key] for key in KEYS}


def _name(rule: str, key: str) -> str:
    return finding_id(Finding(severity="warn", rule=rule, keys=(key,), labels=(key,)))


_NAMES = [_name(rule, key) for rule in ("value >= 0", "late == 0") for key in KEYS]


def test_what_a_village_typed_is_once_in_the_towns_total_whoever_filed_first(desk: Desk, cast: Cast) -> None:
    """Three boards of the village: in its own week, in the town's, and in every total exactly once."""
    for village_first in (True, False):
        month = _another_month(desk, cast, 100 + village_first)
        month.held(3, 8)
        steps = [(cast.hongxing, cast.hong.actor), (cast.town, cast.alice.actor)]
        month.type(cast.hongxing, WEEKS[0], at(10), cast.hong.actor, boards="3", plan_made="是")
        month.type(cast.town, WEEKS[0], at(10), cast.alice.actor, plan_made="是")
        for place, actor in steps if village_first else reversed(steps):
            with month.store.read() as session:
                findings = find_findings(session, month.report(place, WEEKS[0]), now=at(10))
            words = {finding_id(each): "有" for each in findings}
            month.file(place, WEEKS[0], at(10), actor, Handing(explanations=words))
        assert month.report(cast.hongxing).number("boards") == 3
        assert month.report(cast.town).number("boards") == 3, f"village first: {village_first}"
        with month.store.read() as session:
            query = select(Filing).where(Filing.campaign_id == month.campaign.id, Filing.unit_id == cast.town.id)
            kept = open_filing(session, session.scalars(query).one()).snapshot.cumulative
        assert kept["boards"] == 3


WHO = ("county", "town", "hongxing", "qingshan")


def test_what_is_typed_below_after_the_report_above_belongs_to_the_total(desk: Desk, cast: Cast) -> None:
    """Random typing and filing: a unit's total is what the newest report at or below it says of each village."""
    numbers = itertools.count(200)

    @settings(max_examples=12, phases=(Phase.explicit, Phase.generate), database=None, deadline=None)
    @given(deeds=st.lists(st.tuples(st.sampled_from(WHO), st.integers(0, 9)), min_size=3, max_size=9))
    def play(deeds: list[tuple[str, int]]) -> None:
        month = _another_month(desk, cast, next(numbers))
        words, known = dict.fromkeys(WHO[2:], 1), {name: dict.fromkeys(WHO[2:], 0) for name in WHO}
        for name in WHO[2:]:
            _say(month, cast, name, 1)
        for name, boards in deeds:
            if name in words:
                words[name] = boards
                _say(month, cast, name, boards)
            _hand_in(month, cast, name)
            for above in WHO[: WHO.index(name) + 1] if name in WHO[:2] else ("county", "town", name):
                known[above] |= words if name in WHO[:2] else {name: words[name]}
        for name in WHO:
            total = month.report(getattr(cast, name))
            figures = (total.number("boards") or 0, total.number("talk_attendances"))
            assert figures == (sum(known[name].values()),) * 2, name

    play()


def _say(month: Desk, cast: Cast, name: str, boards: int) -> None:
    values = {"boards": str(boards), "talk_attendances": str(boards), "talk_sessions": "1"}
    month.type(getattr(cast, name), WEEKS[0], at(10), cast.chen.actor, plan_made="是", **values)


def _hand_in(month: Desk, cast: Cast, name: str) -> None:
    place = getattr(cast, name)
    month.type(place, WEEKS[0], at(10), cast.chen.actor, plan_made="是")
    month.file(place, WEEKS[0], at(10), cast.chen.actor, Handing(explanations=_known(), reason="更正"))


def test_a_figure_that_the_unit_above_typed_itself_covers_what_comes_later_and_a_nil_report_does_not(
    desk: Desk, cast: Cast
) -> None:
    for is_nil, expected in ((False, 12), (True, 3)):
        month = _another_month(desk, cast, 300 + is_nil)
        if is_nil:
            month.file(cast.town, WEEKS[0], at(10), cast.alice.actor, Handing(is_nil=True))
        else:
            month.type(cast.town, WEEKS[0], at(10), cast.alice.actor, boards="12")
            _hand_in(month, cast, "town")
        _say(month, cast, "hongxing", 3)
        _hand_in(month, cast, "hongxing")
        assert month.report(cast.town).number("boards") == expected
        assert month.report(cast.county).number("boards") == expected
        month.type(cast.hongxing, CUMULATIVE.key, at(29), cast.hong.actor, boards="5")
        if is_nil:
            assert month.report(cast.town).number("boards") == 5


def test_a_figure_that_was_typed_holds_nothing_late(desk: Desk, cast: Cast) -> None:
    _say(desk, cast, "town", 1)
    _hand_in(desk, cast, "town")
    desk.held(8, 20)
    assert desk.report(cast.town, WEEKS[1]).cells["talk_attendances"].late == 20
    desk.type(cast.town, WEEKS[1], at(17), cast.alice.actor, talk_attendances="7")
    desk.type(cast.town, CUMULATIVE.key, at(29), cast.alice.actor, talk_attendances="30")
    assert desk.report(cast.town, WEEKS[1]).cells["talk_attendances"].late == 0
    assert desk.report(cast.town).cells["talk_attendances"].typed_before == 0
