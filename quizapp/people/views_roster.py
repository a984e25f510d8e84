"""Rosters: listed, and imported by upload, preview, corrections in place, one transaction."""

from __future__ import annotations

from io import BytesIO
from math import ceil
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Invalid
from quizapp.exports import FORMATS, Column, content_disposition, write_rows
from quizapp.kit.i18n import N_
from quizapp.people.forms import RosterForm
from quizapp.people.queries import list_roster_lines, list_rosters_within
from quizapp.people.roster_files import RosterReading, read_roster_file
from quizapp.people.roster_import import Decisions, RosterPlan, import_roster, plan_roster, work_out_people
from quizapp.people.rosters import Worked, get_roster
from quizapp.people.views_person import PAGE_SIZE, blueprint
from quizapp.units import Unit, get_unit
from quizapp.uploads import Waiting, drop_upload, find_upload, keep_upload, note_choices
from quizapp.web import actor, console_scope, note, now, say, show_invalid, staff, store, unit_choices, vault

_EDIT = Permission.EDIT_PEOPLE
_PURPOSE = "roster"
#: So many ready lines and problems are listed in the preview; the numbers above count all.
SHOWN = 200


def _me() -> int:
    return actor().id or 0


@blueprint.get("/rosters")
@staff(Permission.VIEW)
def rosters() -> ResponseReturnValue:
    """Rosters of one's units with how many of the people have taken part."""
    with store().read() as session:
        scope = console_scope(session)
        found = list_rosters_within(session, scope.campaign.id, scope.paths)
    return render_template("people/rosters.html", scope=scope, found=found)


