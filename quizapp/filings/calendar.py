"""The reporting calendar of a campaign and a form: switched on by the campaign's office, off by default."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists, insert, select, true
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.errors import Invalid, NotFound
from quizapp.filings.models import Filing, FilingCalendar, FilingDuty
from quizapp.filings.rules import Schedule, Window, windows
from quizapp.kit.i18n import N_
from quizapp.kit.periods import Period
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPlan:
    """What an office decides; see the columns of `FilingCalendar`."""

    is_on: bool
    is_weekly: bool
    closes_on: int
    closes_at: int
    first_day: date
    last_day: date
    final_at: datetime | None
    duty: str = "all"
    levels: tuple[str, ...] = ()
    unit_ids: tuple[int, ...] = ()
    allows_nil: bool = True
    remind_hours: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar that is on, with all its reports."""

    row: FilingCalendar
    zone: str
    windows: Sequence[Window] = field(default_factory=list)

    def window(self, period: Period) -> Window:
        """The report for ``period``. Raises `NotFound` when none is asked for."""
        for each in self.windows:
            if each.period.key == period.key:
                return each
        raise NotFound(N_("报送日程里没有这一期"))


def find_calendar_row(session: Session, campaign_id: int, form_key: str) -> FilingCalendar | None:
    """The calendar, on or off."""
    query = select(FilingCalendar).where(FilingCalendar.campaign_id == campaign_id, FilingCalendar.form_key == form_key)
    return session.scalar(query)


def find_calendar(session: Session, campaign: Campaign, form_key: str) -> Calendar | None:
    """The calendar if it is on. One statement."""
    row = find_calendar_row(session, campaign.id, form_key)
    return calendar_of(row, campaign.time_zone) if row is not None and row.is_on else None


def get_calendar(session: Session, campaign: Campaign, form_key: str) -> Calendar:
    """The calendar. Raises `NotFound` with the way out while nothing is filed."""
    found = find_calendar(session, campaign, form_key)
    if found is None:
        raise NotFound(N_("这张表没有开通网上报送：请活动的主办单位在“报送日程”里开通"))
    return found


def list_calendars(session: Session, campaign: Campaign) -> list[Calendar]:
    """Calendars of the campaign that are on; that of the campaign's own form first."""
    rows = session.scalars(
        select(FilingCalendar).where(FilingCalendar.campaign_id == campaign.id, FilingCalendar.is_on)
    ).all()
    ordered = sorted(rows, key=lambda row: (row.form_key != campaign.form_key, row.form_key))
    return [calendar_of(row, campaign.time_zone) for row in ordered]


def calendar_of(row: FilingCalendar, zone: str) -> Calendar:
    """The row with its reports."""
    return Calendar(row=row, zone=zone, windows=windows(_schedule(row, zone)))


def _schedule(plan: FilingCalendar | CalendarPlan, zone: str) -> Schedule:
    return Schedule(
        zone=zone, is_weekly=plan.is_weekly, closes_on=plan.closes_on, closes_at=plan.closes_at,
        first_day=plan.first_day, last_day=plan.last_day, final_at=plan.final_at,
    )  # fmt: skip


def save_calendar(session: Session, campaign_id: int, form_key: str, plan: CalendarPlan) -> FilingCalendar:
    """Write the office's decision down. Raises `Invalid` naming the field, also where a week that was filed would go."""
    _check(plan)
    row = lock_calendar(session, campaign_id, form_key, to_change=True)
    _keep_filed_weeks(session, campaign_id, form_key, plan)
    if row is None:
        row = FilingCalendar(
            campaign_id=campaign_id, form_key=form_key, first_day=plan.first_day, last_day=plan.last_day
        )
        session.add(row)
    for name in (
        "is_on", "is_weekly", "closes_on", "closes_at", "first_day", "last_day", "final_at", "duty", "allows_nil",
        "remind_hours",
    ):  # fmt: skip
        setattr(row, name, getattr(plan, name))
    row.levels = list(plan.levels)
    session.flush()
    session.execute(delete(FilingDuty).where(FilingDuty.calendar_id == row.id))
    if plan.duty == "chosen":
        session.execute(insert(FilingDuty), [{"calendar_id": row.id, "unit_id": each} for each in set(plan.unit_ids)])
    return row


