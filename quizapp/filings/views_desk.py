"""The clerk's page: what is due, the figures already there, what only a person knows, and one button to hand it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign
from quizapp.errors import Conflict, Invalid
from quizapp.filings.calendar import list_calendars, on_duty
from quizapp.filings.errors import NotReady
from quizapp.filings.models import Filing
from quizapp.filings.placing import Handing, fixed_position, settle
from quizapp.filings.problems import Problem, finding_id, is_blocking
from quizapp.filings.queries import events_of
from quizapp.filings.reminders import mail_of, save_mail
from quizapp.filings.rules import TONES, Standing
from quizapp.filings.service import file_report, find_findings
from quizapp.filings.views_shared import (
    Place,
    address_of,
    find_place,
    first_owed,
    list_owed,
    period_name,
    screen_words,
)
from quizapp.kit.periods import CUMULATIVE
from quizapp.statistics import Need, Report, build_report, to_confirm, type_value
from quizapp.units import get_unit
from quizapp.web import actor, console_scope, find_in_campaign, note, now, settings, staff, store, translate_error

blueprint = Blueprint("filings", __name__, url_prefix="/console/filings", template_folder="templates")

_EDIT = Permission.EDIT_STATISTICS
_ADDRESS = "/<int:campaign_id>/<int:unit_id>/<form_key>/<period>"


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The report that the reader's unit owes first, who has not filed where it owes none, or how filing is switched on."""
    with store().read() as session:
        scope = console_scope(session)
        campaign = scope.campaign
        if request.args.get("campaign", type=int):
            campaign = get_campaign(session, request.args.get("campaign", 0, type=int))
        calendars = list_calendars(session, campaign)
        unit_id = request.args.get("unit", type=int) or scope.own_unit_id
        wanted = request.args.get("form")
        calendar = next((each for each in calendars if wanted in (None, each.row.form_key)), None)
        root = get_unit(session, campaign.root_unit_id)
        if calendar is None or unit_id is None:
            may_switch_on = actor().can(Permission.EDIT_CAMPAIGN, root.path)
            return render_template("filings/off.html", campaign=campaign, may_switch_on=may_switch_on)
        campaign, unit = find_in_campaign(session, campaign.id, unit_id, Permission.VIEW)
        owed = first_owed(list_owed(session, calendar, campaign, unit))
        is_due = bool(on_duty(session, calendar.row, [unit.id]))
    if owed is None:
        return render_template("filings/off.html", campaign=campaign, may_switch_on=False, first=calendar.windows[:1])
    return redirect(
        url_for(
            "filings.desk" if is_due else "filing_board.show", campaign_id=campaign.id, unit_id=unit.id,
            form_key=calendar.row.form_key, period=owed.window.period.key,
        )
    )  # fmt: skip


