"""The demo's reports: filing is on, and the last week that closed was filed, judged and partly forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Grant, Role
from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.demo.content import content
from quizapp.filings import (
    CalendarPlan,
    Filing,
    Handing,
    Settled,
    Window,
    accept_many,
    file_report,
    find_findings,
    finding_id,
    get_calendar,
    return_filing,
    save_calendar,
    settle,
)
from quizapp.kit.clock import day_bounds, local_date
from quizapp.kit.periods import week_of
from quizapp.statistics import FieldType, Need, Report, Sheet, build_report, shipped_forms, to_confirm, type_value
from quizapp.units import Unit

#: Reports are due on Wednesdays at six.
_CLOSES_ON, _CLOSES_AT = 2, 18 * 60


def file_week(
    store: Store, campaign: Campaign, units: Mapping[str, Unit], *, ledger_key: bytes, key: bytes, now: datetime
) -> int:
    """Switch filing on, file the last week that closed and look the reports through; how many were filed."""
    said = content()["reports"]
    settled = settle(store, key=ledger_key, now=now)
    with store.write() as session:
        week = _open_calendar(session, campaign, now)
        filed = {}
        for place, code in enumerate(said["filed"]):
            at = week.due_at - timedelta(minutes=25 * (len(said["filed"]) - place))
            filed[code] = _file(session, campaign, units[code], week, settled, now=at, key=key)
        _judge(session, filed, units, min(week.due_at + timedelta(hours=2), now))
    return len(filed)


def _open_calendar(session: Session, campaign: Campaign, now: datetime) -> Window:
    """The week to file; reports are asked for from that week on, and the whole form after the last day."""
    ends, levels = day_bounds(campaign.ends_on, campaign.time_zone)[1], tuple(content()["reports"]["levels"])
    rest_of_day = timedelta(minutes=24 * 60 - _CLOSES_AT)  # a week that closed this evening is over
    week = week_of(local_date(now + rest_of_day, campaign.time_zone), closes_on=_CLOSES_ON)
    assert week.first is not None
    plan = CalendarPlan(
        is_on=True, is_weekly=True, closes_on=_CLOSES_ON, closes_at=_CLOSES_AT,
        first_day=week.first - timedelta(days=7), last_day=campaign.ends_on, final_at=ends + timedelta(days=5),
        duty="levels", levels=levels,
    )  # fmt: skip
    save_calendar(session, campaign.id, campaign.form_key, plan)
    return get_calendar(session, campaign, campaign.form_key).windows[0]


def _file(
    session: Session, campaign: Campaign, unit: Unit, week: Window, settled: Settled, *, now: datetime, key: bytes
) -> Filing:
    """As the unit's clerk does it: answer, confirm, explain, hand in; nothing to tell is a nil report."""
    clerk = _officer(unit, "填报人")
    sheet = Sheet(form=shipped_forms()[campaign.form_key], campaign=campaign, unit=unit, period=week.period)
    report = _read(session, sheet, settled, now)
    if not any(cell.value for cell in report.cells.values() if cell.field.is_number):
        return file_report(session, sheet, settled, Handing(is_nil=True), by=clerk, now=now, key=key)
    _answer(session, report, clerk, now)
    handing = Handing(
        seen={cell.field.key: str(cell.derived) for cell in to_confirm(report)},
        explanations={finding_id(each): "已核对台账" for each in find_findings(session, report, now=now)},
    )
    return file_report(session, sheet, settled, handing, by=clerk, now=now, key=key)


def _read(session: Session, sheet: Sheet, settled: Settled, now: datetime) -> Report:
    return build_report(
        session, sheet.form, sheet.campaign, sheet.unit, sheet.period, now=now, position=settled.position
    )


def _answer(session: Session, report: Report, clerk: Actor, now: datetime) -> None:
    """Every question that no session answers: yes; every such figure: none."""
    for cell in report.waiting():
        if cell.need is Need.ANSWER:
            said = "是" if cell.field.type is FieldType.BOOL else "0"
            type_value(session, report, cell.field.key, said, reason="", by=clerk, now=now)


def _judge(session: Session, filed: Mapping[str, Filing], units: Mapping[str, Unit], now: datetime) -> None:
    """Each level looks at what the level below handed in."""
    said = content()["reports"]
    above = {unit.id: unit for unit in units.values()}
    for code, remark in said["returned"]:
        unit = units[code]
        judge = _officer(above[unit.parent_id or unit.id], "审核人")
        return_filing(session, filed[code], unit.path, remark=remark, by=judge, now=now)
    for top, codes in said["accepted"]:
        accept_many(session, [filed[code].id for code in codes], by=_officer(units[top], "审核人"), now=now)


def _officer(unit: Unit, role: str) -> Actor:
    """Somebody of the unit's office."""
    grant = Grant(role=Role.CAMPAIGN_ADMIN, unit_id=unit.id, unit_path=unit.path)
    return Actor(id=None, name=f"{unit.name}{role}", grants=(grant,))
