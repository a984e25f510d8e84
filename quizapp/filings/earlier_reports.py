"""What filed reports mean for the sheets of statistics: late entries, typed weekly figures, answers given once.

See `quizapp.statistics.earlier` for who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.filings.calendar import Calendar, find_calendar, on_duty
from quizapp.filings.queries import last_content, last_weeks, later_below
from quizapp.filings.snapshot import decode
from quizapp.filings.weeks import typed_in_weeks
from quizapp.kit.periods import CUMULATIVE, up_to
from quizapp.statistics import Earlier, Sheet, ledger_figures


def is_filed(session: Session, campaign: Campaign, form_key: str) -> bool:
    """Whether the campaign's office has switched filing on for this form."""
    return find_calendar(session, campaign, form_key) is not None


def look_back(session: Session, sheet: Sheet, units: Mapping[int, str], *, position: int | None) -> Earlier:
    """For a week: what of earlier weeks came in since it was reported. For the total: what was typed in the weeks."""
    calendar = find_calendar(session, sheet.campaign, sheet.form.key)
    if calendar is None:
        return Earlier()
    if sheet.period == CUMULATIVE:
        return Earlier(asks_once=True, typed=typed_in_weeks(session, sheet, units))
    if not any(window.period.key == sheet.period.key for window in calendar.windows):
        return Earlier(asks_once=True)
    return Earlier(asks_once=True, late=_late(session, sheet, calendar, units, position))


def _late(
    session: Session, sheet: Sheet, calendar: Calendar, units: Mapping[int, str], position: int | None
) -> dict[int, dict[str, int]]:
    """Everything before the week, without what the last filed week had of it: each entry is in one report.

    A week that was never filed is in there too: it comes with the next.
    """
    first = sheet.period.first
    assert first is not None
    reporting = on_duty(session, calendar.row, units)
    asked = {unit_id: path for unit_id, path in units.items() if unit_id in reporting}
    if not asked:
        return {}
    before = ledger_figures(session, sheet, asked, period=up_to(first - timedelta(days=1)), position=position)
    filed = last_weeks(session, sheet, asked, first)
    reported = {unit_id: filed[unit_id].until if unit_id in filed else {} for unit_id in before}
    return {
        unit_id: {key: figure - reported[unit_id].get(key, 0) for key, figure in figures.items()}
        for unit_id, figures in before.items()
    }


def filed_since(session: Session, sheet: Sheet) -> list[str]:
    """Names of the units below whose report came after the sheet's unit had filed the same one."""
    return later_below(session, sheet.campaign.id, sheet.form.key, sheet.unit, sheet.period)


def previous_cumulative(session: Session, sheet: Sheet, *, before: datetime) -> dict[str, int] | None:
    """The cumulative figures that the unit last filed; None while it has filed nothing."""
    content = last_content(session, sheet, before)
    return None if content is None else decode(content).cumulative
