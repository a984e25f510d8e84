"""The console's pages of certificates: wording and look, on and off, who has one."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import certificates, contests
from quizapp.accounts import Permission
from quizapp.certificates.forms import TemplateForm
from quizapp.certificates.words import RULES
from quizapp.errors import Invalid
from quizapp.kit.text import mask_name
from quizapp.web import actor, note, now, show_invalid, staff, store

blueprint = Blueprint("certificates", __name__, url_prefix="/console/contests", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS


@blueprint.get("/<int:contest_id>/certificates")
@staff(Permission.VIEW)
def detail(contest_id: int) -> ResponseReturnValue:
    """How the certificate looks, whether people get it, how many have it."""
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.VIEW, actor())
        template = certificates.current_template(session, contest_id)
        offer = certificates.offered(session, contest_id)
        counts = certificates.count_certificates(session, contest_id)
        may = {name: actor().can(permission, contest.unit_path) for name, permission in _ASKED.items()}
        units = certificates.list_units(session, contest_id) if may["export"] and may["names"] else []
    rules = {key.value: _(label).partition("|")[0] for key, label in RULES.items()}
    return render_template(
        "certificates/detail.html", contest=contest, template=template, counts=counts, may=may, units=units, rules=rules,
        is_open=offer is not None and offer.opened_at is not None,
    )  # fmt: skip


_ASKED = {"edit": _EDIT, "export": Permission.EXPORT, "names": Permission.EDIT_PEOPLE}


@blueprint.route("/<int:contest_id>/certificates/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit(contest_id: int) -> ResponseReturnValue:
    """Write the certificate. What was issued keeps the wording it was issued with."""
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, _EDIT, actor())
        template = certificates.current_template(session, contest_id)
        counts = certificates.count_certificates(session, contest_id)
    form = TemplateForm()
    form.offer()
    if not form.is_submitted():
        form.fill(template, unit_name=contest.unit_name)
    elif form.validate():
        try:
            return _saved(contest_id, contest.unit_id, form)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template(
        "certificates/form.html", form=form, contest=contest, template=template, counts=counts,
        places=certificates.PLACES,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _saved(contest_id: int, unit_id: int, form: TemplateForm) -> ResponseReturnValue:
    with store().write() as session:
        settings = form.settings(str(get_locale()))
        made = certificates.save_template(session, settings, contest_id=contest_id, actor=actor(), now=now())
        detail = {"version": made.version, "rule": made.rule, "title": made.title}
        note(session, "certificate.save", "contest", contest_id, unit_id=unit_id, detail=detail)
    flash(_("已保存，请看预览"), "success")
    return redirect(url_for("certificates.detail", contest_id=contest_id), 303)


@blueprint.post("/<int:contest_id>/certificates/open")
@staff(_EDIT)
def switch_on(contest_id: int) -> ResponseReturnValue:
    """From now on people get them."""
    with store().write() as session:
        certificates.open_offer(session, contest_id, actor=actor(), now=now())
        _note(session, "certificate.open", contest_id)
    flash(_("证书已开启，符合条件的人在成绩页和活动页都能领"), "success")
    return redirect(url_for("certificates.detail", contest_id=contest_id), 303)


@blueprint.post("/<int:contest_id>/certificates/close")
@staff(_EDIT)
def switch_off(contest_id: int) -> ResponseReturnValue:
    """No new ones; what was issued stays valid."""
    with store().write() as session:
        certificates.close_offer(session, contest_id, actor=actor())
        _note(session, "certificate.close", contest_id)
    flash(_("已停止发新证书，发出的仍然有效"), "success")
    return redirect(url_for("certificates.detail", contest_id=contest_id), 303)


def _note(session: Session, action: str, contest_id: int) -> None:
    unit_id = contests.read_contest(session, contest_id, _EDIT, actor()).unit_id
    note(session, action, "contest", contest_id, unit_id=unit_id)


@blueprint.get("/<int:contest_id>/certificates/list")
@staff(Permission.EXPORT)
def listing(contest_id: int) -> ResponseReturnValue:
    """Who has one. Full names for those who look after people, masked ones for everybody else."""
    search, page = request.args.get("q", "")[:60], max(request.args.get("page", 1, int), 1)
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.EXPORT, actor())
        with_names = actor().can(Permission.EDIT_PEOPLE, contest.unit_path)
        rows, total = certificates.list_certificates(
            session, contest_id, search=search, with_names=with_names, page=page
        )  # fmt: skip
    shown = rows if with_names else [replace(row, name=mask_name(row.name)) for row in rows]
    return render_template(
        "certificates/list.html", contest=contest, rows=shown, total=total, search=search, page=page,
        pages=-(-total // certificates.PAGE), with_names=with_names, show_number=certificates.show_number,
    )  # fmt: skip
