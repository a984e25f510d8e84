"""How the door of a session works, on one page: codes, gates, exits, evidence."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities import BLOCKABLE
from quizapp.checkins.clues import DOUBTS
from quizapp.checkins.forms import DoorForm
from quizapp.checkins.service.gates import list_gates, set_gates
from quizapp.errors import Conflict, Invalid
from quizapp.web import actor, note, now, show_invalid, staff, store
from quizapp.web.i18n import translate_error

blueprint = Blueprint("door_settings", __name__, url_prefix="/console/sessions/<int:session_id>/door", template_folder="templates")  # fmt: skip

_EDIT = Permission.EDIT_ACTIVITIES


@blueprint.route("", methods=["GET", "POST"])
@staff(_EDIT)
def edit(session_id: int) -> ResponseReturnValue:
    """Change how the door works."""
    form = DoorForm()
    with store().read() as session:
        facts = activities.session_for(session, session_id, _EDIT, actor())
        gates = [gate.name for gate in list_gates(session, session_id)]
    _offer(form)
    if not form.is_submitted():
        form.fill_door(facts.door, gates)
    elif form.validate():
        try:
            _save(form, session_id)
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            form.form_errors.append(translate_error(error))
        else:
            flash(_("签到设置已保存"), "success")
            return redirect(url_for("sessions.detail", session_id=session_id), 303)
    is_long = facts.slot(facts.starts_at) != facts.slot(facts.ends_at) or not facts.door.counts_each_day
    return render_template("checkins/door_settings.html", form=form, facts=facts, is_long=is_long), 422 if form.errors else 200  # fmt: skip


def _offer(form: DoorForm) -> None:
    form.code.choices = [
        ("static", _("固定的码|印在海报上，随时能扫；可能被转发")),
        ("rotating", _("动态码|投在现场大屏上，不停更换，拍下转发没有用")),
    ]
    form.days.choices = [("day", _("每人每天计一次|例如三天的培训")), ("session", _("整场每人只计一次|例如跨夜的演练、一个展览"))]  # fmt: skip
    form.blocks.choices = [(key, _(DOUBTS[key])) for key in BLOCKABLE]


def _save(form: DoorForm, session_id: int) -> None:
    with store().write() as session:
        facts = activities.session_for(session, session_id, _EDIT, actor())
        activities.change_door(session, session_id, form.door_settings())
        gates = set_gates(session, session_id, form.gate_names(), now=now())
        changed = {"rotating": form.code.data == "rotating", "exits": form.takes_exits.data, "gates": len(gates), "blocks": form.blocks.data}  # fmt: skip
        note(session, "session.edit_door", "session", session_id, unit_id=facts.host_unit_id, detail=changed)


@blueprint.post("/renew")
@staff(_EDIT)
def renew(session_id: int) -> ResponseReturnValue:
    """New rotating codes and screen links: somebody has a link who should not."""
    with store().write() as session:
        facts = activities.session_for(session, session_id, _EDIT, actor())
        activities.renew_codes(session, session_id)
        note(session, "session.renew_codes", "session", session_id, unit_id=facts.host_unit_id)
    flash(_("动态码和大屏链接已全部换新，请重新打开大屏"), "success")
    return redirect(url_for("sessions.detail", session_id=session_id), 303)
