"""The level above: who has filed, who has not, accept many at once, remind those who are silent."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.exports import Column, Scalar
from quizapp.filings.board import FILTERS, Board, BoardLine, read_board
from quizapp.filings.calendar import Calendar, get_calendar
from quizapp.filings.queries import later_below
from quizapp.filings.reminders import remind
from quizapp.filings.review import accept_many
from quizapp.filings.rules import TONES, Window
from quizapp.filings.views_shared import period_name
from quizapp.kit.clock import local_date
from quizapp.kit.periods import parse_period
from quizapp.units import Unit, list_ancestors, names_of
from quizapp.web import actor, find_in_campaign, note, now, send_rows, staff, store

blueprint = Blueprint("filing_board", __name__, url_prefix="/console/filings/board", template_folder="templates")

_EDIT = Permission.EDIT_STATISTICS
_ADDRESS = "/<int:campaign_id>/<int:unit_id>/<form_key>/<period>"
PAGE = 100


@blueprint.get(_ADDRESS)
@staff(Permission.VIEW)
def show(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """One report of the calendar, all units of the subtree."""
    chosen, page = request.args.get("show", "all"), max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        calendar, window, unit, board = _find(session, campaign_id, unit_id, form_key, period)
        lines = board.shown(chosen)
        shown = lines[(page - 1) * PAGE : page * PAGE]
        context = {
            "filed_since": later_below(session, calendar.row.campaign_id, form_key, unit, window.period),
            "parents": names_of(session, {line.parent_id for line in shown if line.parent_id}),
            "crumbs": _crumbs(session, unit, campaign_id, form_key, period),
        }
    return render_template(
        "filings/board.html", board=board, lines=shown, total=len(lines), page=page, pages=max(ceil(len(lines) / PAGE), 1),
        chosen=chosen, counts=board.counts(), filters=FILTERS, unit=unit, window=window, calendar=calendar,
        windows=[each for each in calendar.windows if each.is_open(now())], period_name=period_name, tones=TONES,
        may_review=actor().can(_EDIT, unit.path), may_export=actor().can(Permission.EXPORT, unit.path),
        address=_address(campaign_id, unit_id, form_key, period), **context,
    )  # fmt: skip


def _address(campaign_id: int, unit_id: int, form_key: str, period: str) -> dict[str, Any]:
    return {"campaign_id": campaign_id, "unit_id": unit_id, "form_key": form_key, "period": period}


def _find(
    session: Session, campaign_id: int, unit_id: int, form_key: str, period: str,
    permission: Permission = Permission.VIEW,
) -> tuple[Calendar, Window, Unit, Board]:  # fmt: skip
    campaign, unit = find_in_campaign(session, campaign_id, unit_id, permission)
    calendar = get_calendar(session, campaign, form_key)
    window = calendar.window(parse_period(period))
    return calendar, window, unit, read_board(session, campaign, calendar, window, unit, now=now())


def _crumbs(session: Session, unit: Unit, campaign_id: int, form_key: str, period: str) -> list[tuple[str, str]]:
    return [
        (each.name, url_for("filing_board.show", **_address(campaign_id, each.id, form_key, period)))
        for each in list_ancestors(session, unit)
        if actor().can(Permission.VIEW, each.path)
    ]


@blueprint.get(f"{_ADDRESS}/export.xlsx")
@staff(Permission.EXPORT)
def export(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """What the filter shows, as a file."""
    chosen = request.args.get("show", "all")
    with store().read() as session:
        calendar, window, unit, board = _find(session, campaign_id, unit_id, form_key, period, Permission.EXPORT)
        lines = board.shown(chosen)
        parents = {line.unit_id: line.name for line in board.lines}
    with store().write() as session:
        detail = {"form": form_key, "period": period, "show": chosen, "rows": len(lines)}
        note(session, "filings.export_board", "unit", unit_id, unit_id=unit_id, detail=detail)
    rows = (_row(line, parents, calendar.zone) for line in lines)
    return send_rows(
        _columns(), rows, "xlsx", _("%(unit)s报送情况 %(period)s", unit=unit.name, period=period_name(window))
    )


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("单位"), 24), (_("代码"), 16), (_("上级"), 20), (_("状态"), 14), (_("零报告"), 8), (_("逾期"), 8), (_("版本"), 8),
        (_("报送时间"), 18), (_("报送人"), 14), (_("最近提醒"), 14),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _row(line: BoardLine, parents: dict[int, str], zone: str) -> tuple[Scalar, ...]:
    filed_on = local_date(line.filed_at, zone) if line.filed_at else None
    reminded_on = local_date(line.reminded_at, zone) if line.reminded_at else None
    return (
        line.name, line.code, parents.get(line.parent_id or 0, ""), _(line.standing.label), line.is_nil,
        line.fits("late"), line.version or None, filed_on, line.author, reminded_on,
    )  # fmt: skip


@blueprint.post(f"{_ADDRESS}/accept")
@staff(_EDIT)
def accept(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """Accept the reports that were ticked; those that may not be are left as they are."""
    ids = {int(text) for text in request.form.getlist("filing") if text.isascii() and text.isdigit()}
    with store().read() as session:
        _calendar, _window, _unit, board = _find(session, campaign_id, unit_id, form_key, period, _EDIT)
    ids &= {line.filing_id for line in board.lines if line.filing_id is not None}
    with store().write() as session:
        accepted = accept_many(session, ids, by=actor(), now=now())
        if accepted:
            detail = {"form": form_key, "period": period, "filings": [each.id for each in accepted]}
            note(session, "filings.accept_many", "unit", unit_id, unit_id=unit_id, detail=detail)
    flash(ngettext("已通过 %(num)d 份", "已通过 %(num)d 份", len(accepted)), "success" if accepted else "warning")
    return _back(campaign_id, unit_id, form_key, period)


@blueprint.post(f"{_ADDRESS}/remind")
@staff(_EDIT)
def remind_silent(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    """Remind all that have not filed; each at most once a window by hand."""
    with store().write() as session:
        campaign, unit = find_in_campaign(session, campaign_id, unit_id, _EDIT)
        calendar = get_calendar(session, campaign, form_key)
        window = calendar.window(parse_period(period))
        count = remind(session, campaign, calendar, window, [unit.path], by=actor(), now=now())
        if count:
            detail = {"form": form_key, "period": period, "units": count}
            note(session, "filings.remind", "unit", unit_id, unit_id=unit_id, detail=detail)
    said = (
        ngettext("已提醒 %(num)d 个单位", "已提醒 %(num)d 个单位", count)
        if count
        else _("没有需要提醒的：未报的单位这一期都提醒过了")
    )
    flash(said, "success")
    return _back(campaign_id, unit_id, form_key, period)


def _back(campaign_id: int, unit_id: int, form_key: str, period: str) -> ResponseReturnValue:
    address = _address(campaign_id, unit_id, form_key, period)
    return redirect(url_for("filing_board.show", show=request.args.get("show"), **address), 303)
