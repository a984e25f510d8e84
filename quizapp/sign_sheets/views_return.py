"""Reading a signed sheet back in: typed, shown, recorded."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from quizapp import activities, photos, sign_sheets
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.checkins import present_people
from quizapp.errors import Invalid
from quizapp.kit.ids import new_token
from quizapp.sign_sheets.forms import ReturnForm
from quizapp.sign_sheets.models import PrintedSheet
from quizapp.sign_sheets.printing import people_of_rows
from quizapp.sign_sheets.returning import NewReturn, ReturnPlan, ReturnResult
from quizapp.web import actor, note, now, show_invalid, staff, store, vault

blueprint = Blueprint("sheet_return", __name__, url_prefix="/console/sheets", template_folder="templates")

_CHECK_IN = Permission.CHECK_IN


def _find(session: Session, code: str) -> tuple[PrintedSheet, SessionFacts]:
    sheet = sign_sheets.sheet_by_code(session, code)
    return sheet, activities.session_for(session, sheet.session_id, _CHECK_IN, actor())


@blueprint.get("")
@staff(_CHECK_IN)
def find() -> ResponseReturnValue:
    """The number on a sheet, typed by hand."""
    code = request.args.get("code", "").strip()
    if code:
        with store().read() as session:
            sheet, _facts = _find(session, code)
        return redirect(url_for("sheet_return.show", code=sheet.code), 303)
    return render_template("sign_sheets/find.html")


@blueprint.get("/<code>")
@staff(_CHECK_IN)
def show(code: str) -> ResponseReturnValue:
    """Rows to type, and who of the sheet is in by now."""
    return _page(code, ReturnForm(nonce=new_token()), None)


def _page(code: str, form: ReturnForm, plan: ReturnPlan | None) -> ResponseReturnValue:
    with store().read() as session:
        sheet, facts = _find(session, code)
        rows = people_of_rows(session, sheet)
        present = present_people(session, facts.id, [row.person_id for row in rows if row.person_id])
        returns = sign_sheets.returns_of(session, [sheet.id]).get(sheet.id, [])
    page = render_template(
        "sign_sheets/return.html", facts=facts, sheet=sheet, rows=rows, present=present, returns=returns, form=form,
        plan=plan,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/<code>")
@staff(_CHECK_IN)
def record(code: str) -> ResponseReturnValue:
    """First what the typed text means, then, by the second button, recorded."""
    form = ReturnForm()
    if not form.validate():
        return _page(code, form, None)
    try:
        _keep_photo(code, form)
        if request.form.get("step") != "record":
            with store().read() as session:
                sheet, facts = _find(session, code)
                plan = sign_sheets.plan_return(session, facts, sheet, _said(session, facts, form))
            return _page(code, form, plan)
        result = _record(code, form)
    except Invalid as error:
        show_invalid(form, error)
        return _page(code, form, None)
    _tell(result)
    return redirect(url_for("sheet_return.show", code=code), 303)


def _keep_photo(code: str, form: ReturnForm) -> None:
    """The photo is kept with the first step: a file cannot be carried on to the second."""
    file = form.photo.data
    if not file or not file.filename:
        return
    with store().read() as session:
        sheet, _facts = _find(session, code)
    new = photos.NewPhoto(content=file.stream.read(), subject=photos.Subject.SHEET, caption=sheet.code)
    with store().write() as session:
        _sheet, facts = _find(session, code)
        kept = photos.keep_photo(session, facts, new, actor=f"staff:{actor().id}", now=now())
        note(session, "photo.upload", "photo", kept, unit_id=facts.host_unit_id)
    form.photo_id.data = str(kept)


def _said(session: Session, facts: SessionFacts, form: ReturnForm) -> NewReturn:
    return NewReturn(
        rows=form.rows.data or "", names=form.names.data or "", declared=form.declared.data or 0,
        nonce=(form.nonce.data or new_token())[:64], difference_reason=form.difference_reason.data or "",
        photo_id=_photo_of(session, facts, form.photo_id.data or ""),
    )  # fmt: skip


def _photo_of(session: Session, facts: SessionFacts, typed: str) -> int | None:
    """A photo of this session and no other."""
    if not typed.isdecimal():
        return None
    kept = {photo.id for photo in photos.list_photos(session, facts, photos.Subject.SHEET)}
    return int(typed) if int(typed) in kept else None


def _record(code: str, form: ReturnForm) -> ReturnResult:
    with store().write() as session:
        sheet, facts = _find(session, code)
        new = _said(session, facts, form)
        result = sign_sheets.record_return(
            session, sheet, new, vault=vault(), actor=f"staff:{actor().id}", now=now()
        )  # fmt: skip
        if result.is_new:
            detail = {"sheet": sheet.code, "rows": len(result.outcomes), "declared": new.declared}
            note(session, "session.return_sheet", "session", facts.id, unit_id=facts.host_unit_id, detail=detail)
    return result


def _tell(result: ReturnResult) -> None:
    added, before = result.added, 0
    others = [each for each in result.outcomes if not each.result.verdict.is_in]
    before = len(result.outcomes) - added - len(others)
    flash(ngettext("补录了 %(num)s 人次", "补录了 %(num)s 人次", added), "success")
    if before:
        flash(_("另有 %(n)s 人之前已经签到，人次不重复计", n=before), "warning")
    if others:
        names = _("、").join(f"{each.number} {each.name}" for each in others[:20])
        flash(_("这些行没有计入（签到已被撤销等），请到签到台处理：%(rows)s", rows=names), "error")