@blueprint.get("/rosters/<int:roster_id>")
@staff(Permission.VIEW)
def roster(roster_id: int) -> ResponseReturnValue:
    """The lines of one roster, masked, with who has taken part."""
    words, page = request.args.get("q", "").strip(), max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        found = get_roster(session, roster_id)
        unit = get_unit(session, found.unit_id)
        actor().require(Permission.VIEW, unit.path)
        lines, total = list_roster_lines(
            session, roster_id, words=words, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
    return render_template(
        "people/roster.html", roster=found, unit=unit, lines=lines, total=total, words=words, page=page,
        pages=max(ceil(total / PAGE_SIZE), 1),
    )  # fmt: skip


@blueprint.route("/rosters/import", methods=["GET", "POST"])
@staff(_EDIT)
def roster_upload() -> ResponseReturnValue:
    """A file, or lines pasted from a spreadsheet, and whose roster it is."""
    form = RosterForm()
    with store().read() as session:
        console_scope(session)
        form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    if form.validate_on_submit():
        try:
            return redirect(url_for("people.roster_preview", token=_keep(form)), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("people/roster_upload.html", form=form), 422 if form.errors or form.form_errors else 200


def _keep(form: RosterForm) -> str:
    """Token of the kept list. Raises `Invalid` when nobody can be read in it."""
    sent = form.file.data
    content = sent.read() if sent else (form.pasted.data or "").encode()
    filename = (sent.filename or "") if sent else _("粘贴的名单") + ".txt"
    if not content.strip():
        raise Invalid(N_("请选择文件，或者把名单粘贴进来"), field="file")
    reading = read_roster_file(content, filename)
    if not reading.people and not reading.stopped:
        told = next((say(problem) for problem in reading.problems if problem.is_error), "")
        raise Invalid(N_("没有读到人员：%(reason)s"), field="file", reason=told)
    with store().write() as session:
        scope = console_scope(session)
        unit = get_unit(session, form.unit_id.data)
        actor().require(_EDIT, unit.path)
        choices = {"unit_id": unit.id, "title": form.title.data, "campaign_id": scope.campaign.id}
        return keep_upload(
            session, purpose=_PURPOSE, staff_id=_me(), filename=filename, content=content, choices=choices, vault=vault(),
            now=now(),
        )  # fmt: skip


def _open(session: Session, token: str) -> tuple[Waiting, Unit]:
    waiting = find_upload(session, token, purpose=_PURPOSE, staff_id=_me(), vault=vault())
    unit = get_unit(session, int(waiting.choices["unit_id"]))
    actor().require(_EDIT, unit.path)
    return waiting, unit


def _decisions(choices: Any) -> Decisions:
    """What was decided so far, as kept beside the upload (JSON makes row numbers into text)."""
    return Decisions(
        units={words: int(unit_id) for words, unit_id in choices.get("units", {}).items()},
        fixes={int(row): fix for row, fix in choices.get("fixes", {}).items()},
        left_out=frozenset(choices.get("left_out", ())),
    )


@blueprint.get("/rosters/import/<token>")
@staff(_EDIT)
def roster_preview(token: str) -> ResponseReturnValue:
    """What was understood, what is not clear, and the fields to put it right."""
    with store().read() as session:
        waiting, unit = _open(session, token)
        reading = read_roster_file(waiting.content, waiting.filename)
        plan = plan_roster(session, reading, top=unit, decisions=_decisions(waiting.choices))
    return render_template(
        "people/roster_preview.html", waiting=waiting, unit=unit, plan=plan, shown=SHOWN, ready=plan.ready[:SHOWN],
        boxes=_boxes(waiting.choices, reading, plan), wrong_phones=reading.wrong_phones,
        warnings=[problem for problem in plan.problems if not problem.is_error],
        reasons={problem.row: say(problem) for problem in plan.problems if problem.is_error and problem.row},
        file_errors=[problem for problem in plan.problems if problem.is_error and not problem.row and problem.code != "E-UNIT"],
    )  # fmt: skip


@blueprint.post("/rosters/import/<token>")
@staff(_EDIT)
def roster_confirm(token: str) -> ResponseReturnValue:
    """Keep the corrections and look again, import what is ready, or drop the file."""
    do = request.form.get("do")
    if do == "drop":
        with store().write() as session:
            drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
        flash(_("没有导入任何人，文件已丢弃"), "message")
        return redirect(url_for("people.rosters"), 303)
    with store().read() as session:
        waiting, unit = _open(session, token)
    reading = read_roster_file(waiting.content, waiting.filename)
    worked = work_out_people(reading, vault()) if do == "import" else {}
    with store().write() as session:
        waiting, unit = _open(session, token)
        choices = _with_answers(session, waiting, unit, reading)
        if do != "import":
            note_choices(session, token, choices, purpose=_PURPOSE, staff_id=_me())
            return redirect(url_for("people.roster_preview", token=token), 303)
        roster_id = _import(session, token, waiting, unit, choices, reading, worked)
    return redirect(url_for("people.roster", roster_id=roster_id), 303)


def _import(
    session: Session, token: str, waiting: Waiting, unit: Unit, choices: dict[str, Any], reading: RosterReading,
    worked: dict[tuple[str, str], Worked],
) -> int:  # fmt: skip
    done = import_roster(
        session, reading, waiting.filename, worked=worked, campaign_id=int(choices["campaign_id"]), unit=unit,
        vault=vault(), now=now(), title=choices["title"], decisions=_decisions(choices),
    )  # fmt: skip
    drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
    detail = {"added": done.added, "already_there": done.already_there, "left_out": done.left_out}
    note(session, "roster.import", "roster", done.roster_id, unit_id=unit.id, detail=detail)
    message = _("导入完成：新增 %(added)s 人，%(known)s 人早已在册", added=done.added, known=done.already_there)
    flash(message + (_("，%(out)s 行没有导入", out=done.left_out) if done.left_out else ""), "success")
    return done.roster_id


def _with_answers(session: Session, waiting: Waiting, unit: Unit, reading: RosterReading) -> dict[str, Any]:
    """The choices with what this form answers: units by select or by code, corrected lines, lines left out."""
    choices = dict(waiting.choices)
    plan = plan_roster(session, reading, top=unit, decisions=_decisions(choices))
    choices["units"] = {**choices.get("units", {}), **_answered_units(plan)}
    stopped = {person.row for person in plan.stopped}
    left_out = set(choices.get("left_out", ())) | {row for row in stopped if request.form.get(f"out-{row}")}
    choices["left_out"] = sorted(left_out)
    shown = _boxes(choices, reading, plan)
    fixes = {
        str(row): fix
        for row in stopped - left_out
        if f"name-{row}" in request.form and (fix := _fix(row)) != shown[row]
    }
    choices["fixes"] = {**choices.get("fixes", {}), **fixes}
    return choices


def _boxes(choices: Any, reading: RosterReading, plan: RosterPlan) -> dict[int, dict[str, str]]:
    """Row -> what the correction boxes of the preview hold: what was typed last, else what the file says."""
    kept = choices.get("fixes", {})
    return {
        person.row: {"name": person.name, "phone": reading.wrong_phones.get(person.row, ""), "no_phone": ""}
        | kept.get(str(person.row), {})
        for person in plan.stopped
    }


def _fix(row: int) -> dict[str, str]:
    """What one row's boxes were sent with. Boxes sent as they were shown correct nothing: see `_with_answers`."""
    fields = ("name", "phone", "no_phone")
    return {field: request.form.get(f"{field.replace('_', '')}-{row}", "").strip()[:200] for field in fields}


def _answered_units(plan: RosterPlan) -> dict[str, int]:
    """Units chosen in this form; a typed name must be one of the tree's."""
    by_name = {name: unit_id for unit_id, name in plan.unit_names.items()}
    answers: dict[str, int] = {}
    for place, words in enumerate(plan.unknown_units):
        chosen, typed = request.form.get(f"unit-{place}", ""), request.form.get(f"typed-{place}", "").strip()
        if typed and typed in by_name:
            answers[words] = by_name[typed]
        elif typed:
            flash(_("没有叫“%(name)s”的单位，请写全称", name=typed), "warning")
        elif chosen.isdecimal() and (int(chosen) == 0 or int(chosen) in plan.unit_names):
            answers[words] = int(chosen)
    return answers


@blueprint.get("/rosters/template.xlsx")
@staff(_EDIT)
def roster_template() -> ResponseReturnValue:
    """An empty roster with the right columns and two lines as an example."""
    titles = ("姓名", "单位", "部门", "职务", "工号", "手机号")
    rows = [("张三", "红星村", "", "网格员", "", ""), ("李四", "东明化工厂", "安全部", "班组长", "0012", "")]
    stream = BytesIO()
    write_rows(tuple(Column(title=title, width=16) for title in titles), rows, stream, "xlsx")
    headers = {"Content-Disposition": content_disposition(_("花名册模板") + ".xlsx")}
    return Response(stream.getvalue(), mimetype=FORMATS["xlsx"].mime, headers=headers)
