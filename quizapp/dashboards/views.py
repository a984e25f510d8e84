"""The dashboard on the console, the switch of its public screen, and that screen."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import dashboards
from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign
from quizapp.dashboards import Reach
from quizapp.kit.i18n import N_
from quizapp.ledger import latest_position
from quizapp.units import get_unit, list_ancestors
from quizapp.web import (
    NavGroup,
    NavItem,
    actor,
    by_argument,
    console_scope,
    find_in_campaign,
    limited,
    note,
    now,
    public,
    staff,
    store,
)

blueprint = Blueprint("dashboards", __name__, template_folder="templates")
blueprints = (blueprint,)
console_nav = (
    NavItem(label=N_("看板"), group=NavGroup.REPORTS, endpoint="dashboards.index", icon="chart", permission=Permission.VIEW, order=65, also=("callbacks",)),
)  # fmt: skip

_PLACE = "/console/dashboard/<int:campaign_id>/<int:unit_id>"
#: Seconds after which the big screen loads itself again.
_AGAIN_S = 60


@blueprint.get("/console/dashboard")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The unit one most likely means."""
    with store().read() as session:
        scope = console_scope(session)
    return redirect(url_for("dashboards.show", campaign_id=scope.campaign.id, unit_id=scope.require_own_unit_id()))


@blueprint.get(_PLACE)
@staff(Permission.VIEW)
def show(campaign_id: int, unit_id: int) -> ResponseReturnValue:
    """Everything an office wants to see at once, each picture with its table; prints."""
    by = Reach.KIND if request.args.get("by") == Reach.KIND else Reach.DAY
    with store().read_beside() as session:
        campaign, unit = find_in_campaign(session, campaign_id, unit_id, Permission.VIEW)
        picture = dashboards.draw_picture(session, campaign, unit, by=by, is_public=False, now=now(), say=_)
        screen = dashboards.standing_screen(session, campaign_id, unit_id)
        above = [each for each in list_ancestors(session, unit) if actor().sees(each.path)]
        position = latest_position(session)
    return render_template(
        "dashboards/show.html", campaign=campaign, unit=unit, picture=picture, by=by, screen=screen, above=above,
        position=position, may_open=actor().can(Permission.EDIT_ACTIVITIES, unit.path),
    )  # fmt: skip


@blueprint.post(f"{_PLACE}/screen")
@staff(Permission.EDIT_ACTIVITIES)
def switch(campaign_id: int, unit_id: int) -> ResponseReturnValue:
    """Switch the public screen on, under a new address, or off."""
    turns_on = request.form.get("do") == "on"
    who = f"staff:{actor().id}"
    with store().write() as session:
        find_in_campaign(session, campaign_id, unit_id, Permission.EDIT_ACTIVITIES)
        if turns_on:
            dashboards.switch_on(session, campaign_id, unit_id, actor=who, now=now())
        else:
            dashboards.switch_off(session, campaign_id, unit_id, actor=who, now=now())
        action = "dashboard.open_screen" if turns_on else "dashboard.close_screen"
        note(session, action, "campaign", campaign_id, unit_id=unit_id)
    flash(_("大屏已打开，把链接交给放大屏的人") if turns_on else _("大屏已关闭，原来的链接打不开了"), "success")
    return redirect(url_for("dashboards.show", campaign_id=campaign_id, unit_id=unit_id, _anchor="screen"), 303)


@blueprint.get("/screen/<token>")
@public
@limited("dashboards.screen", "600/minute", key=by_argument("token"))
def screen(token: str) -> ResponseReturnValue:
    """The big screen: totals and kinds, never a unit and never a person. Loads itself again each minute, without a script."""
    with store().read_beside() as session:
        found = dashboards.find_screen(session, token)
        campaign, unit = get_campaign(session, found.campaign_id), get_unit(session, found.unit_id)
        picture = dashboards.draw_picture(session, campaign, unit, by=Reach.DAY, is_public=True, now=now(), say=_)
    return render_template(
        "dashboards/screen.html", campaign=campaign, unit=unit, picture=picture, again_s=_AGAIN_S, at=now()
    )
