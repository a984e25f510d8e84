"""What the pages of filings have in common: finding the sheet behind an address, and which reports a unit owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import Campaign
from quizapp.errors import NotFound
from quizapp.filings.calendar import Calendar, get_calendar
from quizapp.filings.models import Filing
from quizapp.filings.queries import latest_of_unit
from quizapp.filings.rules import Standing, Window, standing_of
from quizapp.kit.i18n import N_
from quizapp.kit.periods import parse_period
from quizapp.statistics import Sheet, Words, find_form
from quizapp.units import Unit
from quizapp.web import find_in_campaign, now, settings

#: The cumulative form is offered first so long before its deadline.
_FINAL_NEAR = timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One report of the calendar, and how the unit stands towards it."""

    window: Window
    standing: Standing
    filing: Filing | None

    @property
    def is_to_do(self) -> bool:
        """Whether the unit's office has something to do about it."""
        return self.standing in (Standing.OPEN, Standing.MISSING, Standing.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sheet with its calendar and everything else that the unit owes."""

    sheet: Sheet
    calendar: Calendar
    owed: Sequence[Owed]

    @property
    def now(self) -> Owed:
        """The report that the sheet is."""
        return next(each for each in self.owed if each.window.period.key == self.sheet.period.key)


def find_place(
    session: Session, campaign_id: int, unit_id: int, form_key: str, period: str,
    permission: Permission = Permission.VIEW,
) -> Place:  # fmt: skip
    """The sheet behind an address, when filing is on and the calendar asks for it."""
    campaign, unit = find_in_campaign(session, campaign_id, unit_id, permission)
    calendar = get_calendar(session, campaign, form_key)
    window = calendar.window(parse_period(period))
    sheet = Sheet(
        form=find_form(session, campaign, form_key, settings().forms_folder),
        campaign=campaign,
        unit=unit,
        period=window.period,
    )
    place = Place(sheet=sheet, calendar=calendar, owed=list_owed(session, calendar, campaign, unit))
    if all(each.window.period.key != window.period.key for each in place.owed):
        raise NotFound(N_("这一期还没有开始"))
    return place


def list_owed(session: Session, calendar: Calendar, campaign: Campaign, unit: Unit) -> list[Owed]:
    """Reports that have begun, in the calendar's order. One statement."""
    filed = latest_of_unit(session, campaign.id, calendar.row.form_key, unit.id)
    last = max((each.last_day for each in filed.values() if each.last_day is not None), default=None)
    found = []
    for window in calendar.windows:
        filing, ends = filed.get(window.period.key), window.period.last
        if filing is None and not window.is_open(now()):
            continue
        is_merged = ends is not None and last is not None and ends < last
        standing = standing_of(filing.state if filing else None, window, now(), is_merged=is_merged)
        found.append(Owed(window=window, standing=standing, filing=filing))
    return found


def first_owed(owed: Sequence[Owed]) -> Owed | None:
    """What the office most likely came for: what came back, then the oldest that is due, then what was filed last."""
    to_do = [each for each in owed if each.is_to_do and not _is_far(each)]
    returned = [each for each in to_do if each.standing is Standing.RETURNED]
    others = [each for each in owed if each.filing is not None] or list(owed)
    return next(iter([*returned, *to_do, *reversed(others)]), None)


def _is_far(each: Owed) -> bool:
    return each.window.is_final and now() < each.window.due_at - _FINAL_NEAR and each.standing is Standing.OPEN


def address_of(place: Place) -> dict[str, Any]:
    """The parts of a sheet's address."""
    sheet = place.sheet
    return {
        "campaign_id": sheet.campaign.id, "unit_id": sheet.unit.id, "form_key": sheet.form.key,
        "period": sheet.period.key,
    }  # fmt: skip


def period_name(window: Window) -> str:
    """``6月4日—6月10日`` or 累计（总表）."""
    first, last = window.period.first, window.period.last
    if first is None or last is None:
        return str(_("总表（累计）"))
    return str(_("%(m1)d月%(d1)d日—%(m2)d月%(d2)d日", m1=first.month, d1=first.day, m2=last.month, d2=last.day))


def screen_words() -> Words:
    """The labels around a form's own text, in the reader's language."""
    return Words(
        yes=_("是"), no=_("否"), cumulative=_("累计"), week=_("%(first)s 至 %(last)s", first="%(first)s", last="%(last)s"),
        units_yes=_("下级 %(yes)s/%(all)s 为是", yes="%(yes)d", all="%(all)d"),
    )  # fmt: skip
