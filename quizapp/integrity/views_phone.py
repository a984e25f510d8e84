"""The participant's side: why a paper was voided, and one objection to it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import integrity
from quizapp.errors import Conflict, Invalid
from quizapp.integrity.forms import AppealForm
from quizapp.people import hash_device
from quizapp.web import device_key, limited, now, participant, show_invalid, store, translate_error

blueprint = Blueprint("appeals", __name__, url_prefix="/q", template_folder="templates")


@blueprint.route("/<code>/a/<token>/appeal", methods=["GET", "POST"])
@participant
@limited("contest.page", "120/minute", methods=["GET"])
@limited("appeal", "5/15 minute; 20/day", methods=["POST"])
def appeal(code: str, token: str) -> ResponseReturnValue:
    """Reason and form; afterwards what was written and what was answered. Opens on the paper's own phone only."""
    form = AppealForm()
    device = hash_device(device_key())
    if form.validate_on_submit():
        try:
            with store().write() as session:
                mine = integrity.my_appeal(session, code=code, token=token, device_hash=device)
                integrity.make_appeal(session, mine, text=form.text.data or "", now=now())
            flash(_("申诉已提交，请过几天再来看答复"), "success")
            return redirect(url_for("appeals.appeal", code=code, token=token), 303)
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            flash(translate_error(error), "warning")
            return redirect(url_for("appeals.appeal", code=code, token=token), 303)
    with store().read() as session:
        mine = integrity.my_appeal(session, code=code, token=token, device_hash=device)
    return render_template("integrity/appeal.html", mine=mine, form=form), 422 if form.errors else 200
