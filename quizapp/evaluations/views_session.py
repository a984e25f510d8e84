"""Evaluations of one session: what several evaluators found, a new sheet, the improvements."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.drills import drill_of_session
from quizapp.evaluations.criteria import get_criteria, offered_criteria
from quizapp.evaluations.improvements import STATES, improvements_of_session
from quizapp.evaluations.queries import list_evaluations, together
from quizapp.evaluations.service.fill import start_evaluation
from quizapp.evaluations.views_shared import FILL, may, read_beside, staff_actor
from quizapp.kit.clock import local_date
from quizapp.kit.ids import new_token
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint(
    "evaluations", __name__, url_prefix="/console/sessions/<int:session_id>/evaluations", template_folder="templates"
)


@blueprint.get("")
@staff(Permission.VIEW)
def show(session_id: int) -> ResponseReturnValue:
    """All evaluations, put together; the way to a new one."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.VIEW, actor())
        views, beside = list_evaluations(session, session_id), read_beside(session, facts)
        items = improvements_of_session(session, session_id, today=local_date(now(), facts.time_zone))
    return render_template(
        "evaluations/session.html", facts=facts, views=views, together=together(views), items=items, beside=beside,
        offered=offered_criteria(), states=STATES, nonce=new_token(), may_fill=may(FILL, facts),
    )  # fmt: skip


@blueprint.post("")
@staff(FILL)
def start(session_id: int) -> ResponseReturnValue:
    """A new sheet, with the signed-in person as its first evaluator."""
    named = [(request.form.get("name", "") or actor().name, request.form.get("role", ""))]
    with store().write() as session:
        facts = activities.session_for(session, session_id, FILL, actor())
        criteria = get_criteria(request.form.get("criteria", ""))
        made = start_evaluation(
            session, facts, criteria, drill_of_session(session, session_id), evaluators=named,
            nonce=request.form.get("nonce", "")[:60] or new_token(), actor=staff_actor(), now=now(),
        )  # fmt: skip
        detail = {"session": session_id, "criteria": criteria.key, "version": criteria.version}
        note(session, "evaluation.start", "evaluation", made, unit_id=facts.host_unit_id, detail=detail)
    return redirect(url_for("evaluation.show", evaluation_id=made), 303)
