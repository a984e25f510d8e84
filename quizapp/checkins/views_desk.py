"""The helper's desk on a phone: search, tick, undo, walk-ins, crowds. Every action is a plain form; scripts make it quick."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.checkins import queries
from quizapp.checkins.desk_people import choose, desk_rows, tick
from quizapp.checkins.forms import HeadcountForm, WalkInForm
from quizapp.checkins.rules import METHODS, Direction
from quizapp.checkins.service.answers import ScanResult
from quizapp.checkins.service.desk import check_in_walk_in, count_crowd
from quizapp.checkins.service.undo import undo_check_in, undo_headcount, undo_scan
from quizapp.checkins.verdicts import Verdict
from quizapp.checkins.views_passage import count_here, read_passage
from quizapp.checkins.views_shared import refusal, staff_actor
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.units import Unit, get_unit, list_subtree
from quizapp.web import actor, console_scope, note, now, show_invalid, staff, store, vault, wants_json
from quizapp.web.pages import show_moment

blueprint = Blueprint(
    "desk", __name__, url_prefix="/console/sessions/<int:session_id>/desk", template_folder="templates"
)

_CHECK_IN = Permission.CHECK_IN
#: People on one page; the search on the server finds the others.
LISTED = 200
RECENT = 30
UNITS_OFFERED = 400


def _reason() -> str:
    """Why people are entered outside of the window; asked once and carried on by the page's addresses."""
    return request.args.get("late", "").strip()[:200]


@blueprint.get("")
@staff(_CHECK_IN)
def show(session_id: int) -> ResponseReturnValue:
    """The list to tick, and below it walk-ins, crowds and who came last."""
    return _page(session_id, WalkInForm(), HeadcountForm())


def _page(session_id: int, walk_in: WalkInForm, crowd: HeadcountForm) -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:50]
    with store().read() as session:
        facts = activities.session_for(session, session_id, _CHECK_IN, actor())
        paths = console_scope(session, _CHECK_IN).paths
        passage = read_passage(session, facts)
        rows = desk_rows(session, facts, words, paths=paths, limit=LISTED, now=now())
        figures = queries.door_figures(session, session_id)
        here = count_here(session, facts, passage, figures.heads)
        recent = queries.list_arrivals(session, session_id, newest_first=True, limit=RECENT)
        crowds = queries.list_headcounts(session, session_id)
        _offer(session, facts, walk_in, crowd)
    page = render_template(
        "checkins/desk.html", facts=facts, rows=rows, figures=figures, recent=recent, crowds=crowds, words=words,
        walk_in=walk_in, crowd=crowd, now=now(), late=_reason(), listed=LISTED, methods=METHODS,
        passage=passage, here=here,
    )  # fmt: skip
    return page, 422 if walk_in.errors or crowd.errors else 200


def _offer(session: Session, facts: SessionFacts, walk_in: WalkInForm, crowd: HeadcountForm) -> None:
    """Units below the host; others are typed by name."""
    units = list_subtree(session, facts.host_path, limit=UNITS_OFFERED)
    choices = [(unit.id, unit.name, {"data-search": f"{unit.name} {unit.pinyin} {unit.initials}"}) for unit in units]
    walk_in.unit_id.choices = crowd.unit_id.choices = choices
    crowd.method.choices = [(key, _(label)) for key, label in METHODS.items()]
    if not crowd.is_submitted():
        crowd.counted_by.data = actor().name


@blueprint.post("/<who>/tick")
@staff(_CHECK_IN)
def tick_person(session_id: int, who: str) -> ResponseReturnValue:
    """Check in one person of the list."""
    with store().write() as session:
        facts = activities.session_for(session, session_id, _CHECK_IN, actor())
        chosen = choose(session, facts, who, actor())
        result = tick(
            session, facts, chosen, nonce=new_token(), reason=_reason(), by=staff_actor(), now=now(),
            how=read_passage(session, facts).how,
        )  # fmt: skip
        _note_late(session, facts, result)
    return _answered(facts, result)


def _note_late(session: Session, facts: SessionFacts, result: ScanResult) -> None:
    """Entering people outside of the window goes into the audit log; ticks stand in the log of scans."""
    if _reason() and result.verdict is Verdict.ACCEPTED and not result.is_repeat:
        note(
            session, "session.late_entry", "session", facts.id, unit_id=facts.host_unit_id,
            detail={"person_id": result.person_id, "reason": _reason()},
        )  # fmt: skip


_CATEGORIES = {Verdict.ALREADY_IN: "warning"}


def _answered(facts: SessionFacts, result: ScanResult) -> ResponseReturnValue:
    """For the script a state and a line; for a plain form a message on the desk."""
    text = _line(facts, result)
    if wants_json():
        return jsonify(state="refused" if result.verdict.is_refusal else "present", text=text)
    category = "error" if result.verdict.is_refusal else _CATEGORIES.get(result.verdict, "success")
    flash(f"{result.name}：{text}" if result.name else text, category)
    return _back(facts.id)


