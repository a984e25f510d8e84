"""Figures from outside beside a cell: add one with source and proof, open the proof, take it away."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.external_figures import NewFigure, Place, add_figure, proof_of, read_proof, withdraw_figure
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.statistics.report import Report
from quizapp.statistics.values import parse_value
from quizapp.statistics.views_cell import cell_page
from quizapp.statistics.views_shared import address_of, build, find_sheet
from quizapp.uploads import require_harmless
from quizapp.web import actor, find_in_campaign, note, now, settings, staff, store

blueprint = Blueprint("statistics_external", __name__, url_prefix="/console/statistics")

_ADDRESS = "/<int:campaign_id>/<int:unit_id>/<form_key>/<period>/cells/<key>/external"
_EDIT = Permission.EDIT_STATISTICS


@blueprint.post(_ADDRESS)
@staff(_EDIT)
def add(campaign_id: int, unit_id: int, form_key: str, period: str, key: str) -> ResponseReturnValue:
    """Keep the figure beside the cell; the cell itself does not move."""
    try:
        with store().read() as session:
            report = build(session, find_sheet(session, campaign_id, unit_id, form_key, period, _EDIT))
        place, new = _typed(report, key)
        with store().write() as session:
            found = find_sheet(session, campaign_id, unit_id, form_key, period, _EDIT)
            today = local_date(now(), report.campaign.time_zone)
            figure_id = add_figure(session, place, new, by=actor(), now=now(), today=today)
            detail = {"form": form_key, "period": period, "field": key}
            note(session, "statistics.add_external", "external_figure", figure_id, unit_id=unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        return cell_page(campaign_id, unit_id, form_key, period, key, error, asked="external")
    flash(_("外部数据已保存：它列在表旁，不计入本表数字"), "success")
    return redirect(url_for("statistics_cell.show", key=key, _anchor="external-title", **address_of(found)), 303)


def _typed(report: Report, key: str) -> tuple[Place, NewFigure]:
    """What was typed and sent, the proof drawn: before the transaction that keeps it."""
    cell = report.cells.get(key)
    if cell is None or not cell.field.is_number:
        raise Invalid(N_("只有数字格可以附外部数据"), field="value")
    value, is_approximate = parse_value(cell.field, request.form.get("value", ""))
    file = request.files.get("proof")
    content = file.stream.read() if file is not None and file.filename else b""
    kept = read_proof(content)
    require_harmless(content, settings().clamd, field="proof")
    new = NewFigure(
        field_key=key, value=int(value), is_approximate=is_approximate, source=request.form.get("source", ""),
        link=request.form.get("link", ""), as_of=_day(request.form.get("as_of", "")),
        proof=kept,
        nonce=request.form.get("nonce", "")[:64] or f"{report.unit.id}-{now().timestamp()}",
    )  # fmt: skip
    place = Place(
        campaign_id=report.campaign.id, unit_id=report.unit.id, form_key=report.form.key, period_key=report.period.key
    )
    return place, new


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(N_("请填日期，例如 2026-06-16"), field="as_of") from None


@blueprint.get("/<int:campaign_id>/<int:unit_id>/external/<int:figure_id>/proof")
@staff(Permission.VIEW)
def proof(campaign_id: int, unit_id: int, figure_id: int) -> ResponseReturnValue:
    """The picture, or the PDF to save."""
    with store().read() as session:
        _campaign, unit = find_in_campaign(session, campaign_id, unit_id, Permission.VIEW)
        found = proof_of(session, figure_id, unit_path=unit.path)
    headers = {"Cache-Control": "private, max-age=3600"}
    if found.type == "application/pdf":
        headers["Content-Disposition"] = f'attachment; filename="proof-{figure_id}.pdf"'
    return Response(found.content, content_type=found.type, headers=headers)


@blueprint.post(f"{_ADDRESS}/<int:figure_id>/withdraw")
@staff(_EDIT)
def withdraw(
    campaign_id: int, unit_id: int, form_key: str, period: str, key: str, figure_id: int
) -> ResponseReturnValue:
    """Take one's own figure away, with the reason."""
    try:
        with store().write() as session:
            found = find_sheet(session, campaign_id, unit_id, form_key, period, _EDIT)
            reason = request.form.get("reason", "")
            if withdraw_figure(session, figure_id, unit_id=unit_id, reason=reason, by=actor(), now=now()):
                detail = {"form": form_key, "period": period, "field": key, "reason": reason[:200]}
                note(
                    session,
                    "statistics.withdraw_external",
                    "external_figure",
                    figure_id,
                    unit_id=unit_id,
                    detail=detail,
                )
    except Invalid as error:
        return cell_page(campaign_id, unit_id, form_key, period, key, error, asked="external")
    flash(_("外部数据已撤下"), "success")
    return redirect(url_for("statistics_cell.show", key=key, _anchor="external-title", **address_of(found)), 303)
