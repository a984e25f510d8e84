"""What people say about cells: type, confirm, withdraw; what they must say with it; and how it reaches the parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from quizapp.campaigns import Campaign, get_campaign
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.periods import CUMULATIVE, Period, parse_period
from quizapp.ledger import Measure
from quizapp.statistics import (
    CellInput,
    Form,
    Need,
    Provenance,
    Report,
    Sheet,
    build_report,
    cell_history,
    child_figures,
    confirm_all,
    confirm_value,
    parse_value,
    previous_figures,
    to_confirm,
    type_value,
    withdraw_value,
)
from quizapp.units import get_unit
from tests.statistics.conftest import NOW, Build, Credit
from tests.support.cast import Cast
from tests.support.factories import Place


@dataclass(frozen=True)
class Clerk:
    id: int
    name: str


ALICE = Clerk(1, "Alice")
Say = Callable[..., CellInput]


@pytest.fixture
def say(store: Store, campaign: Campaign, form: Form) -> Say:
    """``say(place, "typed", key, "5", reason="…")``; also "confirmed" (``seen``) and "withdrawn"."""

    def do(
        place: Place,
        verb: str,
        key: str,
        value: str = "",
        *,
        reason: str = "",
        period: Period = CUMULATIVE,
        **more: object,
    ) -> CellInput:
        now = more.get("now", NOW)
        with store.write() as session:
            found, unit = get_campaign(session, campaign.id), get_unit(session, place.id)
            report = build_report(session, form, found, unit, period, now=NOW)
            if verb == "typed":
                return type_value(session, report, key, value, reason=reason, by=ALICE, now=now)  # type: ignore[arg-type]
            if verb == "confirmed":
                return confirm_value(session, report, key, seen=value, by=ALICE, now=now)  # type: ignore[arg-type]
            return withdraw_value(session, report, key, by=ALICE, now=now)  # type: ignore[arg-type]

    return do


def test_it_works(cast: Cast, build: Build, say: Say) -> None:
    say(cast.town, "typed", "no_formalism", "是")
    cell = build(cast.town).cells["no_formalism"]
    assert (cell.value, cell.provenance, cell.author, cell.need) == (1, Provenance.TYPED, "Alice", Need.NOTHING)


def test_overruling_the_ledger_needs_a_reason(cast: Cast, credit: Credit, build: Build, say: Say) -> None:
    credit(quantity=5)
    with pytest.raises(Invalid) as error:
        say(cast.town, "typed", "lecture_attendances", "8")
    assert error.value.field == "reason"
    say(cast.town, "typed", "lecture_attendances", "8", reason="纸质签到")
    cell = build(cast.town).cells["lecture_attendances"]
    assert (cell.value, cell.derived, cell.reason) == (8, 5, "纸质签到")


def test_a_confirmed_figure_asks_again_when_it_moves(cast: Cast, credit: Credit, build: Build, say: Say) -> None:
    credit(kind="posting_record", measure=Measure.QUANTITY, quantity=20)
    assert build(cast.town).cells["slogans_posters"].need is Need.CONFIRM
    say(cast.town, "confirmed", "slogans_posters", "20")
    assert build(cast.town).cells["slogans_posters"].provenance is Provenance.CONFIRMED
    credit(kind="posting_record", measure=Measure.QUANTITY, quantity=1)
    cell = build(cast.town).cells["slogans_posters"]
    assert (cell.value, cell.need) == (21, Need.CONFIRM_AGAIN)


def test_a_typed_figure_asks_again_when_the_ledger_moves(cast: Cast, credit: Credit, build: Build, say: Say) -> None:
    say(cast.town, "typed", "lecture_attendances", "8", reason="纸质签到")
    credit(quantity=3)
    assert build(cast.town).cells["lecture_attendances"].need is Need.CONFIRM_AGAIN
    credit(quantity=5)
    assert build(cast.town).cells["lecture_attendances"].need is Need.NOTHING


def test_a_derived_figure_that_was_confirmed_moves_on_quietly(
    cast: Cast, credit: Credit, build: Build, say: Say
) -> None:
    credit(quantity=3)
    say(cast.town, "confirmed", "lecture_attendances", "3")
    credit(quantity=4)
    cell = build(cast.town).cells["lecture_attendances"]
    assert (cell.value, cell.provenance, cell.need) == (7, Provenance.DERIVED, Need.NOTHING)


def test_nobody_confirms_what_he_has_not_seen(cast: Cast, credit: Credit, say: Say) -> None:
    credit(quantity=3)
    with pytest.raises(Conflict):
        say(cast.town, "confirmed", "lecture_attendances", "2")


def test_a_figure_taken_back_is_the_ledgers_again(
    store: Store, cast: Cast, campaign: Campaign, form: Form, credit: Credit, build: Build, say: Say
) -> None:
    credit(quantity=5)
    say(cast.town, "typed", "lecture_attendances", "8", reason="纸质签到")
    say(cast.town, "withdrawn", "lecture_attendances")
    cell = build(cast.town).cells["lecture_attendances"]
    assert (cell.value, cell.provenance) == (5, Provenance.DERIVED)
    with store.read() as session:
        sheet = Sheet(form=form, campaign=campaign, unit=get_unit(session, cast.town.id), period=CUMULATIVE)
        history = cell_history(session, sheet, "lecture_attendances")
    assert [word.action for word in history] == ["withdrawn", "typed"]
    assert not any(word.is_standing for word in history)
    with pytest.raises(Conflict):
        say(cast.town, "withdrawn", "lecture_attendances")


def test_a_period_has_its_own_words(cast: Cast, build: Build, say: Say) -> None:
    say(cast.town, "typed", "no_formalism", "是")
    assert build(cast.town, period=parse_period("week:2026-06-17")).cells["no_formalism"].value is None


def test_a_figure_typed_below_raises_the_parent(cast: Cast, credit: Credit, build: Build, say: Say) -> None:
    credit(quantity=10)
    credit(quantity=4, unit_id=cast.qingshan.id)
    say(cast.hongxing, "typed", "lecture_attendances", "30余", reason="纸质签到")
    cell = build(cast.county).cells["lecture_attendances"]
    assert (cell.value, cell.is_approximate) == (34, True)
    assert [(each.unit_id, each.typed, each.derived) for each in cell.below] == [(cast.hongxing.id, 30, 10)]
    assert build(cast.qingshan).number("lecture_attendances") == 4


def test_a_townships_figure_covers_its_villages(cast: Cast, credit: Credit, build: Build, say: Say) -> None:
    credit(quantity=10)
    say(cast.hongxing, "typed", "lecture_attendances", "30", reason="纸质签到")
    say(cast.town, "typed", "lecture_attendances", "50", reason="全镇核实")
    assert build(cast.county).number("lecture_attendances") == 50
    assert build(cast.town).cells["lecture_attendances"].derived == 30


def test_people_typed_below_take_the_place_of_those_in_the_ledger(
    cast: Cast, credit: Credit, build: Build, say: Say
) -> None:
    for unit, person in ((cast.hongxing, 1), (cast.hongxing, 2), (cast.qingshan, 3)):
        credit(kind="tip_reward", measure=Measure.ITEM, unit_id=unit.id, person_id=person)
    say(cast.hongxing, "typed", "tipsters_rewarded", "5", reason="另有三人现金奖励")
    assert build(cast.town).number("tipsters_rewarded") == 6


def test_yes_and_no_are_counted_over_the_children_and_answered_by_oneself(
    cast: Cast, credit: Credit, build: Build, say: Say
) -> None:
    credit(kind="documentary_study", measure=Measure.SESSION_HELD)
    say(cast.qingshan, "typed", "documentary_studied", "是", reason="线下学习，补登中")
    say(cast.hongxing, "typed", "documentary_studied", "否", reason="只放了片头")
    cell = build(cast.town).cells["documentary_studied"]
    assert (cell.value, cell.yes_units, cell.all_units) == (1, 1, 3)
    assert cell.need is Need.CONFIRM


def test_all_that_wait_are_confirmed_at_once_but_not_what_has_moved(
    store: Store, cast: Cast, campaign: Campaign, form: Form, credit: Credit, build: Build
) -> None:
    credit(kind="posting_record", measure=Measure.QUANTITY, quantity=20)
    seen = {cell.field.key: str(cell.derived) for cell in to_confirm(build(cast.town))}
    credit(kind="document.plan", measure=Measure.ITEM)
    with store.write() as session:
        found, unit = get_campaign(session, campaign.id), get_unit(session, cast.town.id)
        report = build_report(session, form, found, unit, CUMULATIVE, now=NOW)
        said, moved = confirm_all(session, report, seen, by=ALICE, now=NOW)
    assert len(said) == len(seen) - 1
    assert moved == ["是否制定方案分工"]
    assert [cell.field.key for cell in to_confirm(build(cast.town))] == ["plan_made"]


def test_unknown_and_retired_cells_are_refused(cast: Cast, say: Say) -> None:
    with pytest.raises(NotFound):
        say(cast.town, "typed", "nothing", "1")
    with pytest.raises(Invalid, match="停用"):
        say(cast.town, "typed", "epidemic_control_offline", "是")


def test_what_cannot_be_confirmed_is_refused(cast: Cast, say: Say) -> None:
    with pytest.raises(Invalid, match="没有可确认"):
        say(cast.town, "confirmed", "no_formalism", "1")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("160", ("160", False)),
        ("160余", ("160", True)),
        ("1,200 多", ("1200", True)),
        ("１２", ("12", False)),
        ("007", ("7", False)),
    ],
)
def test_figures_are_read_as_people_write_them(form: Form, typed: str, stored: tuple[str, bool]) -> None:
    assert parse_value(form.by_key["lecture_attendances"], typed) == stored


@pytest.mark.parametrize("typed", ["", "-5", "1.5", "很多", "=1+1", "9" * 13, "1e5", "余"])
def test_other_figures_are_refused(form: Form, typed: str) -> None:
    with pytest.raises(Invalid) as error:
        parse_value(form.by_key["lecture_attendances"], typed)
    assert error.value.field == "value"


def test_children_show_what_their_own_forms_say(
    store: Store, cast: Cast, credit: Credit, build: Build, say: Say
) -> None:
    credit(quantity=10)
    credit(quantity=4, unit_id=cast.qingshan.id)
    credit(kind="tip_reward", measure=Measure.ITEM, person_id=1)
    say(cast.hongxing, "typed", "lecture_attendances", "30", reason="纸质签到")
    say(cast.factory, "typed", "no_formalism", "否")
    report = build(cast.town)
    for key in ("lecture_attendances", "tipsters_rewarded", "no_formalism", "documentary_studied"):
        with store.read() as session:
            figures = child_figures(session, report, report.form.by_key[key])
        own = [build(place).cells[key].value for place in (cast.hongxing, cast.qingshan, cast.factory)]
        assert [each.value for each in figures] == own, key


def test_earlier_words_are_the_figures_before(store: Store, cast: Cast, build: Build, say: Say) -> None:
    last_week = NOW - timedelta(days=7)
    say(cast.town, "typed", "lecture_attendances", "80", reason="纸质签到", now=last_week)
    say(cast.town, "typed", "lecture_attendances", "60", reason="核减重复", now=NOW)
    report: Report = build(cast.town)
    with store.read() as session:
        assert previous_figures(session, report.sheet, before=NOW - timedelta(days=1)) == {"lecture_attendances": 80}
        assert previous_figures(session, report.sheet, before=last_week) == {}
