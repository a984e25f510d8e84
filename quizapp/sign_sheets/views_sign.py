"""Signing on a screen after check-in, and the sheet of who came with the signatures in it."""

from __future__ import annotations

import io
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts, load_facts_by_code
from quizapp.checkins import ScanResult, find_answer, list_arrivals
from quizapp.errors import Invalid, NotFound
from quizapp.exports import SignSheet, SignSheetPerson, content_disposition, file_name, write_sign_sheet
from quizapp.kit.i18n import N_
from quizapp.people import hash_device
from quizapp.sign_sheets.signatures import HEIGHT, WIDTH, keep_signature, read_strokes, signatures_of, svg_of
from quizapp.sign_sheets.views_paper import facts_of, title_of, word_across, wording
from quizapp.web import actor, device_key, limited, note, now, participant, staff, store
from quizapp.web.i18n import translate_error

blueprint = Blueprint("session_signatures", __name__, template_folder="templates")


def _answered(session: Session, code: str, nonce: str) -> tuple[SessionFacts, ScanResult]:
    """The session and the check-in of this phone. Raises `NotFound` for everybody else's."""
    facts = load_facts_by_code(session, code)
    result = find_answer(session, facts, nonce, device_hash=hash_device(device_key()))
    if result is None or result.attendance_id is None or not result.verdict.is_in:
        raise NotFound(N_("没有可以签名的签到：请先签到"))
    return facts, result


@blueprint.get("/s/<code>/in/<nonce>/sign")
@participant
@limited("door.page", "120/minute")
def sign(code: str, nonce: str) -> ResponseReturnValue:
    """A box to sign in with the finger."""
    return _page(code, nonce)


def _page(code: str, nonce: str, problem: str = "") -> ResponseReturnValue:
    with store().read() as session:
        facts, result = _answered(session, code, nonce)
        assert result.attendance_id is not None
        signed = signatures_of(session, [result.attendance_id]).get(result.attendance_id)
    page = render_template(
        "sign_sheets/sign.html", facts=facts, result=result, nonce=nonce, problem=problem, width=WIDTH, height=HEIGHT,
        signed=svg_of(signed) if signed else "",
    )  # fmt: skip
    return page, 422 if problem else 200


@blueprint.post("/s/<code>/in/<nonce>/sign")
@participant
@limited("door.check_in", "30/minute")
def keep(code: str, nonce: str) -> ResponseReturnValue:
    """Keep it once; a second one changes nothing."""
    try:
        strokes = read_strokes(request.form.get("strokes", "")[:200_000])
    except Invalid as error:
        return _page(code, nonce, translate_error(error))

    def store_it(session: Session) -> None:
        facts, result = _answered(session, code, nonce)
        assert result.attendance_id is not None
        keep_signature(
            session, session_id=facts.id, attendance_id=result.attendance_id, strokes=strokes,
            device_hash=hash_device(device_key()), now=now(),
        )  # fmt: skip

    store().retrying(partial(store_it))
    return redirect(url_for("session_signatures.sign", code=code, nonce=nonce), 303)


@blueprint.get("/console/sessions/<int:session_id>/sheets/signed.pdf")
@staff(Permission.EXPORT)
def signed_sheet(session_id: int) -> ResponseReturnValue:
    """Who came, when, and the signatures: the electronic twin of the paper sheet."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.EXPORT, actor())
        arrivals = [each for each in list_arrivals(session, session_id) if each.undone_at is None]
        signatures = signatures_of(session, [each.attendance_id for each in arrivals])
        word = word_across(session, facts)
    people = tuple(
        SignSheetPerson(
            name=each.name or _("（已删除）"), unit=each.unit_name, remark=_clock(each.arrived_at, facts),
            strokes=signatures.get(each.attendance_id, ()),
        )
        for each in arrivals
    )  # fmt: skip
    with store().write() as session:
        detail = {"people": len(people), "signed": len(signatures)}
        note(session, "session.print_signed", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    stream = io.BytesIO()
    sheet = SignSheet(
        title=title_of(facts), people=people, facts=facts_of(facts), wording=wording(), is_exact=True,
        sheet_id=facts.code, watermark=word,
    )  # fmt: skip
    write_sign_sheet(sheet, stream)
    headers = {
        "Content-Disposition": content_disposition(file_name(_("%(title)s已到人员", title=facts.title), None, "pdf"))
    }
    return Response(stream.getvalue(), content_type="application/pdf", headers=headers)


def _clock(moment: datetime, facts: SessionFacts) -> str:
    return f"{moment.astimezone(ZoneInfo(facts.time_zone)):%m-%d %H:%M}"
