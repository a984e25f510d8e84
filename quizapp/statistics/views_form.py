"""The official form on screen, and the switch between units, forms and periods."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign
from quizapp.kit.clock import day_bounds, local_date
from quizapp.kit.periods import CUMULATIVE, week_of
from quizapp.statistics.catalogue import find_form, shipped_forms
from quizapp.statistics.checks import run_checks
from quizapp.statistics.children import child_lines
from quizapp.statistics.document import header_values, twice_counted
from quizapp.statistics.earlier import figures_before, filed_since
from quizapp.statistics.explain import explain_ground, look_around
from quizapp.statistics.filing import FORMATS
from quizapp.statistics.inputs import confirm_all, to_confirm
from quizapp.statistics.layout import sentence_lines
from quizapp.statistics.report import Report
from quizapp.statistics.said import Sheet
from quizapp.statistics.views_shared import (
    address_of,
    build,
    crumbs_of,
    find_sheet,
    form_choices,
    period_choices,
    screen_words,
    unit_choices_near,
)
from quizapp.web import actor, console_scope, note, now, settings, staff, store

blueprint = Blueprint("statistics", __name__, url_prefix="/console/statistics", template_folder="templates")


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The form one most likely wants, or the one that the switch asks for."""
    with store().read() as session:
        scope = console_scope(session)
        campaign = scope.campaign
        if request.args.get("campaign", type=int):
            campaign = get_campaign(session, request.args.get("campaign", 0, type=int))
        unit_id = request.args.get("unit", type=int) or scope.require_own_unit_id()
        wanted = request.args.get("form") or campaign.form_key or next(iter(shipped_forms()))
        form = find_form(session, campaign, wanted, settings().forms_folder)
    return redirect(
        url_for(
            "statistics.sheet", campaign_id=campaign.id, unit_id=unit_id, form_key=form.reference,
            period=request.args.get("period") or CUMULATIVE.key,
        )
    )  # fmt: skip


@blueprint.get("/<int:campaign_id>/<int:unit_id>/<form_key>/<period>")
@staff(Permission.VIEW)
def sheet(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """The form, filled."""
    with store().read() as session:
        found = find_sheet(session, campaign_id, unit_id, form_key, period)
        report = build(session, found)
        context = _context(session, found, report)
    return render_template("statistics/sheet.html", **context)


def _context(session: Session, found: Sheet, report: Report) -> dict[str, Any]:
    around = look_around(session, report)
    return {
        "report": report,
        "header": header_values(report),
        "lines": {item.key: sentence_lines(report, item) for section in found.form.sections for item in section.items},
        "findings": run_checks(report, previous=_previous(session, found)),
        "waiting": report.waiting(),
        "to_confirm": to_confirm(report),
        "children": child_lines(session, report, known=around.rows),
        "filed_since": filed_since(session, found) if report.children else [],
        "external": report.external,
        "explained": [each for each in explain_ground(session, around).values() if each.others],
        "crumbs": crumbs_of(session, found),
        "units": unit_choices_near(session, found.campaign, found.unit),
        "periods": period_choices(found.campaign, found.period),
        "forms": form_choices(session, found.campaign, found.form),
        "twice": twice_counted(report),
        "formats": FORMATS[:5],
        "may_edit": actor().can(Permission.EDIT_STATISTICS, found.unit.path) and not found.form.is_pinned,
        "may_edit_campaign": (
            found.unit.id == found.campaign.root_unit_id and actor().can(Permission.EDIT_CAMPAIGN, found.unit.path)
        ),
        "may_export": actor().can(Permission.EXPORT, found.unit.path),
        "address": address_of(found),
        "words": screen_words(),
    }


def _previous(session: Session, found: Sheet) -> dict[str, int]:
    """What the cumulative form said when it was last filed, or else when the last week closed; nothing for a week's form."""
    if found.period != CUMULATIVE:
        return {}
    zone = found.campaign.time_zone
    this_week = week_of(local_date(now(), zone))
    assert this_week.first is not None
    _closed, opened = day_bounds(this_week.first - timedelta(days=1), zone)
    return figures_before(session, found, now=now(), closed=opened)


@blueprint.post("/<int:campaign_id>/<int:unit_id>/<form_key>/<period>/confirm-all")
@staff(Permission.EDIT_STATISTICS)
def confirm_everything(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """Confirm all derived figures that wait for it, as they were shown."""
    seen = {name.removeprefix("seen-"): value for name, value in request.form.items() if name.startswith("seen-")}
    with store().write() as session:
        found = find_sheet(session, campaign_id, unit_id, form_key, period, Permission.EDIT_STATISTICS)
        said, moved = confirm_all(session, build(session, found), seen, by=actor(), now=now())
        for word in said:
            detail = {"form": form_key, "period": word.period_key, "field": word.field_key, "figure": word.derived}
            note(session, "statistics.confirm", "cell", word.id, unit_id=unit_id, detail=detail)
    if said:
        flash(ngettext("已确认 %(num)d 项", "已确认 %(num)d 项", len(said)), "success")
    if moved:
        flash(_("这些数字刚刚变了，请看过后再确认：%(labels)s", labels="、".join(moved)), "warning")
    return redirect(url_for("statistics.sheet", **address_of(found)), 303)
