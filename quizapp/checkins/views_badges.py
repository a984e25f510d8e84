"""Personal codes on the console: badges to print by unit, one person's code revoked or made again."""

from __future__ import annotations

import io

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.checkins.forms import BadgeForm
from quizapp.checkins.models import PersonalCode
from quizapp.checkins.service.codes import code_history, issue_codes, reissue_code, revoke_code
from quizapp.checkins.views_shared import codes_key, staff_actor
from quizapp.errors import NotFound
from quizapp.exports import Badge, BadgeSheet, content_disposition, file_name, write_badges
from quizapp.kit.i18n import N_
from quizapp.people import Person, get_person, people_of_unit
from quizapp.units import get_unit
from quizapp.web import actor, console_scope, note, now, staff, store, unit_choices

blueprint = Blueprint("badges", __name__, url_prefix="/console", template_folder="templates")

_EDIT = Permission.EDIT_PEOPLE
#: People on one file: two hundred sheets.
MOST = 2000


@blueprint.route("/badges", methods=["GET", "POST"])
@staff(_EDIT)
def sheet() -> ResponseReturnValue:
    """Badges of a unit and those below it, participants and everybody on its rosters, as one PDF."""
    form = BadgeForm()
    with store().read() as session:
        form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    if form.validate_on_submit():
        return _pdf(form.unit_id.data)
    return render_template("checkins/badges.html", form=form, most=MOST), 422 if form.errors else 200


def _pdf(unit_id: int) -> ResponseReturnValue:
    with store().write() as session:
        unit = get_unit(session, unit_id)
        actor().require(_EDIT, unit.path)
        campaign = console_scope(session, _EDIT).campaign
        people = people_of_unit(session, campaign.id, unit.path, now=now(), limit=MOST)
        codes = issue_codes(
            session, [each.id for each, _unit in people], key=codes_key(), actor=staff_actor(), now=now()
        )
        badges = [
            Badge(name=person.name, unit=unit_name, code=codes[person.id], note=_("签到时出示"))
            for person, unit_name in people if person.id in codes
        ]  # fmt: skip
        note(session, "person.print_badges", "unit", unit.id, unit_id=unit.id, detail={"badges": len(badges)})
    if not badges:
        flash(_("这个单位还没有人：先导入花名册，或等人参加以后再打印"), "warning")
        return redirect(url_for("badges.sheet"), 303)
    stream, title = io.BytesIO(), _("%(unit)s签到胸牌", unit=unit.name)
    write_badges(BadgeSheet(title=title, headline=campaign.title, badges=badges), stream)
    headers = {"Content-Disposition": content_disposition(file_name(title, None, "pdf"))}
    return Response(stream.getvalue(), content_type="application/pdf", headers=headers)


def _reachable(session: Session, person_id: int) -> tuple[Person, int]:
    """The person, not erased, of a unit whose people one looks after; and the unit."""
    person = get_person(session, person_id)
    unit = get_unit(session, person.unit_id)
    actor().require(_EDIT, unit.path)
    if person.erased_at is not None:
        raise NotFound(N_("这个人的信息已经删除"))
    return person, unit.id


@blueprint.get("/people/<int:person_id>/code")
@staff(_EDIT)
def person_code(person_id: int) -> ResponseReturnValue:
    """Whether the person's code counts, and every issue before."""
    with store().read() as session:
        person, _unit_id = _reachable(session, person_id)
        issues: list[PersonalCode] = code_history(session, person_id)
    return render_template("checkins/person_code.html", person=person, issues=issues)


@blueprint.post("/people/<int:person_id>/code/<any(revoke, reissue):deed>")
@staff(_EDIT)
def change_code(person_id: int, deed: str) -> ResponseReturnValue:
    """Take the code back, or take it back and give a new one."""
    reason = request.form.get("reason", "")
    with store().write() as session:
        person, unit_id = _reachable(session, person_id)
        if deed == "revoke":
            revoke_code(session, person.id, reason=reason, actor=staff_actor(), now=now())
        else:
            reissue_code(session, person.id, reason=reason, key=codes_key(), actor=staff_actor(), now=now())
        detail = {"reason": reason[:200]}
        note(session, f"person.{deed}_code", "person", person.id, unit_id=unit_id, detail=detail)
    flash(_("个人码已作废") if deed == "revoke" else _("已换成新的个人码，旧的不能再用"), "success")
    return redirect(url_for("badges.person_code", person_id=person_id), 303)
