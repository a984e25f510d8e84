"""The console's first page: what is going on, what is due, what wants to be looked at."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import Permission
from quizapp.campaigns.today import Section, TodayView, collect_today
from quizapp.web import actor, choose_campaign, find_scope, now, offered_campaigns, staff, store

blueprint = Blueprint("today", __name__, url_prefix="/console", template_folder="templates")


@blueprint.get("/")
@staff()
def index() -> ResponseReturnValue:
    """今天. Without a campaign it says how to begin."""
    with store().read() as session:
        scope = find_scope(session)
        if scope is None:
            return render_template(
                "campaigns/first_steps.html", may_create=actor().can_somewhere(Permission.EDIT_CAMPAIGN)
            )
        view = TodayView(campaign=scope.campaign, actor=actor(), paths=scope.paths, now=now())
        cards = collect_today(session, view)
        campaigns = offered_campaigns(session)
    sections = {section.value: cards[section] for section in Section}
    return render_template("campaigns/today.html", scope=scope, sections=sections, campaigns=campaigns)


@blueprint.post("/choose")
@staff()
def choose() -> ResponseReturnValue:
    """Work in another campaign."""
    choose_campaign(request.form.get("campaign", 0, type=int))
    return redirect(url_for("today.index"), 303)
