"""Questions from a file: upload, look at every problem, choose rows, confirm."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.citations import cite
from quizapp.banks.desk import import_bank, planned
from quizapp.banks.desk.importing import Fate, PlannedQuestion
from quizapp.banks.files import read_bank_file
from quizapp.banks.forms import BankFileForm
from quizapp.banks.laws import check_source
from quizapp.banks.models import QuestionBank
from quizapp.banks.reading import BankReading
from quizapp.banks.shipped import shipped_index
from quizapp.banks.views_bank import EDIT, blueprint, readable
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key
from quizapp.units import Unit, get_unit
from quizapp.uploads import Waiting, drop_upload, find_upload, keep_upload
from quizapp.web import actor, note, now, say, show_invalid, staff, store, unit_choices, vault

_PURPOSE = "bank"
#: So many questions are listed one by one in the preview; a larger file is imported as a whole.
SHOWN = 500


def _me() -> int:
    return actor().id or 0


@blueprint.route("/import", methods=["GET", "POST"])
@staff(EDIT)
def upload() -> ResponseReturnValue:
    """Choose a file and the bank that it fills; ``?bank=`` names one that stands."""
    form = BankFileForm()
    with store().read() as session:
        form.unit_id.choices = unit_choices(session, actor(), EDIT)
        if request.method == "GET" and (bank_id := request.args.get("bank", type=int)):
            bank = readable(session, bank_id)
            form.unit_id.data, form.title.data = bank.unit_id, bank.title
    if form.validate_on_submit():
        try:
            return redirect(url_for("banks.preview", token=_keep(form)), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("banks/upload.html", form=form), 422 if form.errors or form.form_errors else 200


def _keep(form: BankFileForm) -> str:
    """Token of the kept file. Raises `Invalid` when there is nothing in it."""
    content, filename = form.file.data.read(), form.file.data.filename or ""
    reading = read_bank_file(content, filename)
    if not reading.questions:
        told = "；".join(say(problem) for problem in reading.problems[:3] if problem.is_error)
        raise Invalid(N_("没有读到题目：%(reason)s"), field="file", reason=told)
    with store().write() as session:
        actor().require(EDIT, get_unit(session, form.unit_id.data).path)
        choices = {"unit_id": form.unit_id.data, "title": form.title.data}
        return keep_upload(
            session, purpose=_PURPOSE, staff_id=_me(), filename=filename, content=content, choices=choices, vault=vault(),
            now=now(),
        )  # fmt: skip


def _open(session: Session, token: str) -> tuple[Waiting, Unit, BankReading]:
    waiting = find_upload(session, token, purpose=_PURPOSE, staff_id=_me(), vault=vault())
    unit = get_unit(session, int(waiting.choices["unit_id"]))
    actor().require(EDIT, unit.path)
    return waiting, unit, read_bank_file(waiting.content, waiting.filename)


@blueprint.get("/import/<token>")
@staff(EDIT)
def preview(token: str) -> ResponseReturnValue:
    """Every question as it was understood, with what is odd about it; rows are chosen here."""
    with store().read() as session:
        waiting, unit, reading = _open(session, token)
        key = fold_key(waiting.choices["title"])[:64]
        same = (QuestionBank.unit_id == unit.id, QuestionBank.key == key)
        bank_id = session.scalar(select(QuestionBank.id).where(*same))
        plan = planned(session, reading, bank_id=bank_id)
    fresh = [each for each in plan if each.fate is not Fate.SAME]
    index = shipped_index()
    return render_template(
        "banks/preview.html", waiting=waiting, unit=unit, plan=plan, fresh=fresh, told=_told(reading, plan[:SHOWN]), shown=SHOWN,
        errors=[problem for problem in reading.problems if problem.is_error], known=len(plan) - len(fresh),
        general=[problem for problem in reading.problems if not problem.is_error and problem.row == 0],
        cited={each.place: cite(each.question.source, index) for each in plan[:SHOWN]},
    )  # fmt: skip


def _told(reading: BankReading, shown: list[PlannedQuestion]) -> dict[int, list[str]]:
    """Row -> what is odd about its question, the citation included."""
    told: dict[int, list[str]] = {}
    for problem in reading.problems:
        told.setdefault(problem.row, []).append(say(problem))
    for each in shown:
        told.setdefault(each.row, []).extend(
            say(flaw.phrase) for flaw in check_source(each.question.source, shipped_index())
        )
    return told


@blueprint.post("/import/<token>")
@staff(EDIT)
def confirm(token: str) -> ResponseReturnValue:
    """Import the chosen rows in one transaction, or drop the file."""
    if request.form.get("do") == "drop":
        with store().write() as session:
            drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
        flash(_("没有导入任何题目，文件已丢弃"), "message")
        return redirect(url_for("banks.index"), 303)
    places = {int(place) for place in request.form.getlist("place") if place.isdecimal()}
    with store().write() as session:
        waiting, unit, reading = _open(session, token)
        chosen = None if len(reading.questions) > SHOWN else places
        if chosen is not None and not chosen:
            flash(_("一道题也没有选：请勾选要导入的题，或者点“不导入”"), "warning")
            return redirect(url_for("banks.preview", token=token), 303)
        done = import_bank(session, reading, unit_id=unit.id, title=waiting.choices["title"], now=now(), places=chosen)
        drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
        detail = {"added": done.added, "changed": done.changed, "already_there": done.already_there}
        note(session, "bank.import", "bank", done.bank_id, unit_id=unit.id, detail=detail)
    flash(_("导入完成：新增 %(added)s 题，更新 %(changed)s 题，%(known)s 题早已在库", added=done.added, changed=done.changed, known=done.already_there), "success")  # fmt: skip
    return redirect(url_for("banks.detail", bank_id=done.bank_id), 303)
