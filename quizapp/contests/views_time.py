"""More time (照顾安排) of a contest: who has it, give it to a person or a unit, end it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests.accommodations import OFFERED
from quizapp.contests.forms import NO_LIMIT, TimeForm
from quizapp.errors import Conflict, Invalid
from quizapp.kit.text import mask_name
from quizapp.people import list_people
from quizapp.web import actor, note, now, show_invalid, staff, store, translate_error, unit_choices

blueprint = Blueprint("contest_time", __name__, url_prefix="/console/contests", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS
_LISTED = 20


@blueprint.route("/<int:contest_id>/time", methods=["GET", "POST"])
@staff(_EDIT)
def index(contest_id: int) -> ResponseReturnValue:
    """The arrangements that stand, and the two forms: for a unit, or for a person who was looked up."""
    form = TimeForm()
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, _EDIT, actor())
        given = contests.list_given(session, contest_id)
        form.unit_id.choices = [(0, "—", {}), *unit_choices(session, actor(), _EDIT)]
        people = _people(session, contest)
    form.time_percent.choices = [(str(each or NO_LIMIT), _amount(each, contest.minutes_limit)) for each in OFFERED]
    if form.validate_on_submit():
        try:
            return _give(contest, form)
        except (Invalid, Conflict) as error:
            show_invalid(form, error if isinstance(error, Invalid) else Invalid(error.message, field="reason"))
    chosen = next((each for each in people if each[0] == request.values.get("person_id", type=int)), None)
    page = render_template(
        "contests/time.html", contest=contest, given=given, form=form, people=people, chosen=chosen,
        words=request.args.get("q", ""), amount=_amount,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _amount(percent: int | None, minutes: int | None) -> str:
    if percent is None:
        return str(_("不限时|竞赛结束前交卷就行"))
    told = _("多 %(n)s%%", n=percent - 100)
    return (
        f"{told}|{_('%(from)s 分钟变 %(to)s 分钟', **{'from': minutes, 'to': minutes * percent // 100})}"
        if minutes
        else told
    )


def _people(session: Session, contest: contests.ContestRow) -> list[tuple[int, str, str]]:
    """(id, masked name, unit) of whoever was looked up, or chosen, within one's reach."""
    words, chosen = request.args.get("q", "").strip(), request.values.get("person_id", type=int)
    if not words and chosen is None:
        return []
    found, _total = list_people(
        session, campaign_id=contest.campaign_id, paths=actor().paths(Permission.VIEW), words=words,
        limit=_LISTED, only_id=chosen,
    )  # fmt: skip
    return [(person.id, mask_name(person.name), unit_name) for person, unit_name in found]


def _give(contest: contests.ContestRow, form: TimeForm) -> ResponseReturnValue:
    new = form.new_time()
    with store().write() as session:
        made = contests.give_time(session, contest.id, new, actor=actor(), now=now())
        _note_given(session, contest, new, made)
    told = ngettext("正在答的 %(num)s 份答卷已经加上时间", "正在答的 %(num)s 份答卷已经加上时间", made.open_papers)
    flash(_("照顾安排已保存") + (_("；") + told if made.open_papers else ""), "success")
    return redirect(url_for("contest_time.index", contest_id=contest.id), 303)


def _note_given(session: Session, contest: contests.ContestRow, new: contests.NewTime, made: contests.Given) -> None:
    """The reason may tell of an illness: under the person's own name it is erased with him."""
    detail = {"contest": contest.id, "given": made.id, "percent": new.time_percent, "open_papers": made.open_papers}
    if new.person_id is not None:
        personal = {"reason": new.reason}
        note(
            session, "contest.give_time", "person", new.person_id, unit_id=contest.unit_id, detail=detail,
            personal=personal,
        )  # fmt: skip
        return
    told = {**detail, "unit": new.unit_id, "reason": new.reason}
    note(session, "contest.give_time", "contest", contest.id, unit_id=contest.unit_id, detail=told)


@blueprint.post("/time/<int:accommodation_id>/end")
@staff(_EDIT)
def end(accommodation_id: int) -> ResponseReturnValue:
    """Not for papers that start from now on; who has started keeps his time."""
    with store().write() as session:
        try:
            ended = contests.end_time(session, accommodation_id, actor=actor(), now=now())
        except Conflict as error:
            flash(translate_error(error), "warning")
            return redirect(url_for("contests.index"), 303)
        contest = contests.read_contest(session, ended.contest_id, _EDIT, actor())
        detail = {"given": accommodation_id}
        note(session, "contest.end_time", "contest", contest.id, unit_id=contest.unit_id, detail=detail)
    flash(_("照顾安排已结束，已经开始的答卷不受影响"), "success")
    return redirect(url_for("contest_time.index", contest_id=contest.id), 303)
