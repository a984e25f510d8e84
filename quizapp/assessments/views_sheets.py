"""Sheets of an office: started from a copy, opened with the rule in sight, ranked only if it says so."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.assessments.access import EDIT, sheet_for
from quizapp.assessments.cards import freeze
from quizapp.assessments.editing import (
    close_sheet,
    copy_sheet,
    copy_start,
    drop_draft,
    open_sheet,
    set_ranking,
)
from quizapp.assessments.printing import (
    STATE_LABELS,
    grade_text,
    overview_columns,
    overview_document,
    overview_rows,
    ranks_of,
)
from quizapp.assessments.queries import (
    lint,
    list_cards,
    list_sheets,
    scores,
)
from quizapp.assessments.rules import show_points
from quizapp.assessments.sheet import start_sheets
from quizapp.assessments.views_shared import change, staff_actor
from quizapp.units import ancestor_ids, get_unit
from quizapp.web import (
    actor,
    console_scope,
    note,
    now,
    require_part,
    send_document,
    send_rows,
    staff,
    store,
    unit_choices,
)

blueprint = Blueprint("assessments", __name__, url_prefix="/console/assessments", template_folder="templates")
blueprint.add_app_template_filter(show_points, "points")


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Sheets of one's own office, and open ones by which one's unit is scored."""
    with store().read() as session:
        scope = console_scope(session)
        found = list_sheets(session, scope.campaign.id, scope.paths)
        own = [get_unit(session, ancestor_ids(path)[-1]) for path in scope.paths]
        units = unit_choices(session, actor(), EDIT) if actor().can_somewhere(EDIT) else []
    offices = [(sheet, office) for sheet, office in found if actor().sees(office.path)]
    scored = [
        (sheet, office, unit)
        for sheet, office in found
        if sheet.state != "draft"
        for unit in own
        if scores(sheet, office, unit)
    ]
    return render_template("assessments/index.html", offices=offices, scored=scored, units=units, starts=start_sheets())


@blueprint.post("/start")
@staff(EDIT)
def start() -> ResponseReturnValue:
    """A draft made of a sheet to start from."""
    with store().write() as session:
        scope = console_scope(session, EDIT)
        unit = get_unit(session, request.form.get("unit_id", 0, type=int))
        actor().require(EDIT, unit.path)
        require_part(session, scope.campaign, unit)
        key = request.form.get("key", "")
        made = copy_start(session, scope.campaign, unit.id, key, actor=staff_actor(), now=now())
        note(session, "assessment.start", "score_sheet", made.id, unit_id=unit.id, detail={"from": key})
    return redirect(url_for("score_rows.edit", sheet_id=made.id), 303)


@blueprint.post("/<int:sheet_id>/copy")
@staff(EDIT)
def copy(sheet_id: int) -> ResponseReturnValue:
    """The next version of a sheet, as a draft."""
    with store().write() as session:
        sheet, office = sheet_for(session, sheet_id, EDIT, actor())
        made = copy_sheet(session, sheet, office.id, sheet.campaign_id, actor=staff_actor(), now=now())
        note(session, "assessment.copy", "score_sheet", made.id, unit_id=office.id, detail={"from": sheet_id})
    flash(_("已另存为第 %(n)d 版草稿", n=made.version), "success")
    return redirect(url_for("score_rows.edit", sheet_id=made.id), 303)


@blueprint.get("/<int:sheet_id>")
@staff(Permission.VIEW)
def show(sheet_id: int) -> ResponseReturnValue:
    """The office's units with where each stands; in order of points only where that is switched on."""
    with store().read() as session:
        sheet, office = sheet_for(session, sheet_id, Permission.VIEW, actor())
        cards = list_cards(session, sheet, office)
    ranks = ranks_of(cards) if sheet.has_ranking else {}
    grades = {unit.id: grade_text(sheet, card) for unit, card in cards}
    return render_template(
        "assessments/sheet.html", sheet=sheet, office=office, cards=cards, ranks=ranks, grades=grades, states=STATE_LABELS,
        findings=lint(sheet), may_edit=actor().can(EDIT, office.path), may_export=actor().can(Permission.EXPORT, office.path),
        counts={state: sum((card.state if card else "") == state for _unit, card in cards) for state in STATE_LABELS},
    )  # fmt: skip


