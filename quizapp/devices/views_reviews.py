"""What waits for a person: scans that devices let through and the server could not accept."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.devices.people_list import search_list
from quizapp.devices.queries import list_reviews
from quizapp.devices.rules import PROBLEM_LABELS
from quizapp.devices.service.settle import dismiss_upload, enter_upload
from quizapp.devices.views_token import door_keys
from quizapp.errors import Conflict, Invalid
from quizapp.web import actor, note, now, staff, store, translate_error

blueprint = Blueprint(
    "door_reviews", __name__, url_prefix="/console/sessions/<int:session_id>/reviews", template_folder="templates"
)

_CHECK_IN = Permission.CHECK_IN


@blueprint.get("")
@staff(_CHECK_IN)
def index(session_id: int) -> ResponseReturnValue:
    """Oldest first. ``?line=7&q=zgl`` looks for the person of line 7."""
    words, line = request.args.get("q", "").strip()[:50], request.args.get("line", 0, type=int)
    with store().read() as session:
        facts = activities.session_for(session, session_id, _CHECK_IN, actor())
        waiting = list_reviews(session, session_id, is_settled=False)
        settled = list_reviews(session, session_id, is_settled=True, limit=50)
        found = search_list(session, facts, words, keys=door_keys()) if words else ()
    return render_template(
        "devices/reviews.html", facts=facts, waiting=waiting, settled=settled, found=found, words=words, line=line,
        problems=PROBLEM_LABELS,
    )  # fmt: skip


@blueprint.post("/<int:upload_id>/enter")
@staff(_CHECK_IN)
def enter(session_id: int, upload_id: int) -> ResponseReturnValue:
    """The person was there: it counts at the time of the scan."""
    who, reason = request.form.get("who", ""), request.form.get("reason", "")
    try:
        with store().write() as session:
            facts = activities.session_for(session, session_id, _CHECK_IN, actor())
            result = enter_upload(
                session, session_id, upload_id, who=who, reason=reason, actor=f"staff:{actor().id}", now=now()
            )
            detail = {"upload_id": upload_id, "person_id": result.person_id, "reason": reason[:200]}
            note(session, "session.enter_review", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        flash(translate_error(error), "error")
        return _back(session_id)
    flash(_("已计入"), "success")
    return _back(session_id)


@blueprint.post("/<int:upload_id>/dismiss")
@staff(_CHECK_IN)
def dismiss(session_id: int, upload_id: int) -> ResponseReturnValue:
    """It counts nothing; the line stays below."""
    reason = request.form.get("reason", "")
    try:
        with store().write() as session:
            facts = activities.session_for(session, session_id, _CHECK_IN, actor())
            dismiss_upload(session, session_id, upload_id, reason=reason, actor=f"staff:{actor().id}", now=now())
            detail = {"upload_id": upload_id, "reason": reason[:200]}
            note(session, "session.dismiss_review", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        flash(translate_error(error), "error")
        return _back(session_id)
    flash(_("已放在一边，不计入"), "success")
    return _back(session_id)


def _back(session_id: int) -> ResponseReturnValue:
    return redirect(url_for("door_reviews.index", session_id=session_id), 303)
