"""Routes of filings that name an object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quizapp.accounts import Actor, Grant, Role
from quizapp.campaigns import NewCampaign, get_campaign, open_campaign
from quizapp.filings import CalendarPlan, Handing, Settled, file_report, save_calendar
from quizapp.kit.periods import parse_period
from quizapp.statistics import Sheet, shipped_forms
from quizapp.units import get_unit
from tests.house.cases import Case, Scoped, World

FORM, WEEK = "national_2026", "week:2026-06-10"


def _sheet(world: World) -> Mapping[str, Any]:
    new = NewCampaign(
        root_unit_id=world.cast.county.id, code=f"filing-{world.number}", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30), form_key=FORM,
    )  # fmt: skip
    campaign = open_campaign(world.session, new, now=world.now)
    plan = CalendarPlan(
        is_on=True, is_weekly=True, closes_on=2, closes_at=18 * 60, first_day=date(2026, 6, 4),
        last_day=date(2026, 6, 24), final_at=None,
    )  # fmt: skip
    save_calendar(world.session, campaign.id, FORM, plan)
    return {"campaign_id": campaign.id, "unit_id": world.owner.id, "form_key": FORM, "period": WEEK}


def _filed(world: World, *, again: bool = False) -> Mapping[str, Any]:
    address = _sheet(world)
    sheet = Sheet(
        form=shipped_forms()[FORM], campaign=get_campaign(world.session, address["campaign_id"]),
        unit=get_unit(world.session, world.owner.id), period=parse_period(WEEK),
    )  # fmt: skip
    clerk = Actor(
        id=None, name="Alice",
        grants=(Grant(role=Role.ORGANIZER, unit_id=world.owner.id, unit_path=world.owner.path),),
    )  # fmt: skip
    for turn in range(1 + again):
        filing = file_report(
            world.session, sheet, Settled(position=0, head="0" * 64),
            Handing(is_nil=True, reason="更正" if turn else ""), by=clerk, now=world.now,
            key=world.settings.key_for("filings"),
        )  # fmt: skip
    return {"filing_id": filing.id}


def _amended(world: World) -> Mapping[str, Any]:
    return _filed(world, again=True)


def _file(world: World) -> Mapping[str, Any]:
    return {**_filed(world), "fmt": "csv"}


def _mail(world: World) -> Mapping[str, Any]:
    return {"campaign_id": _sheet(world)["campaign_id"], "unit_id": world.owner.id}


def _api(world: World) -> Mapping[str, Any]:
    _sheet(world)
    return {"campaign_code": f"filing-{world.number}", "unit_code": world.owner.code}


CASES: dict[str, Case] = {
    "filings.desk": Scoped(build=_sheet),
    "filings.hand_in": Scoped(build=_sheet, form={"action": "nil"}),
    "filings.save_address": Scoped(build=_mail, form={"address": "office@example.com"}),
    "filed.show": Scoped(build=_filed),
    "filed.changes": Scoped(build=_amended),
    "filed.export": Scoped(build=_file),
    "filed.send_back": Scoped(build=_filed, form={"remark": "请核对"}),
    "filed.accept": Scoped(build=_filed),
    "filed.freeze": Scoped(build=_filed),
    "filing_board.show": Scoped(build=_sheet),
    "filing_board.export": Scoped(build=_sheet),
    "filing_board.accept": Scoped(build=_sheet),
    "filing_board.remind_silent": Scoped(build=_sheet),
    "filings_api.filings": Scoped(build=_api),
    "filings_api.report": Scoped(build=_filed),
}
