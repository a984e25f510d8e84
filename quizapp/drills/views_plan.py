"""The plan: zones and assembly points as lines, and the wardens' links."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.drills.forms import PlanForm
from quizapp.drills.plan_lines import read_lines, write_lines
from quizapp.drills.queries import list_expected, list_points, list_zones
from quizapp.drills.service.plan import read_plan, save_plan
from quizapp.drills.service.say import hold_drill
from quizapp.drills.service.wardens import issue_links, list_links, revoke_link
from quizapp.drills.views_shared import CHECK_IN, EDIT, find, warden_key
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.exports import qr_png
from quizapp.kit.i18n import N_
from quizapp.web import note, now, settings, show_invalid, staff, store, translate_error

blueprint = Blueprint("drill_plan", __name__, url_prefix="/console/drills", template_folder="templates")


@blueprint.route("/<int:drill_id>/plan", methods=["GET", "POST"])
@staff(EDIT)
def plan(drill_id: int) -> ResponseReturnValue:
    """Zones, a line each: type them or paste them from a spreadsheet."""
    form = PlanForm()
    with store().read() as session:
        found = find(session, drill_id, EDIT)
        lines, links = read_plan(session, found.drill), list_links(session, found.drill, warden_key(), now=now())
        points, people = list_points(session, drill_id), list_expected(session, drill_id)
    if not form.is_submitted():
        form.lines.data = write_lines(lines)
    elif form.validate():
        try:
            return _save(drill_id, form.lines.data or "")
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            form.form_errors.append(translate_error(error))
    listed = {link.zone.id: sum(person.zone_id == link.zone.id for person in people) for link in links}
    page = render_template(
        "drills/plan.html", form=form, drill=found.drill, facts=found.facts, links=links, points=points, listed=listed
    )
    return page, 422 if form.errors else 200


def _save(drill_id: int, text: str) -> ResponseReturnValue:
    lines = read_lines(text)
    with store().write() as session:
        hold_drill(session, drill_id, alone=True)
        found = find(session, drill_id, EDIT)
        named = save_plan(session, found.drill, found.facts, lines, now=now())
        zones = len(list_zones(session, drill_id))
        detail = {"zones": zones, "named": named}
        note(session, "drill.plan", "drill", drill_id, unit_id=found.facts.host_unit_id, detail=detail)
    flash(_("方案已保存：%(zones)d 个区域，名单上 %(named)d 人", zones=zones, named=named), "success")
    return redirect(url_for("drill_plan.plan", drill_id=drill_id), 303)


@blueprint.post("/<int:drill_id>/wardens")
@staff(EDIT)
def issue(drill_id: int) -> ResponseReturnValue:
    """Make the links that are missing or were taken back."""
    with store().write() as session:
        hold_drill(session, drill_id, alone=True)
        found = find(session, drill_id, EDIT)
        made = issue_links(session, found.drill, found.facts, now=now())
        note(session, "drill.issue_links", "drill", drill_id, unit_id=found.facts.host_unit_id, detail={"links": made})
    flash(_("已生成 %(n)d 个疏导员链接", n=made), "success")
    return redirect(url_for("drill_plan.plan", drill_id=drill_id, _anchor="wardens"), 303)


@blueprint.post("/<int:drill_id>/wardens/<int:zone_id>/revoke")
@staff(EDIT)
def revoke(drill_id: int, zone_id: int) -> ResponseReturnValue:
    """A link got into wrong hands: it opens nothing any more."""
    with store().write() as session:
        found = find(session, drill_id, EDIT)
        if revoke_link(session, found.drill, zone_id, now=now()):
            detail = {"zone": zone_id}
            note(session, "drill.revoke_link", "drill", drill_id, unit_id=found.facts.host_unit_id, detail=detail)
    flash(_("链接已作废，再生成就是新的"), "success")
    return redirect(url_for("drill_plan.plan", drill_id=drill_id, _anchor="wardens"), 303)


@blueprint.get("/<int:drill_id>/wardens")
@staff(EDIT)
def cards(drill_id: int) -> ResponseReturnValue:
    """The links as cards to print and hand out."""
    with store().read() as session:
        found = find(session, drill_id, EDIT)
        links = list_links(session, found.drill, warden_key(), now=now())
    return render_template("drills/cards.html", drill=found.drill, facts=found.facts, links=links)


@blueprint.get("/<int:drill_id>/wardens/<int:zone_id>.png")
@staff(CHECK_IN)
def code(drill_id: int, zone_id: int) -> ResponseReturnValue:
    """One link as a code to scan."""
    with store().read() as session:
        found = find(session, drill_id, EDIT)
        links = {link.zone.id: link for link in list_links(session, found.drill, warden_key(), now=now())}
    if zone_id not in links or not links[zone_id].token:
        raise NotFound(N_("这个区域还没有疏导员链接"))
    address = (settings().public_url or request.host_url.rstrip("/")) + url_for(
        "warden.show", token=links[zone_id].token
    )
    return Response(qr_png(address), content_type="image/png")
