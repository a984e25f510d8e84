"""Liaison officers: the tree with who answers and who has nobody, a unit's own page, the printed form."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.audit import erase_personal
from quizapp.errors import Conflict, Invalid
from quizapp.kit.clock import local_date
from quizapp.plans.access import EDIT_NAMES, officer_for, unit_for
from quizapp.plans.forms import OfficerForm, ReasonForm
from quizapp.plans.liaisons import (
    end_officer,
    erase_officer,
    list_liaisons,
    name_officer,
    officers_of,
    phone_of,
    present_officer,
)
from quizapp.plans.printing import liaison_document
from quizapp.plans.views_shared import campaign_unit, staff_actor, tabs_of
from quizapp.web import (
    actor,
    console_scope,
    note,
    now,
    send_document,
    show_invalid,
    staff,
    store,
    translate_error,
    vault,
)

blueprint = Blueprint("liaisons", __name__, url_prefix="/console/plan/liaisons", template_folder="templates")

SHOWN = 300
_REVEAL = Permission.REVEAL_PHONE


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Every unit of one's scope; those without anybody can be asked for alone."""
    with store().read() as session:
        scope = console_scope(session)
        lines = list_liaisons(session, scope.campaign.id, scope.paths, vault=vault())
    missing = [line for line in lines if line.officer is None]
    shown = missing if request.args.get("only") == "missing" else lines
    return render_template(
        "plans/liaisons.html", lines=shown[:SHOWN], found=len(shown), total=len(lines), missing=len(missing),
        only=request.args.get("only", ""), tabs=tabs_of("liaisons.index"), may_edit=actor().can_somewhere(EDIT_NAMES),
        may_export=actor().can_somewhere(Permission.EXPORT), may_reveal=actor().can_somewhere(_REVEAL),
    )  # fmt: skip


@blueprint.get("/export.<any(xlsx, docx, pdf, csv):fmt>")
@staff(Permission.EXPORT)
def export(fmt: str) -> ResponseReturnValue:
    """The form for one's whole tree, mobile numbers masked."""
    return _file(fmt, masked=True)


@blueprint.post("/export.<any(xlsx, docx, pdf, csv):fmt>")
@staff(_REVEAL)
def export_with_phones(fmt: str) -> ResponseReturnValue:
    """The form with full numbers: who took it, and when, stands in the audit log."""
    return _file(fmt, masked=False)


def _file(fmt: str, *, masked: bool) -> ResponseReturnValue:
    with store().read() as session:
        scope = console_scope(session, Permission.EXPORT if masked else _REVEAL)
        lines = list_liaisons(session, scope.campaign.id, scope.paths, vault=vault(), masked=masked)
    top = lines[0].unit if lines else scope.root
    detail = {"format": fmt, "rows": len(lines), "masked": masked}
    with store().write() as session:
        note(session, "liaison.export", "campaign", scope.campaign.id, unit_id=top.id, detail=detail)
    day = local_date(now(), scope.campaign.time_zone)
    title = _("“安全生产月”活动联络员登记表")
    document = liaison_document(title, top.name, lines, _, now=now(), day=day)
    return send_document(document, fmt, _("%(unit)s联络员登记表-%(day)s", unit=top.name, day=day))


@blueprint.route("/<int:unit_id>", methods=["GET", "POST"])
@staff(Permission.VIEW)
def unit(unit_id: int) -> ResponseReturnValue:
    """Who answers for a unit, who did before, and a form for somebody else."""
    form = OfficerForm()
    with store().read() as session:
        scope = console_scope(session)
        place = campaign_unit(session, scope, unit_id, Permission.VIEW)
        present = present_officer(session, scope.campaign.id, unit_id)
    may_edit = actor().can(EDIT_NAMES, place.path)
    if not form.is_submitted():
        form.since.data = local_date(now(), scope.campaign.time_zone)
        if present is not None and may_edit:
            form.fill(present, "")
    elif form.validate() and _named(form, scope.campaign.id, unit_id):
        return redirect(url_for("liaisons.unit", unit_id=unit_id), 303)
    return _page(unit_id, form=form), 422 if form.errors or form.form_errors else 200


