"""Imports that were made: what each did, and taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import staff_names
from quizapp.banks.desk.undo import UndoPlan, get_import, list_imports, plan_undo, undo_import
from quizapp.banks.files import format_labels
from quizapp.banks.models import BankImport, QuestionBank
from quizapp.banks.views_bank import EDIT, blueprint, readable
from quizapp.web import actor, note, now, staff, store


@blueprint.get("/<int:bank_id>/imports")
@staff(EDIT)
def imports(bank_id: int) -> ResponseReturnValue:
    """Every import of a bank, newest first."""
    with store().read() as session:
        bank = readable(session, bank_id)
        found = list_imports(session, bank_id)
        names = staff_names(session, {each.staff_id for each in found if each.staff_id})
    return render_template("banks/imports.html", bank=bank, found=found, names=names, formats=format_labels())


@blueprint.get("/imports/<int:import_id>")
@staff(EDIT)
def imported(import_id: int) -> ResponseReturnValue:
    """What one import did, and what taking it back would do."""
    with store().read() as session:
        made, bank = _open(session, import_id)
        plan = plan_undo(session, import_id) if made.undone_at is None else None
        names = staff_names(session, {each for each in (made.staff_id, made.undone_by) if each})
    return render_template("banks/imported.html", made=made, bank=bank, plan=plan, names=names, formats=format_labels())


def _open(session: Session, import_id: int) -> tuple[BankImport, QuestionBank]:
    made = get_import(session, import_id)
    return made, readable(session, made.bank_id)


@blueprint.post("/imports/<int:import_id>/undo")
@staff(EDIT)
def undo(import_id: int) -> ResponseReturnValue:
    """Take the import back, but for what was changed since."""
    with store().write() as session:
        made, bank = _open(session, import_id)
        plan = undo_import(session, import_id, now=now(), by=actor().id)
        detail = {"removed": len(plan.removed), "restored": len(plan.restored), "kept": len(plan.kept)}
        note(session, "bank.undo_import", "bank", bank.id, unit_id=bank.unit_id, detail={"import": made.id, **detail})
    flash(_said(plan), "warning" if plan.kept else "success")
    if plan.kept:
        return render_template("banks/undone.html", made=made, bank=bank, plan=plan)
    return redirect(url_for("banks.detail", bank_id=bank.id), 303)


def _said(plan: UndoPlan) -> str:
    told = str(_("已撤销这次导入：去掉 %(n)s 题，恢复 %(m)s 题原来的版本", n=len(plan.removed), m=len(plan.restored)))
    return told + (str(_("；%(n)s 题后来改过，没有动", n=len(plan.kept))) if plan.kept else "")
