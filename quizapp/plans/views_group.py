"""The leading group: a unit's roster, one line after another."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.errors import Invalid
from quizapp.plans.access import EDIT_NAMES, member_for, unit_for
from quizapp.plans.forms import MemberForm
from quizapp.plans.group import ROLE_LABELS, drop_member, list_group, save_member
from quizapp.plans.views_shared import own_unit, tabs_of
from quizapp.units import Unit
from quizapp.web import actor, console_scope, note, show_invalid, staff, store, unit_choices

blueprint = Blueprint("plan_group", __name__, url_prefix="/console/plan/group", template_folder="templates")


@blueprint.route("", methods=["GET", "POST"])
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The roster of one's own unit or of the one that is named, with a form for another line."""
    form = MemberForm()
    form.offer()
    with store().read() as session:
        scope = console_scope(session)
        unit = own_unit(session, scope)
        members = list_group(session, scope.campaign.id, unit.id)
        units = unit_choices(session, actor(), Permission.VIEW)
    if form.is_submitted() and form.validate() and _saved(form, scope.campaign.id, unit, 0):
        return redirect(url_for("plan_group.index", unit=unit.id), 303)
    page = render_template(
        "plans/group.html", unit=unit, units=units, members=members, form=form, roles=ROLE_LABELS,
        tabs=tabs_of("plan_group.index"), may_edit=actor().can(EDIT_NAMES, unit.path),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _saved(form: MemberForm, campaign_id: int, unit: Unit, member_id: int) -> bool:
    try:
        with store().write() as session:
            unit_for(session, unit.id, EDIT_NAMES, actor())
            member = save_member(session, campaign_id, unit.id, form.member(), member_id=member_id)
            note(
                session, "group.change" if member_id else "group.add", "leading_group_member", member.id, unit_id=unit.id,
                detail={"role": member.role}, personal={"name": member.name},
            )  # fmt: skip
    except Invalid as error:
        show_invalid(form, error)
        return False
    flash(_("名单已保存"), "success")
    return True


@blueprint.route("/<int:member_id>", methods=["GET", "POST"])
@staff(EDIT_NAMES)
def edit(member_id: int) -> ResponseReturnValue:
    """Another role, post or duty; or the line goes."""
    form = MemberForm()
    form.offer()
    with store().read() as session:
        member, unit = member_for(session, member_id, EDIT_NAMES, actor())
    if not form.is_submitted():
        form.fill(member)
    elif request.form.get("drop"):
        with store().write() as session:
            member_for(session, member_id, EDIT_NAMES, actor())
            drop_member(session, member_id)
            note(session, "group.drop", "leading_group_member", member_id, unit_id=unit.id)
        flash(_("已从名单里去掉"), "success")
        return redirect(url_for("plan_group.index", unit=unit.id), 303)
    elif form.validate() and _saved(form, member.campaign_id, unit, member_id):
        return redirect(url_for("plan_group.index", unit=unit.id), 303)
    page = render_template("plans/member.html", form=form, member=member, unit=unit)
    return page, 422 if form.errors else 200
