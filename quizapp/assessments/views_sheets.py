"""Sheets of an office: started from a copy, edited while a draft, opened with the rule in sight, ranked only if it says so."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.assessments.access import EDIT, sheet_for
from quizapp.assessments.cards import freeze
from quizapp.assessments.editing import (
    change_sheet,
    close_sheet,
    copy_sheet,
    copy_start,
    drop_draft,
    drop_row,
    find_row,
    lint,
    list_cards,
    list_sheets,
    move_row,
    open_sheet,
    save_row,
    scores,
    set_ranking,
)
from quizapp.assessments.forms import RowForm, SheetForm
from quizapp.assessments.models import ScoreSheet
from quizapp.assessments.printing import (
    STATE_LABELS,
    grade_text,
    overview_columns,
    overview_document,
    overview_rows,
    ranks_of,
)
from quizapp.assessments.rules import RULE_LABELS, show_points
from quizapp.assessments.sheet import Row, rows_of, start_sheets
from quizapp.errors import Conflict, Invalid
from quizapp.kit.evidence import kind_labels
from quizapp.units import ancestor_ids, get_unit
from quizapp.web import (
    actor,
    console_scope,
    note,
    now,
    require_part,
    send_document,
    send_rows,
    show_invalid,
    staff,
    store,
    translate_error,
    unit_choices,
)

blueprint = Blueprint("assessments", __name__, url_prefix="/console/assessments", template_folder="templates")
blueprint.add_app_template_filter(show_points, "points")


def staff_actor() -> str:
    """Who acts, as tables note it."""
    return f"staff:{actor().id}"


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
    return redirect(url_for("assessments.edit", sheet_id=made.id), 303)


@blueprint.post("/<int:sheet_id>/copy")
@staff(EDIT)
def copy(sheet_id: int) -> ResponseReturnValue:
    """The next version of a sheet, as a draft."""
    with store().write() as session:
        sheet, office = sheet_for(session, sheet_id, EDIT, actor())
        made = copy_sheet(session, sheet, office.id, sheet.campaign_id, actor=staff_actor(), now=now())
        note(session, "assessment.copy", "score_sheet", made.id, unit_id=office.id, detail={"from": sheet_id})
    flash(_("已另存为第 %(n)d 版草稿", n=made.version), "success")
    return redirect(url_for("assessments.edit", sheet_id=made.id), 303)


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
    with store().write() as session:
        sheet, office = sheet_for(session, sheet_id, Permission.EXPORT, actor())
        cards = list_cards(session, sheet, office)
        detail = {"format": fmt, "rows": len(cards), "ranked": sheet.has_ranking}
        note(session, "assessment.export", "score_sheet", sheet_id, unit_id=office.id, detail=detail)
    name = _("%(title)s汇总", title=sheet.title)
    if fmt in ("docx", "pdf"):
        return send_document(overview_document(sheet, office, cards, _, now=now()), fmt, name)
    return send_rows(overview_columns(sheet, _), overview_rows(sheet, cards, _), fmt, name)


@blueprint.route("/<int:sheet_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(sheet_id: int) -> ResponseReturnValue:
    """A draft: its heading, its rows, and what is wrong with it."""
    form = SheetForm()
    form.offer()
    with store().read() as session:
        sheet, office = sheet_for(session, sheet_id, EDIT, actor())
    if sheet.state != "draft":
        return redirect(url_for("assessments.show", sheet_id=sheet_id))
    if not form.is_submitted():
        form.fill(sheet)
    elif form.validate():
        try:
            with store().write() as session:
                sheet_for(session, sheet_id, EDIT, actor())
                changed = change_sheet(session, sheet_id, form.text(), actor=staff_actor(), now=now())
                detail = {"title": changed.title, "total": changed.total}
                note(session, "assessment.change", "score_sheet", sheet_id, unit_id=office.id, detail=detail)
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("已保存"), "success")
            return redirect(url_for("assessments.edit", sheet_id=sheet_id), 303)
    page = render_template(
        "assessments/edit.html", sheet=sheet, office=office, form=form, rows=rows_of(sheet.rows), findings=lint(sheet),
        types=RULE_LABELS, kinds=kind_labels(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/<int:sheet_id>/rows/new", methods=["GET", "POST"])
@staff(EDIT)
def add_row(sheet_id: int) -> ResponseReturnValue:
    """Another row."""
    return _row_page(sheet_id, "")


@blueprint.route("/<int:sheet_id>/rows/<key>", methods=["GET", "POST"])
@staff(EDIT)
def row(sheet_id: int, key: str) -> ResponseReturnValue:
    """Another wording, other points, another way of counting."""
    return _row_page(sheet_id, key)


def _row_page(sheet_id: int, key: str) -> ResponseReturnValue:
    form = RowForm()
    form.offer()
    with store().read() as session:
        sheet, office = sheet_for(session, sheet_id, EDIT, actor())
    found: Row | None = find_row(sheet, key) if key else None
    if not form.is_submitted():
        if found is not None:
            form.fill(found)
        elif sheet.rows:
            form.group.data = sheet.rows[-1].get("group", "")
    elif form.validate():
        try:
            with store().write() as session:
                sheet_for(session, sheet_id, EDIT, actor())
                save_row(session, sheet_id, form.row(key), actor=staff_actor(), now=now())
                detail = {"row": key or "new", "title": form.title.data, "points": form.points.data}
                note(session, "assessment.change_row", "score_sheet", sheet_id, unit_id=office.id, detail=detail)
        except Invalid as error:
            show_invalid(form, error)
        else:
            return redirect(url_for("assessments.edit", sheet_id=sheet_id), 303)
    groups = list(dict.fromkeys(each.get("group", "") for each in sheet.rows))
    page = render_template("assessments/row.html", sheet=sheet, form=form, row=found, groups=groups)
    return page, 422 if form.errors else 200


def _change(
    sheet_id: int, action: str, deed: Callable[[Session], ScoreSheet | None], where: str, done: str
) -> ResponseReturnValue:
    """Do one thing to a sheet of one's office, write it down, go on; a refusal is said on the page one came from."""
    try:
        with store().write() as session:
            _sheet, office = sheet_for(session, sheet_id, EDIT, actor())
            deed(session)
            note(session, f"assessment.{action}", "score_sheet", sheet_id, unit_id=office.id)
    except (Conflict, Invalid) as error:
        flash(translate_error(error), "warning")
    else:
        if done:
            flash(done, "success")
    address = url_for("assessments.index") if where == "index" else url_for(f"assessments.{where}", sheet_id=sheet_id)
    return redirect(address, 303)


