"""What a participant sees of a contest: its page, the paper, the result. Works without script, better with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from quizapp import contests
from quizapp.campaigns import Card
from quizapp.contests.errors import (
    AttemptClosed,
    CannotStart,
    IdentityNeeded,
    MovedToOtherPhone,
    NewerSheet,
    OtherPhone,
)
from quizapp.contests.links import collect_contest_cards, collect_links
from quizapp.contests.points import show_points
from quizapp.contests.views_contest_page import ContestPage, show_contest
from quizapp.contests.views_paper_page import paper_pages
from quizapp.contests.views_question import question_page
from quizapp.contests.views_review import show_review
from quizapp.contests.words import told_counting
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token, tidy_short_code
from quizapp.people import Person, current_person, hash_device
from quizapp.web import device_key, form_token, limited, now, participant, reader, settings, store, wants_json

#: Scope and limit of opening, saving and handing in a paper, here and in front of the framework.
OPEN_LIMIT, SAVE_LIMIT, SUBMIT_LIMIT = (
    ("contest.page", "120/minute"), ("contest.save", "240/minute"), ("contest.submit", "60/minute")
)  # fmt: skip

blueprint = Blueprint("quiz", __name__, url_prefix="/q", template_folder="templates")
blueprint.add_app_template_filter(show_points, "points")
blueprint.add_app_template_filter(told_counting, "counting_told")


def device_hash() -> str:
    """What is stored of this phone's key."""
    return hash_device(device_key())


def public_address(code: str) -> str:
    """What the code on the poster says: the site's public address, else the one of this request."""
    return (settings().public_url or request.host_url.rstrip("/")) + url_for("quiz.contest", code=code)


def identity_url(error: IdentityNeeded, code: str) -> str:
    """Where this phone says who is answering, and comes back from."""
    query = {"next": url_for("quiz.contest", code=code)} | ({"phone": "1"} if error.asks_phone else {})
    return f"/c/{error.campaign_code}/me?{urlencode(query)}"


@blueprint.get("/<code>")
@participant
@limited("contest.page", "120/minute")
def contest(code: str) -> ResponseReturnValue:
    """The contest in plain words, and what this person may do now. Three statements."""
    tidy = tidy_short_code(code)
    if tidy != code:
        return redirect(url_for("quiz.contest", code=tidy), 301)
    with store().read() as session:
        found = contests.find_contest(session, code)
        person = current_person(session, device_hash(), found.campaign_id)
        mine = contests.list_my_attempts(session, person.id, contest_id=found.id) if person else []
        links = _links(session, found, person.id) if person and any(each.submitted_at for each in mine) else []
        cards = collect_contest_cards(session, contest=found, person=person, now=now())
        standing = contests.judge_standing(found, mine, now=now())
        if person is not None:
            standing = contests.admit(session, standing, contest_id=found.id, person_id=person.id)
        percent = _time_percent(session, found, person)
    needed = IdentityNeeded("", campaign_code=found.campaign_code, asks_phone=found.asks_phone)
    return show_contest(ContestPage(
        contest=found, person=person, standing=standing, now=now(), identity_url=identity_url(needed, code), links=links,
        cards=cards, time_percent=percent,
    ))  # fmt: skip


def _time_percent(session: Session, contest: contests.ContestRow, person: Person | None) -> int | None:
    """Percent of the usual time that this person has; asked only where somebody was given more."""
    if person is None or not contest.gives_time:
        return 100
    return contests.time_percent_for(session, contest_id=contest.id, person_id=person.id)


def _links(session: Session, contest: contests.ContestRow, person_id: int) -> list[Card]:
    return collect_links(session, contest_id=contest.id, code=contest.code, person_id=person_id)


@blueprint.post("/<code>/start")
@participant
@limited("contest.start", "30/minute")
def start(code: str) -> ResponseReturnValue:
    """To the paper: the open one, else a new one; back to the contest when none may be started."""
    try:
        start_once = partial(contests.start_attempt, code=code, device_hash=device_hash(), now=now())
        started = store().retrying(start_once)
    except IdentityNeeded as error:
        return redirect(identity_url(error, code), 303)
    except CannotStart:
        return redirect(url_for("quiz.contest", code=code), 303)
    return redirect(url_for("quiz.paper", code=code, token=started.token), 303)


@blueprint.get("/<code>/a/<token>")
@participant
@limited(*OPEN_LIMIT)
def paper(code: str, token: str) -> ResponseReturnValue:
    """The paper as it was drawn; the clock runs on, whatever is reloaded."""
    try:
        with store().read() as session:
            found = contests.open_paper(session, code=code, token=token, device_hash=device_hash())
    except OtherPhone as error:
        return other_phone(error, code)
    if found.attempt.submitted_at is not None or found.attempt.is_overdue(now()):
        return redirect(url_for("quiz.result", code=code, token=token), 303)
    if found.clocks is not None:
        return question_page(found, found.clocks)
    return paper_pages().page(found, reader(), _page_words(code, token), now=now(), makes=True)


def _page_words(code: str, token: str) -> dict[str, str]:
    address = url_for("quiz.paper", code=code, token=token)
    return {"address": escape(address), "csrf": form_token(), "submission_key": new_token()}


