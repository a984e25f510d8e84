"""Participation tallies on screen and as files: by activity, by unit, by person."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import exports
from quizapp.accounts import Permission
from quizapp.campaigns import Campaign
from quizapp.kit.clock import local_date
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.kit.periods import CUMULATIVE, parse_period
from quizapp.kit.text import clean_line
from quizapp.ledger import Measure, Scope, sums
from quizapp.statistics.tallies import TallyBy, count_tally, list_tally
from quizapp.statistics.tally_sheet import columns_of, tally_file_rows
from quizapp.statistics.views_shared import period_choices, screen_words, unit_choices_near
from quizapp.units import Unit
from quizapp.web import actor, console_scope, find_in_campaign, note, now, send_rows, staff, store

blueprint = Blueprint("tallies", __name__, url_prefix="/console/statistics/tallies", template_folder="templates")

_ADDRESS = "/<int:campaign_id>/<int:unit_id>/<period>/<any(activity, unit, person):by>"
_PAGE = 100
_TITLES = {TallyBy.ACTIVITY: N_("按活动"), TallyBy.UNIT: N_("按单位"), TallyBy.PERSON: N_("按人员")}


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The tally one most likely wants, or the one that the switch asks for."""
    with store().read() as session:
        scope = console_scope(session)
        unit_id = request.args.get("unit", type=int) or scope.require_own_unit_id()
    by = request.args.get("by", TallyBy.ACTIVITY.value)
    return redirect(
        url_for(
            "tallies.show", campaign_id=request.args.get("campaign", type=int) or scope.campaign.id, unit_id=unit_id,
            period=request.args.get("period") or CUMULATIVE.key, by=by if by in list(TallyBy) else TallyBy.ACTIVITY.value,
        )
    )  # fmt: skip


def _find(
    session: Session, campaign_id: int, unit_id: int, period: str, permission: Permission
) -> tuple[Campaign, Unit, Scope]:
    campaign, unit = find_in_campaign(session, campaign_id, unit_id, permission)
    return campaign, unit, Scope(campaign_id=campaign.id, unit_path=unit.path, period=parse_period(period))


@blueprint.get(_ADDRESS)
@staff(Permission.VIEW)
def show(campaign_id: int, unit_id: int, period: str, by: str) -> ResponseReturnValue:
    """A page of the tally; names masked."""
    kind, page = TallyBy(by), max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        campaign, unit, scope = _find(session, campaign_id, unit_id, period, Permission.VIEW)
        total = count_tally(session, scope, kind)
        rows = list(list_tally(session, scope, kind, offset=(page - 1) * _PAGE, limit=_PAGE))
        totals = {measure.value: 0 for measure in Measure}
        for each in sums(session, scope):
            totals[each.measure] += each.quantity
        units = unit_choices_near(session, campaign, unit)
    return render_template(
        "statistics/tallies.html", campaign=campaign, unit=unit, by=kind, rows=rows, total=total, page=page,
        pages=max(ceil(total / _PAGE), 1), totals=totals, units=units, scope=scope,
        periods=period_choices(campaign, scope.period), kinds=kind_labels(), words=screen_words(),
        titles={each: _(title) for each, title in _TITLES.items()}, first_number=(page - 1) * _PAGE + 1,
        may_export=actor().can(Permission.EXPORT, unit.path), may_reveal=actor().can(Permission.REVEAL_PHONE, unit.path),
        address={"campaign_id": campaign_id, "unit_id": unit_id, "period": scope.period.key},
    )  # fmt: skip


@blueprint.get(f"{_ADDRESS}.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export(campaign_id: int, unit_id: int, period: str, by: str, fmt: str) -> ResponseReturnValue:
    """The whole tally as a file, names masked."""
    return _file(campaign_id, unit_id, period, TallyBy(by), fmt, masked=True)


@blueprint.post(f"{_ADDRESS}.<any(xlsx, csv):fmt>")
@staff(Permission.REVEAL_PHONE)
def export_with_names(campaign_id: int, unit_id: int, period: str, by: str, fmt: str) -> ResponseReturnValue:
    """The whole tally with full names: who took it, when and why stands in the audit log."""
    if not clean_line(request.form.get("reason", "")):
        flash(_("请写明原因，会记入操作日志"), "error")
        return redirect(url_for("tallies.show", campaign_id=campaign_id, unit_id=unit_id, period=period, by=by), 303)
    return _file(campaign_id, unit_id, period, TallyBy(by), fmt, masked=False)


def _file(campaign_id: int, unit_id: int, period: str, by: TallyBy, fmt: str, *, masked: bool) -> ResponseReturnValue:
    permission = Permission.EXPORT if masked else Permission.REVEAL_PHONE
    with store().write() as session:
        campaign, unit, scope = _find(session, campaign_id, unit_id, period, permission)
        detail = {"by": by.value, "period": scope.period.key, "format": fmt, "masked": masked}
        why = {} if masked else {"reason": clean_line(request.form.get("reason", ""), limit=200)}
        note(
            session,
            "statistics.export_tally",
            "tally",
            campaign.id,
            unit_id=unit_id,
            detail=detail,
            personal=why or None,
        )
    words = {"unit": unit.name, "by": _(_TITLES[by]), "period": screen_words().period(scope.period)}
    title = _("%(unit)s 参与情况 %(by)s %(period)s", **words)
    name = exports.file_name(title, local_date(now(), campaign.time_zone), fmt).rpartition(".")[0]
    with store().read() as session:
        return send_rows(columns_of(by, _), tally_file_rows(session, scope, by, masked=masked, say=_), fmt, name)