def lock_calendar(session: Session, campaign_id: int, form_key: str, *, to_change: bool) -> FilingCalendar | None:
    """The calendar, held still until the transaction ends: many may file at once, but nobody while it is changed."""
    query = select(FilingCalendar).where(FilingCalendar.campaign_id == campaign_id, FilingCalendar.form_key == form_key)
    locked = query.with_for_update(read=not to_change).execution_options(populate_existing=True)
    return session.scalar(locked)


def _keep_filed_weeks(session: Session, campaign_id: int, form_key: str, plan: CalendarPlan) -> None:
    """Raises `Invalid` where a week that was filed is none of the plan's.

    Weeks that close on another day would count some days twice; a returned week that is gone could never be filed
    again, and holds up all that come after it.
    """
    if not plan.is_on:
        return
    query = select(Filing.period_key, Filing.last_day).where(
        Filing.campaign_id == campaign_id, Filing.form_key == form_key, Filing.is_latest, Filing.last_day.is_not(None)
    )
    kept = {window.period.key for window in windows(_schedule(plan, "UTC"))}
    lost = sorted(day for key, day in session.execute(query.distinct()) if day is not None and key not in kept)
    if lost:
        raise _refusal(plan, lost[0], lost[-1])


def _refusal(plan: CalendarPlan, first: date, last: date) -> Invalid:
    if not plan.is_weekly:
        said = N_("已有单位报送过截至 %(day)s 的一周：周报不能取消；以后不再报，请把“最后一周”改到那一周")
        return Invalid(said, field="is_weekly", day=last)
    if last.weekday() != plan.closes_on:
        said = N_("已有单位报送过截至 %(day)s 的一周：每周截止日不能再改，否则有的日子会算两次")
        return Invalid(said, field="closes_on", day=last)
    if first < plan.first_day:
        return Invalid(N_("已有单位报送过截至 %(day)s 的一周：第一周不能晚于它"), field="first_day", day=first)
    return Invalid(N_("已有单位报送过截至 %(day)s 的一周：最后一周不能早于它"), field="last_day", day=last)


def _check(plan: CalendarPlan) -> None:
    if plan.last_day < plan.first_day:
        raise Invalid(N_("最后一周不能早于第一周"), field="last_day")
    if plan.is_on and not plan.is_weekly and plan.final_at is None:
        raise Invalid(N_("周报和总表至少要选一样"), field="is_weekly")
    if plan.duty == "chosen" and not plan.unit_ids:
        raise Invalid(N_("请选出要报送的单位"), field="unit_ids")
    if plan.duty == "levels" and not plan.levels:
        raise Invalid(N_("请选出要报送的层级"), field="levels")


def chosen_units(session: Session, calendar_id: int) -> list[int]:
    """Ids of the units that were chosen one by one."""
    return list(session.scalars(select(FilingDuty.unit_id).where(FilingDuty.calendar_id == calendar_id)))


def is_on_duty(row: FilingCalendar) -> ColumnElement[bool]:
    """Condition on `Unit`: active, and asked to report."""
    return Unit.is_active & _is_asked(row)


def _is_asked(row: FilingCalendar) -> ColumnElement[bool]:
    if row.duty == "levels":
        return Unit.level.in_(row.levels)
    if row.duty == "chosen":
        return exists().where(FilingDuty.calendar_id == row.id, FilingDuty.unit_id == Unit.id)
    return true()


def on_duty(session: Session, row: FilingCalendar, unit_ids: Collection[int]) -> set[int]:
    """Those of the units that are asked to report."""
    return set(session.scalars(select(Unit.id).where(Unit.id.in_(set(unit_ids)), is_on_duty(row))))