@blueprint.get("/<int:sheet_id>/export.<any(xlsx, docx, pdf, csv):fmt>")
@staff(Permission.EXPORT)
def export(sheet_id: int, fmt: str) -> ResponseReturnValue:
    """The overview as a file, for the office alone."""
    with store().read() as session:
        sheet, office = sheet_for(session, sheet_id, Permission.EXPORT, actor())
        cards = list_cards(session, sheet, office)
    with store().write() as session:
        detail = {"format": fmt, "rows": len(cards), "ranked": sheet.has_ranking}
        note(session, "assessment.export", "score_sheet", sheet_id, unit_id=office.id, detail=detail)
    name = _("%(title)s汇总", title=sheet.title)
    if fmt in ("docx", "pdf"):
        return send_document(overview_document(sheet, office, cards, _, now=now()), fmt, name)
    return send_rows(overview_columns(sheet, _), overview_rows(sheet, cards, _), fmt, name)


def _page(sheet_id: int) -> str:
    return url_for("assessments.show", sheet_id=sheet_id)


@blueprint.post("/<int:sheet_id>/open")
@staff(EDIT)
def open_it(sheet_id: int) -> ResponseReturnValue:
    """Let units score themselves; somebody has read the rule and ticked that he has."""
    if not request.form.get("sure"):
        flash(_("请先看过说明并勾选，再启用"), "warning")
        return redirect(_page(sheet_id), 303)
    return change(
        sheet_id,
        "open",
        lambda s: open_sheet(s, sheet_id, now=now()),
        _page(sheet_id),
        _("评分表已启用，单位可以自评了"),
    )


@blueprint.post("/<int:sheet_id>/close")
@staff(EDIT)
def close(sheet_id: int) -> ResponseReturnValue:
    """No more scoring on it."""
    return change(sheet_id, "close", lambda s: close_sheet(s, sheet_id), _page(sheet_id), _("评分表已停用"))


@blueprint.post("/<int:sheet_id>/drop")
@staff(EDIT)
def drop(sheet_id: int) -> ResponseReturnValue:
    """Delete a draft."""
    return change(sheet_id, "drop", lambda s: drop_draft(s, sheet_id), url_for("assessments.index"), _("草稿已删除"))


@blueprint.post("/<int:sheet_id>/ranking")
@staff(EDIT)
def ranking(sheet_id: int) -> ResponseReturnValue:
    """Show the office its units' ranks, or stop showing them."""
    is_on = request.form.get("on") == "1"
    if is_on and not request.form.get("sure"):
        flash(_("请先看过说明并勾选，再打开"), "warning")
        return redirect(_page(sheet_id), 303)
    action = "ranking_on" if is_on else "ranking_off"
    return change(sheet_id, action, lambda s: set_ranking(s, sheet_id, is_on=is_on), _page(sheet_id), "")


@blueprint.post("/<int:sheet_id>/freeze")
@staff(EDIT)
def freeze_all(sheet_id: int) -> ResponseReturnValue:
    """What was reviewed stands for good: all of it, or the units that are named."""
    with store().write() as session:
        sheet, office = sheet_for(session, sheet_id, EDIT, actor())
        wanted = request.form.getlist("card", type=int)
        cards = [
            card.id for _unit, card in list_cards(session, sheet, office) if card and (not wanted or card.id in wanted)
        ]
        frozen = freeze(session, sheet_id, cards, now=now())
        detail = {"cards": frozen}
        note(session, "assessment.freeze", "score_sheet", sheet_id, unit_id=office.id, detail=detail)
    flash(_("已定稿 %(n)d 个单位", n=len(frozen)), "success")
    return redirect(_page(sheet_id), 303)