def _line(facts: SessionFacts, result: ScanResult) -> str:
    if result.verdict is Verdict.ACCEPTED:
        return str(_("%(time)s 签到成功", time=show_moment(result.arrived_at)[11:]))
    if result.verdict is Verdict.ALREADY_IN:
        return str(_("%(time)s 已签到过", time=show_moment(result.arrived_at)[11:]))
    if result.verdict in {Verdict.LEFT, Verdict.REENTERED}:
        return f"{show_moment(now())[11:]} {_(result.verdict.label)}"
    if result.verdict in {Verdict.NOT_OPEN_YET, Verdict.CLOSED}:
        return str(_("不在签到时间内：补签请先写明原因"))
    return refusal(result.verdict, facts)


def _back(session_id: int) -> ResponseReturnValue:
    kept: dict[str, Any] = {name: request.args[name] for name in ("q", "late", "way", "g") if request.args.get(name)}
    return redirect(url_for("desk.show", session_id=session_id, **kept), 303)


@blueprint.post("/<who>/undo")
@staff(_CHECK_IN)
def undo_person(session_id: int, who: str) -> ResponseReturnValue:
    """Take the latest attendance of one person back; where exits are taken, the latest coming or going."""
    with store().write() as session:
        facts = activities.session_for(session, session_id, _CHECK_IN, actor())
        person_id = choose(session, facts, who, actor()).person_id
        if person_id is not None:
            _undo(session, facts, person_id)
    if wants_json():
        return jsonify(state="absent", text=_("已撤销"))
    flash(_("已撤销，可以重新签到"), "success")
    return _back(session_id)


def _undo(session: Session, facts: SessionFacts, person_id: int) -> None:
    reason, by = request.form.get("reason", ""), staff_actor()
    attendance_id = queries.standing_attendance(session, facts.id, person_id)
    if attendance_id is None:
        return
    nonce = queries.latest_passage(session, facts.id, person_id) if facts.door.takes_exits else None
    if nonce is not None:
        done = undo_scan(session, facts.id, nonce, reason=reason, actor=by, now=now())
    else:
        done = undo_check_in(session, facts.id, attendance_id, reason=reason, actor=by, now=now())
    if done:
        detail = {"attendance_id": attendance_id, "reason": reason[:200]}
        note(session, "session.undo_check_in", "session", facts.id, unit_id=facts.host_unit_id, detail=detail)


@blueprint.post("/walk-in")
@staff(_CHECK_IN)
def walk_in(session_id: int) -> ResponseReturnValue:
    """Somebody on no list."""
    form = WalkInForm()
    with store().read() as session:
        facts = activities.session_for(session, session_id, _CHECK_IN, actor())
        _offer(session, facts, form, HeadcountForm(formdata=None))
    if not form.validate():
        return _page(session_id, form, HeadcountForm(formdata=None))
    try:
        with store().write() as session:
            unit_id = _unit_of(session, facts, form)
            result = check_in_walk_in(
                session, session_id, form.walk_in(unit_id, _reason()), vault=vault(), actor=staff_actor(), now=now(),
                how=replace(read_passage(session, facts).how, direction=Direction.ENTRY),
            )  # fmt: skip
            _note_late(session, facts, result)
    except Invalid as error:
        show_invalid(form, error)
        return _page(session_id, form, HeadcountForm(formdata=None))
    return _answered(facts, result)


def _unit_of(session: Session, facts: SessionFacts, form: WalkInForm) -> int:
    """The unit typed by name, else the one chosen."""
    typed = (form.other_unit.data or "").strip()
    if not typed:
        return int(form.unit_id.data)
    root = get_unit(session, console_scope(session, _CHECK_IN).campaign.root_unit_id)
    units: list[Unit] = activities.find_units_named(session, typed, path=root.path)
    if len(units) != 1:
        raise Invalid(N_("没有找到唯一的单位“%(name)s”：请写全称或单位代码"), field="other_unit", name=typed)
    return units[0].id


@blueprint.post("/headcount")
@staff(_CHECK_IN)
def headcount(session_id: int) -> ResponseReturnValue:
    """A crowd without names."""
    form = HeadcountForm()
    with store().read() as session:
        facts = activities.session_for(session, session_id, _CHECK_IN, actor())
        _offer(session, facts, WalkInForm(formdata=None), form)
    if not form.validate():
        return _page(session_id, WalkInForm(formdata=None), form)
    try:
        with store().write() as session:
            made = count_crowd(session, session_id, form.headcount(), actor=staff_actor(), now=now())
            detail = {"people": made.people, "method": made.method, "approximate": made.is_approximate}
            note(session, "session.headcount", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    except Invalid as error:
        show_invalid(form, error)
        return _page(session_id, WalkInForm(formdata=None), form)
    people = f"{made.people}{_('余')}" if made.is_approximate else made.people
    flash(_("已登记 %(n)s 人次", n=people), "success")
    return _back(session_id)


@blueprint.post("/headcounts/<int:headcount_id>/undo")
@staff(_CHECK_IN)
def undo_crowd(session_id: int, headcount_id: int) -> ResponseReturnValue:
    """A crowd was counted wrongly."""
    reason = request.form.get("reason", "")
    with store().write() as session:
        facts = activities.session_for(session, session_id, _CHECK_IN, actor())
        if not undo_headcount(session, session_id, headcount_id, reason=reason, actor=staff_actor(), now=now()):
            raise NotFound(N_("这条人数登记已经撤销了"))
        detail = {"headcount_id": headcount_id, "reason": reason[:200]}
        note(session, "session.undo_headcount", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    flash(_("人数登记已撤销"), "success")
    return _back(session_id)