@blueprint.post("/<int:sheet_id>/rows/<key>/move")
@staff(EDIT)
def move(sheet_id: int, key: str) -> ResponseReturnValue:
    """One place up or down."""
    up = request.form.get("to") == "up"
    return _change(
        sheet_id, "move_row", lambda s: move_row(s, sheet_id, key, up=up, actor=staff_actor(), now=now()), "edit", ""
    )


@blueprint.post("/<int:sheet_id>/rows/<key>/drop")
@staff(EDIT)
def drop_one(sheet_id: int, key: str) -> ResponseReturnValue:
    """Take the row off."""
    return _change(
        sheet_id,
        "drop_row",
        lambda s: drop_row(s, sheet_id, key, actor=staff_actor(), now=now()),
        "edit",
        _("这一行已去掉"),
    )


@blueprint.post("/<int:sheet_id>/open")
@staff(EDIT)
def open_it(sheet_id: int) -> ResponseReturnValue:
    """Let units score themselves; somebody has read the rule and ticked that he has."""
    if not request.form.get("sure"):
        flash(_("请先看过说明并勾选，再启用"), "warning")
        return redirect(url_for("assessments.show", sheet_id=sheet_id), 303)
    return _change(
        sheet_id, "open", lambda s: open_sheet(s, sheet_id, now=now()), "show", _("评分表已启用，单位可以自评了")
    )


@blueprint.post("/<int:sheet_id>/close")
@staff(EDIT)
def close(sheet_id: int) -> ResponseReturnValue:
    """No more scoring on it."""
    return _change(sheet_id, "close", lambda s: close_sheet(s, sheet_id), "show", _("评分表已停用"))


@blueprint.post("/<int:sheet_id>/drop")
@staff(EDIT)
def drop(sheet_id: int) -> ResponseReturnValue:
    """Delete a draft."""
    return _change(sheet_id, "drop", lambda s: drop_draft(s, sheet_id), "index", _("草稿已删除"))


@blueprint.post("/<int:sheet_id>/ranking")
@staff(EDIT)
def ranking(sheet_id: int) -> ResponseReturnValue:
    """Show the office its units' ranks, or stop showing them."""
    is_on = request.form.get("on") == "1"
    if is_on and not request.form.get("sure"):
        flash(_("请先看过说明并勾选，再打开"), "warning")
        return redirect(url_for("assessments.show", sheet_id=sheet_id), 303)
    action = "ranking_on" if is_on else "ranking_off"
    return _change(sheet_id, action, lambda s: set_ranking(s, sheet_id, is_on=is_on), "show", "")


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
    return redirect(url_for("assessments.show", sheet_id=sheet_id), 303)
