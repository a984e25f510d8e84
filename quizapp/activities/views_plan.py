"""Planning pages: a new activity with its first session on one page, the activity, another session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities.forms import ActivityForm, PlanForm, SessionForm
from quizapp.activities.kinds import activity_kinds, activity_tags, get_kind, sectors
from quizapp.activities.models import Activity, ActivitySession
from quizapp.activities.views_shared import (
    EDIT,
    complain,
    find_joint_hosts,
    offer_activity,
    offer_session,
    staff_actor,
)
from quizapp.campaigns import Campaign, get_campaign
from quizapp.errors import Conflict, Invalid
from quizapp.units import get_unit
from quizapp.web import actor, console_scope, note, now, staff, store

blueprint = Blueprint("activity_plan", __name__, url_prefix="/console/activities", template_folder="templates")


@blueprint.route("/new", methods=["GET", "POST"])
@staff(EDIT)
def create() -> ResponseReturnValue:
    """An activity and its first session; then to the session's page with code and poster."""
    form = PlanForm()
    with store().read() as session:
        campaign = console_scope(session).campaign
        offer_activity(form, session)
        offer_session(form, session)
    if not form.is_submitted():
        _suggest(form, campaign)
    elif form.validate():
        try:
            made = _create(form, campaign)
        except (Invalid, Conflict) as error:
            complain(form, error)
        else:
            flash(_("活动已建好，可以打印海报、打开签到台了"), "success")
            return redirect(url_for("sessions.detail", session_id=made.id), 303)
    return _page("activities/new.html", form, campaign=campaign)


def _page(template: str, form: FlaskForm, **context: object) -> ResponseReturnValue:
    return render_template(template, form=form, kinds=activity_kinds(), **context), 422 if form.errors else 200


def _suggest(form: PlanForm, campaign: Campaign) -> None:
    """The next full hour, and the kind that the link asks for."""
    kind = request.args.get("kind", "")
    kind = kind if kind in activity_kinds() else "lecture"
    form.kind.data = kind
    start = now().astimezone(ZoneInfo(campaign.time_zone)).replace(minute=0, second=0, microsecond=0) + timedelta(
        hours=1
    )
    form.day.data, form.starts.data = start.date(), start.time()
    form.allows_self_check_in.data = get_kind(kind).poster
    units: Any = form.unit_id.choices
    if units:
        form.unit_id.data = form.host_unit_id.data = units[0][0]


def _create(form: PlanForm, campaign: Campaign) -> ActivitySession:
    with store().write() as session:
        actor().require(EDIT, get_unit(session, form.unit_id.data).path)
        activity = activities.plan_activity(
            session, campaign.id, form.activity_plan(), nonce=form.nonce.data or "", actor=staff_actor(), now=now()
        )
        note(
            session,
            "activity.create",
            "activity",
            activity.id,
            unit_id=activity.unit_id,
            detail={"kind": activity.kind},
        )
        return add_session(session, form, activity, campaign)


def add_session(session: Session, form: SessionForm, activity: Activity, campaign: Campaign) -> ActivitySession:
    """The session that the form describes."""
    actor().require(EDIT, get_unit(session, form.host_unit_id.data).path)
    plan = form.session_plan(campaign.time_zone, find_joint_hosts(session, campaign, form.joint_names()))
    made = activities.add_session(session, activity.id, plan, nonce=form.session_nonce.data or "", now=now())
    detail = {"code": made.code, "starts_at": made.starts_at.isoformat()}
    note(session, "session.create", "session", made.id, unit_id=made.host_unit_id, detail=detail)
    return made


@blueprint.get("/<int:activity_id>")
@staff(Permission.VIEW)
def detail(activity_id: int) -> ResponseReturnValue:
    """What the activity is, and all its sessions."""
    with store().read() as session:
        activity = activities.activity_for(session, activity_id, Permission.VIEW, actor())
        unit = get_unit(session, activity.unit_id)
        lines = activities.list_sessions_of(session, activity_id)
    return render_template(
        "activities/detail.html", activity=activity, unit=unit, lines=lines, kind=get_kind(activity.kind),
        sectors=sectors(), tags=activity_tags(), now=now(), may_edit=actor().can(EDIT, unit.path),
    )  # fmt: skip


@blueprint.route("/<int:activity_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(activity_id: int) -> ResponseReturnValue:
    """Change what the activity is; what it counts as stays once a session counts."""
    form = ActivityForm()
    with store().read() as session:
        activity = activities.activity_for(session, activity_id, EDIT, actor())
        offer_activity(form, session)
    del form.unit_id
    if not form.is_submitted():
        form.fill_activity(activity)
    elif form.validate():
        try:
            _update(form, activity_id)
        except (Invalid, Conflict) as error:
            complain(form, error)
        else:
            flash(_("活动已修改"), "success")
            return redirect(url_for("activity_plan.detail", activity_id=activity_id), 303)
    return _page("activities/edit.html", form, activity=activity)


def _update(form: ActivityForm, activity_id: int) -> None:
    with store().write() as session:
        unit_id = activities.activity_for(session, activity_id, EDIT, actor()).unit_id
        changed = activities.edit_activity(session, activity_id, form.activity_plan(unit_id))
        note(session, "activity.edit", "activity", activity_id, unit_id=unit_id, detail={"kind": changed.kind})


@blueprint.post("/<int:activity_id>/cancel")
@staff(EDIT)
def cancel(activity_id: int) -> ResponseReturnValue:
    """Cancel the activity with all its sessions."""
    reason = request.form.get("reason", "")
    with store().write() as session:
        unit_id = activities.activity_for(session, activity_id, EDIT, actor()).unit_id
        activities.cancel_activity(session, activity_id, reason=reason, actor=staff_actor(), now=now())
        note(session, "activity.cancel", "activity", activity_id, unit_id=unit_id, detail={"reason": reason[:200]})
    flash(_("活动已取消"), "success")
    return redirect(url_for("activity_plan.detail", activity_id=activity_id), 303)


@blueprint.route("/<int:activity_id>/sessions/new", methods=["GET", "POST"])
@staff(EDIT)
def create_session(activity_id: int) -> ResponseReturnValue:
    """One more session of the activity."""
    form = SessionForm()
    with store().read() as session:
        activity = activities.activity_for(session, activity_id, EDIT, actor())
        campaign = get_campaign(session, activity.campaign_id)
        lines = activities.list_sessions_of(session, activity_id)
        offer_session(form, session)
    if not form.is_submitted():
        form.host_unit_id.data = lines[-1].facts.host_unit_id if lines else activity.unit_id
        form.place.data = lines[-1].facts.place if lines else ""
        form.day.data = (now() + timedelta(days=1)).astimezone(ZoneInfo(campaign.time_zone)).date()
    elif form.validate():
        try:
            with store().write() as session:
                made = add_session(session, form, activities.get_activity(session, activity_id), campaign)
        except (Invalid, Conflict) as error:
            complain(form, error)
        else:
            flash(_("已加一场"), "success")
            return redirect(url_for("sessions.detail", session_id=made.id), 303)
    return _page("activities/session_form.html", form, activity=activity, facts=None)
