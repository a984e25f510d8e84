"""The session on the console: live numbers, the code to scan, who came."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.checkins import queries
from quizapp.checkins.links import collect_session_links
from quizapp.checkins.log import count_doubtful
from quizapp.checkins.presence import by_head, count_inside, gate_figures, stays_of
from quizapp.checkins.rules import METHODS
from quizapp.checkins.views_shared import public_address
from quizapp.kit.text import mask_name
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint("sessions", __name__, url_prefix="/console/sessions", template_folder="templates")

#: Lines of the attendance list on one page.
PAGE = 100


@blueprint.get("/<int:session_id>")
@staff(Permission.VIEW)
def detail(session_id: int) -> ResponseReturnValue:
    """Expected, arrived, how; the poster; what can be done now."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.VIEW, actor())
        figures = queries.door_figures(session, session_id)
        record = activities.standing_record(session, session_id)
        joint = activities.joint_hosts_of(session, session_id) if facts.has_joint_hosts else []
        gates, doubtful = gate_figures(session, session_id), count_doubtful(session, session_id)
        inside = count_inside(session, facts, now=now()) if facts.door.takes_exits else None
        units = queries.heads_by_unit(session, session_id)
        links = collect_session_links(session, facts=facts, actor=actor())
    may = {
        "edit": any(actor().can(Permission.EDIT_ACTIVITIES, path) for path in (facts.owner_path, facts.host_path)),
        "check_in": actor().can_somewhere(Permission.CHECK_IN),
        "export": actor().can_somewhere(Permission.EXPORT),
    }
    return render_template(
        "checkins/session.html", facts=facts, figures=figures, record=record, joint=joint, may=may, now=now(), links=links,
        gates=gates, doubtful=doubtful, inside=inside, units=units, address=public_address(facts), word=activities.get_kind(facts.kind).word,
    )  # fmt: skip


@blueprint.get("/<int:session_id>/attendance")
@staff(Permission.VIEW)
def attendance(session_id: int) -> ResponseReturnValue:
    """Who came, masked; in full for those who look after people, which is noted."""
    page = max(request.args.get("page", 1, type=int), 1)
    wants_names = request.args.get("names") == "full"
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.VIEW, actor())
        may_see_names = actor().can(Permission.EDIT_PEOPLE, facts.host_path)
        lines = queries.list_arrivals(session, session_id, with_undone=True, offset=(page - 1) * PAGE, limit=PAGE)
        total = queries.count_arrivals(session, session_id)
        crowds = queries.list_headcounts(session, session_id)
        stays = by_head(facts, stays_of(session, facts, now=now(), person_ids=[line.person_id for line in lines]))
    shows_names = wants_names and may_see_names
    if shows_names:
        with store().write() as session:
            note(session, "session.see_names", "session", session_id, unit_id=facts.host_unit_id)
    return render_template(
        "checkins/attendance.html", facts=facts, now=now(), lines=lines, crowds=crowds, total=total, page=page,
        stay_of=lambda line: stays.get((line.person_id, date.fromisoformat(line.slot))),
        pages=max(-(-total // PAGE), 1), show=(lambda name: name) if shows_names else mask_name,
        shows_names=shows_names, may_see_names=may_see_names, methods=METHODS,
    )  # fmt: skip