@blueprint.get(_ADDRESS)
@staff(Permission.VIEW)
def desk(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """One report, with everything that is to be done about it."""
    return _page(campaign_id, unit_id, form_key, period)


def _page(
    campaign_id: int, unit_id: int, form_key: str, period: str, *, problems: Sequence[Problem] = (),
    wrong: Mapping[str, str] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    with store().read() as session:
        place = find_place(session, campaign_id, unit_id, form_key, period)
        context = _context(session, place)
    page = render_template(
        "filings/desk.html", problems=problems, wrong=wrong or {}, typed=request.form,
        is_amending="amend" in request.args or bool(request.form.get("reason")), **context,
    )  # fmt: skip
    return page, 422 if problems or wrong else 200


def _context(session: Session, place: Place) -> dict[str, Any]:
    sheet = place.sheet
    report = build(session, place)
    total = (
        report
        if sheet.period == CUMULATIVE
        else build(session, replace(place, sheet=replace(sheet, period=CUMULATIVE)))
    )
    findings = find_findings(session, report, now=now())
    ids = [each.filing.id for each in place.owed if each.filing is not None]
    events = events_of(session, ids)
    newest = place.now.filing
    is_due = bool(on_duty(session, place.calendar.row, [sheet.unit.id]))
    return {
        "place": place,
        "report": report,
        "total": total,
        "questions": [cell for cell in report.waiting() if cell.need is Need.ANSWER],
        "to_confirm": to_confirm(report),
        "again": [cell for cell in report.waiting() if cell.need is Need.CONFIRM_AGAIN],
        "findings": [(finding_id(each), each, is_blocking(each, report)) for each in findings],
        "remarks": [each for each in events if newest is not None and each.filing_id == newest.id and each.remark],
        "address": address_of(place),
        "is_due": is_due,
        "may_file": is_due and actor().can(_EDIT, sheet.unit.path),
        "may_plan": actor().can(Permission.EDIT_CAMPAIGN, get_unit(session, sheet.campaign.root_unit_id).path),
        "is_filed": place.now.standing in (Standing.SUBMITTED, Standing.ACCEPTED, Standing.FROZEN),
        "is_empty": not any(cell.value for cell in report.cells.values() if cell.field.is_number),
        "mail": mail_of(session, sheet.unit.id),
        "tones": TONES,
        "period_name": period_name,
        "words": screen_words(),
    }


def build(session: Session, place: Place) -> Report:
    """The sheet as it would be filed now."""
    sheet = place.sheet
    return build_report(
        session, sheet.form, sheet.campaign, sheet.unit, sheet.period, now=now(),
        position=fixed_position(session, sheet),
    )  # fmt: skip


@blueprint.post(f"{_ADDRESS}/hand-in")
@staff(_EDIT)
def hand_in(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """Keep the answers; and file, unless that is all that was asked for."""
    wrong = _save_answers(campaign_id, unit_id, form_key, period)
    here = url_for("filings.desk", campaign_id=campaign_id, unit_id=unit_id, form_key=form_key, period=period)
    if wrong:
        return _page(campaign_id, unit_id, form_key, period, wrong=wrong)
    if request.form.get("action") == "save":
        flash(_("已保存，还没有报送"), "success")
        return redirect(here, 303)
    try:
        filing = _file(campaign_id, unit_id, form_key, period)
    except NotReady as error:
        return _page(campaign_id, unit_id, form_key, period, problems=error.problems)
    flash(_("已报送。上级审核前后都可以在这里看到状态"), "success")
    return redirect(url_for("filed.show", filing_id=filing.id), 303)


def _save_answers(campaign_id: int, unit_id: int, form_key: str, period: str) -> dict[str, str]:
    """Field -> what is wrong with its answer; all others are kept."""
    answers = {
        name.removeprefix("answer-"): value
        for name, value in request.form.items()
        if name.startswith("answer-") and value.strip()
    }
    wrong: dict[str, str] = {}
    if not answers:
        return wrong
    with store().read() as session:
        place = find_place(session, campaign_id, unit_id, form_key, period, _EDIT)
        report = build(session, place)
    with store().write() as session:
        for key, value in answers.items():
            try:
                reason = request.form.get(f"reason-{key}", "")
                word = type_value(session, report, key, value, reason=reason, by=actor(), now=now())
            except (Invalid, Conflict) as error:
                wrong[key] = translate_error(error)
            else:
                detail = {
                    "form": form_key,
                    "period": period,
                    "field": key,
                    "value": word.value,
                    "derived": word.derived,
                }
                session.flush()
                note(session, "statistics.type", "cell", word.id, unit_id=unit_id, detail=detail)
    return wrong


def _file(campaign_id: int, unit_id: int, form_key: str, period: str) -> Filing:
    settled = settle(store(), key=settings().key_for("ledger"), now=now())
    with store().write() as session:
        place = find_place(session, campaign_id, unit_id, form_key, period, _EDIT)
        filing = file_report(
            session, place.sheet, settled, _handing(), by=actor(), now=now(), key=settings().key_for("filings")
        )
        detail = {
            "form": form_key, "period": period, "version": filing.version, "round": filing.round,
            "position": filing.position, "head": filing.head, "nil": filing.is_nil, "late": filing.is_late,
        }  # fmt: skip
        note(session, "filings.submit", "filing", filing.id, unit_id=unit_id, detail=detail)
    return filing


def _handing() -> Handing:
    def named(prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): text for name, text in request.form.items() if name.startswith(prefix)}

    return Handing(
        explanations=named("explain-"), seen=named("seen-"), is_nil=request.form.get("action") == "nil",
        reason=request.form.get("reason", ""),
    )  # fmt: skip


@blueprint.post("/<int:campaign_id>/units/<int:unit_id>/mail")
@staff(_EDIT)
def save_address(campaign_id: int, unit_id: int) -> ResponseReturnValue:
    """Where the office wants its reminders."""
    with store().write() as session:
        find_in_campaign(session, campaign_id, unit_id, _EDIT)
        try:
            save_mail(session, unit_id, request.form.get("address", ""))
        except Invalid as error:
            flash(translate_error(error), "error")
        else:
            note(session, "filings.mail", "unit", unit_id, unit_id=unit_id)
            flash(_("提醒邮箱已保存"), "success")
    return redirect(url_for("filings.index", campaign=campaign_id, unit=unit_id), 303)
