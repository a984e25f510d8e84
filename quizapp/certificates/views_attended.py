"""Certificates of attendance on the console: written, issued by a button, listed, printed."""

from __future__ import annotations

from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from quizapp import certificates
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts, session_for
from quizapp.certificates import AttendedRow
from quizapp.certificates.forms import AttendedForm
from quizapp.certificates.views_pages import fixed_words, printed_attended, send_page, style_of, verify_address
from quizapp.certificates.words import SAMPLE
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.exports import content_disposition, file_name, write_certificates
from quizapp.kit.i18n import N_
from quizapp.kit.text import mask_name
from quizapp.trainings import read_training
from quizapp.web import actor, note, now, show_invalid, staff, store

blueprint = Blueprint(
    "attended", __name__, url_prefix="/console/sessions/<int:session_id>/certificates", template_folder="templates"
)

_EDIT = Permission.EDIT_ACTIVITIES
#: People on the page; the printed file holds all.
SHOWN = 300
#: Larger files wait on disk while they are sent.
_IN_MEMORY = 4 * 1024 * 1024


@blueprint.get("")
@staff(Permission.VIEW)
def show(session_id: int) -> ResponseReturnValue:
    """How it looks, who would get one, who has one. Names are masked for those who do not look after people."""
    with store().read() as session:
        facts = session_for(session, session_id, Permission.VIEW, actor())
        template = certificates.attended_template(session, session_id)
        rows = certificates.list_attended(session, facts, now=now()) if template else []
        earned = certificates.count_earned(session, facts, template, now=now()) if template else 0
    may = _may(facts)
    shown = rows[:SHOWN] if may["names"] else [replace(row, name=mask_name(row.name)) for row in rows[:SHOWN]]
    return render_template(
        "certificates/attended.html", facts=facts, template=template, rows=shown, total=len(rows), earned=earned, may=may,
        withdrawn=sum(row.is_withdrawn for row in rows), show_number=certificates.show_number,
    )  # fmt: skip


_ASKED = {"edit": _EDIT, "export": Permission.EXPORT}


def _may(facts: SessionFacts) -> dict[str, bool]:
    """Names by the host, as in the attendance list; the rest also by who planned it."""
    sides = (facts.owner_path, facts.host_path)
    found = {name: any(actor().can(permission, path) for path in sides) for name, permission in _ASKED.items()}
    return found | {"names": actor().can(Permission.EDIT_PEOPLE, facts.host_path)}


@blueprint.route("/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit(session_id: int) -> ResponseReturnValue:
    """Write it. What was issued keeps the wording and the rule it was issued with."""
    form = AttendedForm()
    form.offer()
    with store().read() as session:
        facts = session_for(session, session_id, _EDIT, actor())
        template = certificates.attended_template(session, session_id)
        training = read_training(session, facts)
    if not form.is_submitted():
        form.fill(template, unit_name=facts.host_name)
    elif form.validate():
        try:
            return _saved(facts, form)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template(
        "certificates/attended_form.html", form=form, facts=facts, template=template, exam=training.exam,
        places=certificates.ATTENDED_PLACES,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _saved(facts: SessionFacts, form: AttendedForm) -> ResponseReturnValue:
    with store().write() as session:
        settings = form.settings(str(get_locale()))
        made = certificates.save_attended(session, facts.id, settings, actor=actor(), now=now())
        detail = {"version": made.version, "title": made.title, "exam": made.contest_id}
        note(session, "attended_certificate.save", "session", facts.id, unit_id=facts.host_unit_id, detail=detail)
    flash(_("已保存，请看预览"), "success")
    return redirect(url_for("attended.show", session_id=facts.id), 303)


@blueprint.post("/issue")
@staff(_EDIT)
def issue(session_id: int) -> ResponseReturnValue:
    """Everybody who meets the rule and has none gets one."""
    with store().write() as session:
        facts = session_for(session, session_id, _EDIT, actor())
        made = certificates.issue_attended(session, session_id, actor=actor(), now=now())
        detail = {"certificates": made}
        note(session, "attended_certificate.issue", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    if made:
        flash(_("发出 %(n)s 张，本人在活动页面能看到", n=made), "success")
    else:
        flash(_("没有新的人符合条件"), "warning")
    return redirect(url_for("attended.show", session_id=session_id), 303)


@blueprint.get("/preview.<any(pdf, png):fmt>")
@staff(Permission.VIEW)
def preview(session_id: int, fmt: str) -> ResponseReturnValue:
    """The certificate with an invented person."""
    with store().read() as session:
        facts = session_for(session, session_id, Permission.VIEW, actor())
        template = certificates.attended_template(session, session_id)
        hours = read_training(session, facts).said.tenth_hours
    if template is None:
        raise NotFound(N_("请先写好证明，预览无误后再发"))
    page = certificates.attended_sample(
        template, facts, fixed_words(template.language), name=_(SAMPLE["姓名"]), unit=_(SAMPLE["单位"]),
        tenth_hours=hours, address=verify_address(certificates.SAMPLE_NUMBER),
    )  # fmt: skip
    return send_page(style_of(template), page, fmt, f"{template.title}-{_('预览')}")


@blueprint.get("/print.pdf")
@staff(Permission.EXPORT)
def print_all(session_id: int) -> ResponseReturnValue:
    """Every certificate that stands, one a page, unit by unit. Full names: for those who look after people."""
    with store().read() as session:
        facts = session_for(session, session_id, Permission.EXPORT, actor())
        actor().require(Permission.EDIT_PEOPLE, facts.host_path)
        rows = certificates.list_attended(session, facts, now=now())
    standing = [row for row in rows if row.name and not row.is_withdrawn]
    if not standing:
        raise Conflict(N_("还没有可以打印的证明：请先发放，或者发出的都已撤回"))
    with store().write() as session:
        detail = {"certificates": len(standing)}
        note(session, "attended_certificate.print", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    return _send(facts, standing)


def _send(facts: SessionFacts, rows: list[AttendedRow]) -> ResponseReturnValue:
    stream = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the response
    write_certificates(map(printed_attended, rows), cast(BinaryIO, stream), title=facts.title, author=facts.host_name)
    stream.seek(0)
    response = send_file(cast(BinaryIO, stream), mimetype="application/pdf")
    name = file_name(f"{facts.title}-{rows[0].template.title}", None, "pdf")
    response.headers["Content-Disposition"] = content_disposition(name)
    return response