def _named(form: OfficerForm, campaign_id: int, unit_id: int) -> bool:
    """Whether it was taken; complaints stand in the form. An empty mobile keeps the number of the same person."""
    try:
        with store().write() as session:
            place = unit_for(session, unit_id, EDIT_NAMES, actor())
            new = form.officer()
            present = present_officer(session, campaign_id, unit_id)
            if (
                present is not None
                and not new.phone
                and present.name == new.name.strip()
                and not request.form.get("no_phone")
            ):
                new = form.officer_with(phone_of(present, vault(), masked=False))
            officer, is_new = name_officer(
                session, campaign_id, unit_id, new, vault=vault(), actor=staff_actor(), now=now()
            )
            if is_new:
                detail = {"since": str(officer.since), "has_phone": officer.phone_sealed is not None}
                note(
                    session, "liaison.name", "liaison_officer", officer.id, unit_id=place.id, detail=detail,
                    personal={"name": officer.name},
                )  # fmt: skip
    except Invalid as error:
        show_invalid(form, error)
        return False
    flash(_("联络员已登记") if is_new else _("和现在登记的一样，没有改动"), "success")
    return True


def _page(
    unit_id: int,
    *,
    form: OfficerForm | None = None,
    shown: dict[int, str] | None = None,
    reveal: ReasonForm | None = None,
) -> str:
    with store().read() as session:
        scope = console_scope(session)
        place = unit_for(session, unit_id, Permission.VIEW, actor())
        officers = officers_of(session, scope.campaign.id, unit_id)
        phones = {each.id: phone_of(each, vault(), masked=True) for each in officers} | (shown or {})
    if form is None:
        form = OfficerForm(formdata=None)
        form.since.data = local_date(now(), scope.campaign.time_zone)
    return render_template(
        "plans/liaison.html", unit=place, officers=officers, phones=phones, form=form, shown=shown or {},
        reveal_form=reveal or ReasonForm(formdata=None), may_edit=actor().can(EDIT_NAMES, place.path),
        may_reveal=actor().can(_REVEAL, place.path), today=local_date(now(), scope.campaign.time_zone),
    )  # fmt: skip


@blueprint.post("/officers/<int:officer_id>/reveal")
@staff(_REVEAL)
def reveal(officer_id: int) -> ResponseReturnValue:
    """The mobile number in clear, on this page only, after the reason was written down."""
    form = ReasonForm()
    with store().write() as session:
        officer, place = officer_for(session, officer_id, _REVEAL, actor())
        is_valid = form.validate()
        if is_valid:
            personal = {"reason": form.reason.data}
            note(session, "liaison.reveal_phone", "liaison_officer", officer_id, unit_id=place.id, personal=personal)
        phone = phone_of(officer, vault(), masked=False)
    if not is_valid:
        return _page(place.id, reveal=form), 422
    return _page(place.id, shown={officer_id: phone})


@blueprint.post("/officers/<int:officer_id>/end")
@staff(EDIT_NAMES)
def end(officer_id: int) -> ResponseReturnValue:
    """From today on nobody answers for the unit, until somebody else is named."""
    with store().write() as session:
        _officer, place = officer_for(session, officer_id, EDIT_NAMES, actor())
        today = local_date(now(), console_scope(session).campaign.time_zone)
        try:
            ended = end_officer(session, officer_id, max(today, _officer.since))
        except Conflict as error:
            flash(translate_error(error), "warning")
        else:
            note(
                session,
                "liaison.end",
                "liaison_officer",
                officer_id,
                unit_id=place.id,
                detail={"until": str(ended.until)},
            )
            flash(_("已记下：不再担任联络员"), "success")
    return redirect(url_for("liaisons.unit", unit_id=place.id), 303)


@blueprint.post("/officers/<int:officer_id>/erase")
@staff(EDIT_NAMES)
def erase(officer_id: int) -> ResponseReturnValue:
    """Take out name and numbers; the line stays without them."""
    with store().write() as session:
        _officer, place = officer_for(session, officer_id, EDIT_NAMES, actor())
        erase_officer(session, officer_id, now=now())
        erase_personal(session, object_type="liaison_officer", object_id=str(officer_id))
        note(session, "liaison.erase", "liaison_officer", officer_id, unit_id=place.id)
    flash(_("姓名和号码已经删除"), "success")
    return redirect(url_for("liaisons.unit", unit_id=place.id), 303)
