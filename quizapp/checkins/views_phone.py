"""What a participant sees behind a poster: one button, one full-screen answer. No script is needed."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts_by_code
from quizapp.checkins.queries import present_people
from quizapp.checkins.rules import Door, Moment, judge_scan
from quizapp.checkins.service.answers import find_answer
from quizapp.checkins.service.record import NewScan, record_scan_at
from quizapp.checkins.verdicts import Verdict
from quizapp.errors import Conflict, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token, tidy_short_code
from quizapp.people import Person, current_person, hash_device
from quizapp.units import names_of
from quizapp.web import device_key, limited, now, participant, public, store
from quizapp.web.pages import show_moment

blueprint = Blueprint("door", __name__, url_prefix="/s", template_folder="templates")


def device_hash() -> str:
    """What is stored of this phone's key."""
    return hash_device(device_key())


@blueprint.get("")
@public
@limited("door.code", "60/minute")
def enter_code() -> ResponseReturnValue:
    """For those who cannot scan: the code on the poster, typed by hand."""
    typed = tidy_short_code(request.args.get("code", ""))[:16]
    if not typed:
        return render_template("checkins/code.html", typed="", is_unknown=False)
    with store().read() as session:
        try:
            load_facts_by_code(session, typed)
        except NotFound:
            return render_template("checkins/code.html", typed=typed, is_unknown=True), 404
    return redirect(url_for("door.show", code=typed), 303)


@blueprint.get("/<code>")
@participant
@limited("door.page", "120/minute")
def show(code: str) -> ResponseReturnValue:
    """The session in plain words, and the button when it can be pressed. Three statements."""
    with store().read() as session:
        facts = load_facts_by_code(session, code)
        person = current_person(session, device_hash(), facts.campaign_id)
        present = present_people(session, facts.id, [person.id]) if person else {}
        units = names_of(session, [person.unit_id]) if person else {}
    arrived_at = present[person.id][1] if person and person.id in present else None
    return render_template(
        "checkins/door.html", facts=facts, person=person, unit_name=units.get(person.unit_id, "") if person else "",
        arrived_at=arrived_at, verdict=_expected(facts, is_in=arrived_at is not None), nonce=new_token(), now=now(),
        identity_url=_identity_url(facts),
    )  # fmt: skip


def _expected(facts: SessionFacts, *, is_in: bool) -> Verdict:
    """What pressing the button would say now. A day that lies behind does not hide the button of the next one."""
    moment = Moment(
        at=now(), opens_at=facts.opens_at, closes_at=facts.closes_at, is_cancelled=facts.cancelled_at is not None,
        allows_self=facts.allows_self_check_in, is_known=True, is_in=is_in,
    )  # fmt: skip
    return judge_scan(moment, door=Door.SCAN, may_be_late=False)


def _identity_url(facts: SessionFacts) -> str:
    return url_for("identity.me", code=facts.campaign_code, next=url_for("door.show", code=facts.code))


@blueprint.post("/<code>")
@participant
@limited("door.check_in", "30/minute")
def check_in(code: str) -> ResponseReturnValue:
    """Check in whom this phone speaks for; then to the answer. Without a name first to the name."""
    nonce = request.form.get("nonce", "")[:64] or new_token()
    return redirect(store().retrying(partial(_check_in, code=code, nonce=nonce)), 303)


def _check_in(session: Session, *, code: str, nonce: str) -> str:
    """Where the answer stands, or where the name is asked."""
    facts = load_facts_by_code(session, code, lock=Lock.SHARED)
    person = current_person(session, device_hash(), facts.campaign_id)
    if person is None:
        return _identity_url(facts)
    return url_for("door.answer", code=facts.code, nonce=_record(session, facts, person, nonce))


def _record(session: Session, facts: SessionFacts, person: Person, nonce: str) -> str:
    """Keep the scan; the nonce that holds its answer. A page kept open while the phone changed hands gets a new one."""
    for name in (nonce, new_token()):
        scan = NewScan(nonce=name, person_id=person.id, door=Door.SCAN, scanned_at=now(), device_hash=device_hash())
        try:
            record_scan_at(session, facts, scan, actor=f"person:{person.id}", now=now())
        except Conflict:
            continue
        return name
    raise Conflict(N_("没有签到成功，请返回重新点一次"))


@blueprint.get("/<code>/in/<nonce>")
@participant
@limited("door.page", "120/minute")
def answer(code: str, nonce: str) -> ResponseReturnValue:
    """The answer, full screen: colour, icon, word, name, time. Shown to the phone that asked, also when reloaded."""
    with store().read() as session:
        facts = load_facts_by_code(session, code)
        result = find_answer(session, facts, nonce, device_hash=device_hash())
        if result is None:
            return redirect(url_for("door.show", code=facts.code), 303)
        unit_name = ""
        if result.unit_id is not None:
            unit_name = names_of(session, [result.unit_id]).get(result.unit_id, "")
    return render_template(
        "checkins/answer.html", facts=facts, result=result, unit_name=unit_name, note=refusal(result.verdict, facts)
    )


def refusal(verdict: Verdict, facts: SessionFacts) -> str:
    """Why it was refused and what to do now; empty for those who are in."""
    texts = {
        Verdict.NOT_OPEN_YET: _("还没到签到时间。%(time)s 开放，到时再点一次。", time=show_moment(facts.opens_at)),
        Verdict.CLOSED: _("签到已经结束。人在现场的话，请找工作人员补签。"),
        Verdict.CANCELLED: _("这一场已经取消，请留意新的通知。"),
        Verdict.SELF_NOT_ALLOWED: _("这一场由工作人员签到，请到签到处报姓名。"),
        Verdict.UNKNOWN_PERSON: _("没有找到您的登记，请先填写姓名和单位。"),
        Verdict.UNDONE: _("这次签到已被工作人员撤销。如果有误，请到签到处说明。"),
    }
    return str(texts.get(verdict, ""))
