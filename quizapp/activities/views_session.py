"""Changing one session: time and hosts, cancelling, the signed record that it took place."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import activities
from quizapp.activities.forms import SessionForm
from quizapp.activities.views_shared import EDIT, complain, find_joint_hosts, offer_session, staff_actor
from quizapp.campaigns import get_campaign
from quizapp.errors import Conflict, Invalid
from quizapp.units import get_unit
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint("session_plan", __name__, url_prefix="/console/sessions", template_folder="templates")


@blueprint.route("/<int:session_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(session_id: int) -> ResponseReturnValue:
    """Change time, place, hosts and check-in of a session."""
    form = SessionForm()
    with store().read() as session:
        facts = activities.session_for(session, session_id, EDIT, actor())
        joint = [unit.name for unit in activities.joint_hosts_of(session, session_id)]
        activity = activities.get_activity(session, facts.activity_id)
        offer_session(form, session)
    if not form.is_submitted():
        form.fill_session(facts, joint)
    elif form.validate():
        try:
            _update(form, session_id)
        except (Invalid, Conflict) as error:
            complain(form, error)
        else:
            flash(_("场次已修改"), "success")
            return _back(session_id)
    page = render_template("activities/session_form.html", form=form, activity=activity, facts=facts)
    return page, 422 if form.errors else 200


def _update(form: SessionForm, session_id: int) -> None:
    with store().write() as session:
        facts = activities.session_for(session, session_id, EDIT, actor())
        campaign = get_campaign(session, facts.campaign_id)
        if form.host_unit_id.data != facts.host_unit_id:
            actor().require(EDIT, get_unit(session, form.host_unit_id.data).path)
        plan = form.session_plan(campaign.time_zone, find_joint_hosts(session, campaign, form.joint_names()))
        activities.edit_session(session, session_id, plan, actor=staff_actor(), now=now())
        detail = {"starts_at": plan.starts_at.isoformat(), "joint": list(plan.joint_unit_ids)}
        note(session, "session.edit", "session", session_id, unit_id=facts.host_unit_id, detail=detail)


def _back(session_id: int) -> ResponseReturnValue:
    return redirect(url_for("sessions.detail", session_id=session_id), 303)


@blueprint.post("/<int:session_id>/cancel")
@staff(EDIT)
def cancel(session_id: int) -> ResponseReturnValue:
    """The session does not take place."""
    reason = request.form.get("reason", "")
    with store().write() as session:
        facts = activities.session_for(session, session_id, EDIT, actor())
        activities.cancel_session(session, session_id, reason=reason, actor=staff_actor(), now=now())
        note(
            session,
            "session.cancel",
            "session",
            session_id,
            unit_id=facts.host_unit_id,
            detail={"reason": reason[:200]},
        )
    flash(_("这一场已取消，不计入统计"), "success")
    return _back(session_id)


@blueprint.post("/<int:session_id>/held")
@staff(EDIT)
def record_held(session_id: int) -> ResponseReturnValue:
    """It took place, and somebody stands for it: for sessions whose heads nobody took."""
    signed_by, text = request.form.get("signed_by", ""), request.form.get("note", "")
    with store().write() as session:
        facts = activities.session_for(session, session_id, EDIT, actor())
        activities.record_as_held(session, session_id, signed_by=signed_by, note=text, actor=staff_actor(), now=now())
        note(session, "session.record_held", "session", session_id, unit_id=facts.host_unit_id)
    flash(_("已登记为举办，计 1 %(word)s", word=activities.get_kind(facts.kind).word), "success")
    return _back(session_id)


@blueprint.post("/<int:session_id>/held/withdraw")
@staff(EDIT)
def withdraw_held(session_id: int) -> ResponseReturnValue:
    """The signed record was wrong."""
    reason = request.form.get("reason", "")
    with store().write() as session:
        facts = activities.session_for(session, session_id, EDIT, actor())
        activities.withdraw_record(session, session_id, reason=reason, actor=staff_actor(), now=now())
        detail = {"reason": reason[:200]}
        note(session, "session.withdraw_held", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    flash(_("已撤销举办登记"), "success")
    return _back(session_id)
