"""The reporting calendar: switched on, and off, by the campaign's own office."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import Campaign
from quizapp.errors import Invalid
from quizapp.filings.calendar import CalendarPlan, chosen_units, find_calendar_row, save_calendar
from quizapp.filings.forms import DUTIES, WEEKDAYS, CalendarForm
from quizapp.filings.models import FilingCalendar
from quizapp.statistics import Form, find_form, shipped_forms
from quizapp.units import levels, list_subtree
from quizapp.web import ConsoleScope, actor, console_scope, note, settings, show_invalid, staff, store

blueprint = Blueprint("filing_calendar", __name__, url_prefix="/console/filings/calendar", template_folder="templates")

_EDIT = Permission.EDIT_CAMPAIGN
#: Units that can be ticked one by one.
_LISTED = 400


@blueprint.get("")
@staff(_EDIT)
def edit() -> ResponseReturnValue:
    """The calendar as it stands, or a proposal from the campaign's days."""
    with store().read() as session:
        scope, found = _find(session)
        row = find_calendar_row(session, scope.campaign.id, found.key)
        form = _filled(session, scope.campaign, found, row)
        _offer(session, scope, form)
    return render_template("filings/calendar.html", form=form, campaign=scope.campaign, found=found, is_new=row is None)


def _find(session: Session) -> tuple[ConsoleScope, Form]:
    scope = console_scope(session, _EDIT)
    actor().require(_EDIT, scope.root.path)
    wanted = request.args.get("form") or scope.campaign.form_key or next(iter(shipped_forms()))
    return scope, find_form(session, scope.campaign, wanted, settings().forms_folder)


def _filled(session: Session, campaign: Campaign, form: Form, row: FilingCalendar | None) -> CalendarForm:
    if row is None:
        final = datetime.combine(form.final_report or campaign.ends_on, time(18))
        return CalendarForm(
            is_on=True, is_weekly=True, closes_on=2, closes_at=time(18), first_day=campaign.starts_on,
            last_day=campaign.ends_on, final_at=max(final, datetime.combine(campaign.ends_on, time(18))), duty="all",
            allows_nil=True, remind_hours=24,
        )  # fmt: skip
    filled = CalendarForm(obj=row)
    if not filled.is_submitted():
        filled.closes_at.data = time(*divmod(row.closes_at, 60))
        zone = ZoneInfo(campaign.time_zone)
        filled.final_at.data = row.final_at.astimezone(zone).replace(tzinfo=None) if row.final_at else None
        filled.unit_ids.data = chosen_units(session, row.id)
    return filled


def _offer(session: Session, scope: ConsoleScope, form: CalendarForm) -> None:
    units = list_subtree(session, scope.root.path, limit=_LISTED)
    form.closes_on.choices = list(enumerate(WEEKDAYS))
    form.duty.choices = list(DUTIES)
    names = levels()
    used = {unit.level for unit in units}
    form.levels.choices = [(key, _(label)) for key, label in names.items() if key in used]
    form.unit_ids.choices = [(unit.id, unit.name) for unit in units]


@blueprint.post("")
@staff(_EDIT)
def save() -> ResponseReturnValue:
    """Write it down."""
    form = CalendarForm()
    with store().read() as session:
        scope, found = _find(session)
        _offer(session, scope, form)
    if form.validate():
        try:
            with store().write() as session:
                row = save_calendar(session, scope.campaign.id, found.key, _plan(form, scope.campaign))
                detail = {"form": found.key, "on": row.is_on, "weekly": row.is_weekly, "duty": row.duty}
                note(session, "filings.calendar", "campaign", scope.campaign.id, unit_id=scope.root.id, detail=detail)
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("报送日程已保存"), "success")
            return redirect(url_for("filings.index", campaign=scope.campaign.id), 303)
    page = render_template("filings/calendar.html", form=form, campaign=scope.campaign, found=found, is_new=False)
    return page, 422


def _plan(form: CalendarForm, campaign: Campaign) -> CalendarPlan:
    final, closes, first, last = form.final_at.data, form.closes_at.data, form.first_day.data, form.last_day.data
    assert closes is not None, "the form has checked it"
    assert first is not None
    assert last is not None
    return CalendarPlan(
        is_on=form.is_on.data, is_weekly=form.is_weekly.data, closes_on=form.closes_on.data,
        closes_at=closes.hour * 60 + closes.minute, first_day=first, last_day=last,
        final_at=final.replace(tzinfo=ZoneInfo(campaign.time_zone)) if final else None, duty=form.duty.data,
        levels=tuple(form.levels.data or ()), unit_ids=tuple(form.unit_ids.data or ()),
        allows_nil=form.allows_nil.data, remind_hours=form.remind_hours.data or 0,
    )  # fmt: skip
