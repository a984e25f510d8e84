"""What the pages of check-in share: keys, the ticket of a rotating code, what a phone's request says about itself."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from quizapp.activities import SessionFacts
from quizapp.checkins.clues import Clues, address_prefix, distance_m
from quizapp.checkins.rotating import CodeState, Ticket, check_code, read_ticket, sign_ticket
from quizapp.checkins.verdicts import Verdict
from quizapp.people import hash_device
from quizapp.web import actor, device_key, now, settings
from quizapp.web.pages import show_moment

#: Purpose of the installation's key for rotating codes, tickets and personal codes.
CODES_KEY = "checkin"
_NONE = Ticket(state=CodeState.NONE)
#: The cookie outlives the ticket inside it, so that an old one can be told from none.
_COOKIE_KEPT = timedelta(hours=2)


def codes_key() -> bytes:
    """The installation's key for everything that is signed at the door."""
    return settings().key_for(CODES_KEY)


def staff_actor() -> str:
    """Who acts, as ledger and tables note it."""
    return f"staff:{actor().id}"


def device_hash() -> str:
    """What is stored of this phone's key."""
    return hash_device(device_key())


def public_address(facts: SessionFacts, **query: Any) -> str:
    """What a code at the door says: the site's public address, else the one of this request."""
    return (settings().public_url or request.host_url.rstrip("/")) + url_for("door.show", code=facts.code, **query)


def _cookie_name(facts: SessionFacts) -> str:
    return settings().cookie_name(f"ticket-{facts.id}")


def exchange_code(facts: SessionFacts, said: str) -> Ticket:
    """What the code in the address, or typed, is worth."""
    return check_code(facts, codes_key(), said, now())


def hand_out(response: Response, facts: SessionFacts, ticket: Ticket) -> None:
    """Give this phone the ticket as a cookie, so that forwarding the address forwards nothing.

    Its name and its signature say which session it is for; a path would cost it the prefix that binds it to this host.
    """
    response.set_cookie(
        _cookie_name(facts), sign_ticket(facts, codes_key(), ticket, device_hash()), max_age=_COOKIE_KEPT,
        httponly=True, samesite="Lax", secure=settings().secure_cookies, path="/",
    )  # fmt: skip


def ticket_of(facts: SessionFacts) -> Ticket:
    """The ticket that this phone holds; `CodeState.NONE` where no code is asked."""
    if not facts.door.rotates:
        return _NONE
    text = request.cookies.get(_cookie_name(facts), "")
    return read_ticket(facts, codes_key(), text, device_hash(), now())


def clues_of(facts: SessionFacts, ticket: Ticket) -> Clues:
    """What this request says for and against itself."""
    distance, accuracy = _distance(facts)
    age = int((now() - ticket.scanned_at).total_seconds()) if ticket.scanned_at else None
    return Clues(
        distance_m=distance, accuracy_m=accuracy, prefix=address_prefix(request.remote_addr), ticket_age_s=age,
        code_age_s=ticket.code_age_s, code_step=ticket.code_step, is_foreign_ticket=ticket.is_foreign,
    )  # fmt: skip


def _distance(facts: SessionFacts) -> tuple[int | None, int | None]:
    """Metres to the place and the accuracy, from the form's hidden fields; where the phone stood is not kept."""
    door = facts.door
    here, there = _number("lat", 90), _number("lon", 180)
    if door.latitude is None or door.longitude is None or here is None or there is None:
        return None, None
    accuracy = _number("acc", 10_000_000)
    return distance_m(here, there, door.latitude, door.longitude), None if accuracy is None else round(abs(accuracy))


def _number(name: str, most: float) -> float | None:
    try:
        found = float(request.form.get(name, ""))
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) <= most else None


def refusal(verdict: Verdict, facts: SessionFacts) -> str:
    """Why it was refused and what to do now; empty for those who are in or left."""
    texts = {
        Verdict.NOT_OPEN_YET: _("还没到签到时间。%(time)s 开放，到时再点一次。", time=show_moment(facts.opens_at)),
        Verdict.CLOSED: _("签到已经结束。人在现场的话，请找工作人员补签。"),
        Verdict.CANCELLED: _("这一场已经取消，请留意新的通知。"),
        Verdict.SELF_NOT_ALLOWED: _("这一场由工作人员签到，请到签到处报姓名。"),
        Verdict.UNKNOWN_PERSON: _("没有找到您的登记，请先填写姓名和单位。"),
        Verdict.UNDONE: _("这次签到已被工作人员撤销。如果有误，请到签到处说明。"),
        Verdict.NOT_IN: _("没有您在场的记录，不用签退。刚到的话请先签到。"),
        Verdict.EXITS_NOT_TAKEN: _("这一场不用签退，直接离开就行。"),
        Verdict.WRONG_UNIT: _("这一场只有主办单位的人参加。走错了场次？请问现场的工作人员。"),
        Verdict.WRONG_CODE: _("这个码不是本场的，请扫现场大屏上的码，或输入屏幕上的 6 位字符。"),
        Verdict.EXPIRED_CODE: _("这个码已经换新。请再扫一次现场大屏上的码，刚填的姓名不用重填。"),
        Verdict.REVOKED_CODE: _("这个码已经作废。请在手机上打开新的个人码，或报姓名签到。"),
        Verdict.BLOCKED: _("没能确认您在现场。请到签到处报姓名，工作人员帮您签到。"),
    }
    return str(texts.get(verdict, ""))
