"""What a participant sees of the certificate, and what anybody may ask about its number."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import certificates
from quizapp.activities import load_facts_by_code
from quizapp.certificates import AttendedRow, CertificateRow
from quizapp.certificates.forms import NameForm
from quizapp.certificates.views_pages import printed, printed_attended, send_page
from quizapp.contests import ContestRow, find_contest, read_result
from quizapp.errors import NotFound
from quizapp.kit.ids import tidy_short_code
from quizapp.kit.text import fold_key, mask_name
from quizapp.people import Person, current_person, get_person, hash_device
from quizapp.trainings import show_hours
from quizapp.web import by_argument, device_key, limited, now, participant, store

blueprint = Blueprint("certificate", __name__, template_folder="templates")


@blueprint.get("/q/<code>/certificate")
@participant
@limited("contest.page", "120/minute")
def mine(code: str) -> ResponseReturnValue:
    """This person's certificate, issued at the first look; else what is missing for it."""
    with store().read() as session:
        contest = find_contest(session, code)
        person = _person(session, contest)
        is_due = person is not None and certificates.is_due(session, contest.id, person.id)
    if is_due and person is not None:
        with store().write() as session:
            certificates.issue(session, contest, person_id=person.id, now=now())
    with store().read() as session:
        found = certificates.my_certificate(session, contest.id, person.id) if person else None
        offer = certificates.offered(session, contest.id)
        template = certificates.current_template(session, contest.id)
    return render_template(
        "certificates/mine.html", contest=contest, person=person, found=found, template=template,
        is_open=offer is not None and offer.opened_at is not None,
    )  # fmt: skip


def _person(session: Session, contest: ContestRow) -> Person | None:
    """Whose certificate: who wrote the paper ``?a=`` on this phone, else the one it spoke for last (a family's phone)."""
    device_hash, paper = hash_device(device_key()), request.args.get("a", "")
    if not paper:
        return current_person(session, device_hash, contest.campaign_id)
    result = read_result(session, code=contest.code, token=paper, device_hash=device_hash)
    return get_person(session, result.attempt.person_id) if result else None


@blueprint.get("/q/<code>/certificate/<token>.<any(pdf, png):fmt>")
@participant
@limited("certificate.file", "30/minute")
def file(code: str, token: str, fmt: str) -> ResponseReturnValue:
    """The certificate as a file. Its address is enough: WeChat hands a PDF to another browser, which has no cookie."""
    with store().read() as session:
        found = certificates.find_by_token(session, token)
    return send_page(*printed(found), fmt, f"{found.template.title}-{found.name}")


@blueprint.get("/v")
@participant
@limited("certificate.verify", "60/minute")
def ask() -> ResponseReturnValue:
    """For those who hold paper and cannot scan: type the number."""
    number = tidy_short_code(request.args.get("number", ""))[:40]
    if number:
        return redirect(url_for("certificate.verify", number=number), 303)
    return render_template("certificates/ask.html", number="", is_unknown=False)


@blueprint.get("/v/<number>")
@participant
@limited("certificate.verify", "60/minute")
def verify(number: str) -> ResponseReturnValue:
    """Whether the number is real: valid or withdrawn, for whom (masked), for what."""
    return _verify(number, NameForm(formdata=None))


@blueprint.post("/v/<number>")
@participant
@limited("certificate.name", "6/15 minute")
@limited("certificate.name_of", "12/hour; 30/day", key=by_argument("number"), crowd=100)
def compare(number: str) -> ResponseReturnValue:
    """Whether the full name that was typed is the certificate's. Few tries: a masked name must not be guessed open."""
    return _verify(number, NameForm())


def _found(number: str) -> CertificateRow | AttendedRow:
    """The certificate of either kind. Raises `NotFound`."""
    with store().read() as session:
        try:
            return certificates.find_by_number(session, number)
        except NotFound:
            return certificates.find_attended(session, number, now=now())


def _says(found: CertificateRow | AttendedRow) -> list[tuple[str, str]]:
    """What it is for: (label, value)."""
    if isinstance(found, AttendedRow):
        hours = show_hours(found.tenth_hours)
        return [(_("活动"), found.session_title), (_("日期"), str(found.held_on)), (_("学时"), hours)]
    told = [(_("竞赛"), found.contest_title), (_("日期"), str(found.earned_on))]
    return told + ([(_("成绩"), _band(found))] if found.template.shows_band else [])


def _band(found: CertificateRow) -> str:
    low, high = certificates.band_of(found.score, found.max_score)
    if low == 100:
        return str(_("满分"))
    return str(_("满分的 %(low)s%% 到 %(high)s%%", low=low, high=high) if low else _("满分的 60%% 以下"))


@blueprint.get("/s/<code>/certificate")
@participant
@limited("certificate.page", "120/minute")
def attended(code: str) -> ResponseReturnValue:
    """This person's certificate of attendance, once the organizer has issued it."""
    with store().read() as session:
        facts = load_facts_by_code(session, code)
        person = current_person(session, hash_device(device_key()), facts.campaign_id)
        found = certificates.my_attended(session, facts.id, person.id, now=now()) if person else None
    return render_template("certificates/attended_mine.html", facts=facts, person=person, found=found)


@blueprint.get("/s/<code>/certificate/<token>.<any(pdf, png):fmt>")
@participant
@limited("certificate.file", "30/minute")
def attended_file(code: str, token: str, fmt: str) -> ResponseReturnValue:
    """The certificate of attendance as a file; its address is enough, as with those of contests."""
    with store().read() as session:
        found = certificates.attended_by_token(session, token, now=now())
    return send_page(*printed_attended(found), fmt, f"{found.template.title}-{found.name}")


def _verify(number: str, form: NameForm) -> ResponseReturnValue:
    tidy = tidy_short_code(number)
    if tidy != number and request.method == "GET":
        return redirect(url_for("certificate.verify", number=tidy), 301)
    try:
        found = _found(tidy)
    except NotFound:
        return render_template("certificates/ask.html", number=tidy[:40], is_unknown=True), 404
    matches = None
    if form.is_submitted() and form.validate() and found.name:
        typed, name = fold_key(form.name.data or ""), fold_key(found.name)
        matches = hmac.compare_digest(typed.encode(), name.encode())
    page = render_template(
        "certificates/verify.html", found=found, form=form, matches=matches, masked=mask_name(found.name),
        number=certificates.show_number(found.number), says=_says(found),
    )  # fmt: skip
    return Response(page, 422 if form.errors else 200, headers={"X-Robots-Tag": "noindex"})
