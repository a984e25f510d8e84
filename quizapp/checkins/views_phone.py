"""What a participant sees behind a poster or a screen: one button, one full-screen answer. No script is needed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts_by_code
from quizapp.checkins.presence import stays_of
from quizapp.checkins.queries import present_people
from quizapp.checkins.rotating import CodeState, Ticket
from quizapp.checkins.rules import Direction, Door, Moment, judge_scan
from quizapp.checkins.service.answers import find_answer
from quizapp.checkins.service.record import NewScan, record_scan_at
from quizapp.checkins.stays import Stay
from quizapp.checkins.verdicts import Verdict
from quizapp.checkins.views_shared import clues_of, device_hash, exchange_code, hand_out, refusal, ticket_of
from quizapp.errors import Conflict, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token, tidy_short_code
from quizapp.people import Person, current_person
from quizapp.units import names_of
from quizapp.web import limited, now, participant, public, store

#: Letters of a session's own code.
SHORT = 6

blueprint = Blueprint("door", __name__, url_prefix="/s", template_folder="templates")


@blueprint.get("")
@public
@limited("door.code", "60/minute")
def enter_code() -> ResponseReturnValue:
    """For those who cannot scan: the code on the poster, typed by hand; the screen's characters may follow at once."""
    typed = tidy_short_code(request.args.get("code", ""))[:16]
    typed, shown = typed[:SHORT], typed[SHORT:]
    if not typed:
        return render_template("checkins/code.html", typed="", is_unknown=False)
    with store().read() as session:
        try:
            load_facts_by_code(session, typed)
        except NotFound:
            return render_template("checkins/code.html", typed=typed, is_unknown=True), 404
    return redirect(url_for("door.show", code=typed, k=shown or None), 303)


@blueprint.get("/<code>")
@participant
@limited("door.page", "120/minute")
def show(code: str) -> ResponseReturnValue:
    """The session in plain words, and the button when it can be pressed. Three statements, one more with exits.

    ``?k=`` is a rotating code, exchanged at once for a ticket; ``?g=`` says which gate the poster hangs at.
    """
    with store().read() as session:
        facts = load_facts_by_code(session, code)
        if facts.door.rotates and request.args.get("k"):
            return _exchange(facts)
        person = current_person(session, device_hash(), facts.campaign_id)
        present = present_people(session, facts.id, [person.id]) if person else {}
        units = names_of(session, [person.unit_id]) if person else {}
        stay = _stay(session, facts, person) if person and _reads_passages(facts) else None
    arrived_at = present[person.id][1] if person and person.id in present else None
    return _page(
        facts, ticket_of(facts), person=person, unit_name=units.get(person.unit_id, "") if person else "",
        arrived_at=arrived_at, stay=stay,
    )  # fmt: skip


def _exchange(facts: SessionFacts) -> ResponseReturnValue:
    """The code of this moment becomes a ticket; the address without it is what may be shared."""
    ticket = exchange_code(facts, request.args["k"])
    if ticket.state is not CodeState.GOOD:
        held = ticket_of(facts)  # who scanned in time before keeps what he has
        if held.state is not CodeState.GOOD:
            return _page(facts, ticket, person=None, unit_name="", arrived_at=None, stay=None, is_refused=True), 409
    response = redirect(url_for("door.show", code=facts.code, g=_gate_id()), 303)
    if ticket.state is CodeState.GOOD:
        hand_out(response, facts, ticket)
    return response


def _gate_id() -> int | None:
    return request.values.get("g", type=int)


def _reads_passages(facts: SessionFacts) -> bool:
    return facts.door.takes_exits or facts.is_one_head_over_days


def _stay(session: Session, facts: SessionFacts, person: Person) -> Stay | None:
    """How the person was there today."""
    return stays_of(session, facts, now=now(), person_ids=[person.id]).get((person.id, facts.day_of(now())))


def _page(facts: SessionFacts, ticket: Ticket, **context: Any) -> str:
    stay: Stay | None = context["stay"]
    is_in = context["arrived_at"] is not None
    is_outside = facts.is_one_head_over_days if stay is None else not stay.is_open
    return render_template(
        "checkins/door.html", facts=facts, verdict=_expected(facts, ticket, is_in=is_in, is_outside=is_outside),
        nonce=new_token(), now=now(), gate_id=_gate_id(), is_outside=is_outside, identity_url=_identity_url(facts),
        has_ticket=ticket.state in {CodeState.NONE, CodeState.GOOD},
        wait_s=max(int((facts.opens_at - now()).total_seconds()), 0), **{"is_refused": False, **context},
    )  # fmt: skip


def _expected(facts: SessionFacts, ticket: Ticket, *, is_in: bool, is_outside: bool) -> Verdict:
    """What pressing the button would say now. A day that lies behind does not hide the button of the next one."""
    moment = Moment(
        at=now(), opens_at=facts.opens_at, closes_at=facts.closes_at, is_cancelled=facts.cancelled_at is not None,
        allows_self=facts.allows_self_check_in, is_known=True, is_in=is_in, is_outside=is_outside,
        takes_exits=facts.door.takes_exits, code=ticket.state, tolerance=timedelta(minutes=facts.door.tolerance_min),
    )  # fmt: skip
    return judge_scan(moment, door=Door.SCAN, may_be_late=False)


def _identity_url(facts: SessionFacts) -> str:
    return url_for("identity.me", code=facts.campaign_code, next=url_for("door.show", code=facts.code, g=_gate_id()))


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
    ticket = ticket_of(facts)
    direction = Direction.EXIT if request.form.get("direction") == "exit" else Direction.ENTRY
    for name in (nonce, new_token()):
        scan = NewScan(
            nonce=name, person_id=person.id, door=Door.SCAN, scanned_at=now(), device_hash=device_hash(),
            direction=direction, gate_id=_gate_id(), code=ticket.state, clues=clues_of(facts, ticket),
        )  # fmt: skip
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
