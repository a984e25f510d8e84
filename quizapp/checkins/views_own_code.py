"""A person's own code (个人码) on the phone: shown to a helper, made new when somebody else has a picture of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, get_campaign_by_code
from quizapp.checkins.service.codes import issue_codes, last_revocation, reissue_code
from quizapp.checkins.views_shared import codes_key, device_hash
from quizapp.errors import NotAllowed, NotFound
from quizapp.exports import qr_svg
from quizapp.kit.i18n import N_
from quizapp.people import Person, current_person
from quizapp.units import names_of
from quizapp.web import limited, now, participant, store

blueprint = Blueprint("own_code", __name__, url_prefix="/c/<code>/me/code", template_folder="templates")


@blueprint.get("")
@participant
@limited("own_code", "60/minute")
def show(code: str) -> ResponseReturnValue:
    """The code as large as the phone is wide, with name and unit; it is issued when it is first looked at."""
    with store().write() as session:
        campaign, person = _mine(session, code)
        if person is None:
            return redirect(url_for("identity.me", code=code, next=url_for("own_code.show", code=code)), 303)
        issued = issue_codes(session, [person.id], key=codes_key(), actor=f"person:{person.id}", now=now())
        unit_name = names_of(session, [person.unit_id]).get(person.unit_id, "")
        by_staff = person.id not in issued and _taken_by_staff(session, person.id)
    own = issued.get(person.id, "")
    return render_template(
        "checkins/own_code.html", campaign=campaign, person=person, unit_name=unit_name, own=own, by_staff=by_staff,
        svg=qr_svg(own, title=_("我的个人码")) if own else "",
    )  # fmt: skip


def _mine(session: Session, code: str) -> tuple[Campaign, Person | None]:
    campaign = get_campaign_by_code(session, code)
    if not campaign.is_published:
        raise NotFound(N_("没有这个活动，请核对网址或重新扫码"))
    return campaign, current_person(session, device_hash(), campaign.id)


def _taken_by_staff(session: Session, person_id: int) -> bool:
    found = last_revocation(session, person_id)
    return found is not None and found.revoked_by.startswith("staff:")


@blueprint.post("")
@participant
@limited("own_code.renew", "6/hour")
def renew(code: str) -> ResponseReturnValue:
    """A new code; pictures of the one before are worth nothing. What staff took back, staff give again."""
    with store().write() as session:
        _campaign, person = _mine(session, code)
        if person is None:
            raise NotFound(N_("请先填写姓名和单位"))
        by = f"person:{person.id}"
        standing = issue_codes(session, [person.id], key=codes_key(), actor=by, now=now())
        if not standing and _taken_by_staff(session, person.id):
            raise NotAllowed(N_("您的个人码已被工作人员作废，请到签到处报姓名"))
        reissue_code(session, person.id, reason=_("本人换新"), key=codes_key(), actor=by, now=now())
    flash(_("已换成新的个人码，旧的不能再用"), "success")
    return redirect(url_for("own_code.show", code=code), 303)