@blueprint.post("/<code>/a/<token>/save")
@participant
@limited(*SAVE_LIMIT)
def save(code: str, token: str) -> ResponseReturnValue:
    """Keep the sheet as tapped so far. 409 with what stands when another tab was first, 410 when it is over."""
    revision, answers = read_save(request.get_json(silent=True))
    try:
        saved = store().retrying(
            partial(
                contests.save_answers, code=code, token=token, device_hash=device_hash(), revision=revision,
                answers=answers, now=now(),
            )
        )  # fmt: skip
    except AttemptClosed:
        return jsonify(location=url_for("quiz.result", code=code, token=token)), 410
    if saved.is_stored:
        return jsonify(told_saved(saved))
    return jsonify(revision=saved.revision, answers=saved.answers), 409


def told_saved(saved: contests.Saved) -> dict[str, object]:
    """What the page is told of a sheet that is kept."""
    return {"revision": saved.revision, "deadline": saved.deadline_at.isoformat()}


def read_save(body: object) -> tuple[int, Mapping[str, object]]:
    """Revision and sheet out of a decoded body. Raises `Invalid`."""
    if isinstance(body, dict):
        revision, answers = body.get("revision"), body.get("answers")
        if isinstance(revision, int) and not isinstance(revision, bool) and isinstance(answers, dict):
            return revision, answers
    raise Invalid(N_("没有收到可以保存的答案，请刷新页面再继续"))


@blueprint.post("/<code>/a/<token>/submit")
@participant
@limited(*SUBMIT_LIMIT)
def submit(code: str, token: str) -> ResponseReturnValue:
    """Hand in once, however often it is sent; then to the result.

    Judged and stored in one transaction: grading is shorter than opening a second one, here and on PostgreSQL.
    """
    try:
        hand_in(read_submission(code, token, device_hash(), request.form))
    except NewerSheet as error:
        return jsonify(revision=error.revision, answers=error.answers), 409
    except OtherPhone as error:
        return other_phone(error, code)
    where = url_for("quiz.result", code=code, token=token)
    return jsonify(location=where) if wants_json() else redirect(where, 303)


def read_submission(code: str, token: str, device: str, form: MultiDict[str, str]) -> contests.Submission:
    """What the form of a paper says."""
    return contests.Submission(
        code=code, token=token, device_hash=device, key=form.get("submission_key", ""), answers=_read_sheet(form),
        revision=form.get("revision", type=int),
    )  # fmt: skip


def _read_sheet(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Atoms by question; the parts of a case have fields of their own, ``q-3.0`` and ``q-3.1``."""
    sheet: dict[str, list[str]] = {}
    for name, given in form.lists():
        if name.startswith("q-"):
            sheet.setdefault(name.partition(".")[0], []).extend(given)
    return sheet


def hand_in(submission: contests.Submission) -> contests.Receipt:
    """The receipt, once it is durable."""
    return store().retrying(partial(contests.submit_attempt, submission=submission, now=now()))


@blueprint.get("/<code>/a/<token>/result")
@participant
@limited("contest.page", "120/minute")
def result(code: str, token: str) -> ResponseReturnValue:
    """Score, what to remember, tries left. An overdue paper is handed in first; an open one is answered first."""
    try:
        found = _read_result(code, token)
    except OtherPhone as error:
        return other_phone(error, code)
    if found is None:
        return redirect(url_for("quiz.paper", code=code, token=token), 303)
    with store().read() as session:
        about = contests.find_contest(session, code)
        mine = contests.list_my_attempts(session, found.attempt.person_id, contest_id=found.attempt.contest_id)
        reports = contests.list_my_reports(session, found.attempt) if found.review else {}
        links = _links(session, about, found.attempt.person_id)
        standing = contests.judge_standing(about, mine, now=now())
        standing = contests.admit(session, standing, contest_id=about.id, person_id=found.attempt.person_id)
    address = url_for("quiz.paper", code=code, token=token)
    shown = show_review(found, reader().locale, address)
    return render_template(
        "contests/result.html", result=found, contest=about, standing=standing, reports=reports, links=links,
        address=address, reviews=shown.reviews, unreported=shown.unreported,
    )  # fmt: skip


def _read_result(code: str, token: str) -> contests.Result | None:
    """The result, handed in now when only the deadline was waited for; None while the paper can be answered."""
    with store().read() as session:
        found = contests.read_result(session, code=code, token=token, device_hash=device_hash())
        if found is not None:
            return found
        opened = contests.open_paper(session, code=code, token=token, device_hash=device_hash())
    if not opened.attempt.is_overdue(now()):
        return None
    hand_in(contests.Submission(code=code, token=token, device_hash=device_hash(), key=""))
    with store().read() as session:
        return contests.read_result(session, code=code, token=token, device_hash=device_hash())


def other_phone(error: OtherPhone, code: str) -> ResponseReturnValue:
    """A forwarded link, or a paper that went on elsewhere: said kindly, with the way to a paper of one's own."""
    if wants_json():
        raise error
    has_moved = isinstance(error, MovedToOtherPhone)
    return render_template("contests/other_phone.html", code=code, has_moved=has_moved), 403
