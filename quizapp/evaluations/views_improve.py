"""One improvement: what was done with its photo, verified by another person or sent back, and its history."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.evaluations.access import FoundImprovement, improvement_for
from quizapp.evaluations.improvements import EVENTS, STATES, history_of
from quizapp.evaluations.queries import read_evaluation
from quizapp.evaluations.service.improve import (
    Done,
    reopen_improvement,
    report_done,
    verify_improvement,
    withdraw_improvement,
)
from quizapp.evaluations.views_shared import EDIT, FILL, names_of_actors, staff_actor
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.photos import NewPhoto, Subject, keep_photo, photo_content
from quizapp.web import actor, note, now, staff, store, translate_error

blueprint = Blueprint(
    "improvement", __name__, url_prefix="/console/improvements/<int:improvement_id>", template_folder="templates"
)


@blueprint.get("")
@staff(Permission.VIEW)
def show(improvement_id: int) -> ResponseReturnValue:
    """What is to be mended, how far it is, and what can be done now."""
    return _page(improvement_id)


def _page(improvement_id: int, problem: str = "") -> ResponseReturnValue:
    with store().read() as session:
        found = _find(session, improvement_id)
        history, row = history_of(session, improvement_id), found.item.row
        names = names_of_actors(session, {each.actor for each in history})
        view = read_evaluation(session, row.evaluation_id) if row.evaluation_id else None
    page = render_template(
        "evaluations/improvement.html", found=found, item=found.item, row=row, history=history, names=names, view=view,
        states=STATES, events=EVENTS, problem=problem, today=local_date(now(), found.facts.time_zone),
        is_mine=row.done_by == staff_actor(), typed=request.form,
    )  # fmt: skip
    return page, 422 if problem else 200


def _find(session: Session, improvement_id: int) -> FoundImprovement:
    found = improvement_for(session, improvement_id, actor())
    return improvement_for(session, improvement_id, actor(), today=local_date(now(), found.facts.time_zone))


@blueprint.post("/done")
@staff(FILL)
def done(improvement_id: int) -> ResponseReturnValue:
    """Report that it is mended: what, when, and the photo that shows it."""
    try:
        proof = _proof()
        with store().write() as session:
            found = improvement_for(session, improvement_id, actor())
            _require(found.may_report)
            report_done(session, improvement_id, _done(session, found, proof), actor=staff_actor(), now=now())
            note(session, "improvement.done", "improvement", improvement_id, unit_id=found.unit_id)
    except (Invalid, Conflict) as error:
        return _page(improvement_id, translate_error(error))
    flash(_("已报告完成，等另一个人核实"), "success")
    return redirect(url_for("improvement.show", improvement_id=improvement_id), 303)


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotAllowed(N_("您的角色不能做这件事：请联系本单位的管理员开通"))


def _proof() -> NewPhoto | None:
    """The photo that was sent, drawn: before any transaction."""
    file = request.files.get("photo")
    if file is None or not file.filename:
        return None
    return NewPhoto(content=file.stream.read(), subject=Subject.PROOF, caption=request.form.get("note", "")[:100])


def _done(session: Session, found: FoundImprovement, proof: NewPhoto | None) -> Done:
    today = local_date(now(), found.facts.time_zone)
    try:
        day = date.fromisoformat(request.form.get("on", "") or today.isoformat())
    except ValueError:
        raise Invalid(N_("日期要写成 2026-06-16 这样"), field="on") from None
    if day > today:
        raise Invalid(N_("完成日期不能晚于今天"), field="on")
    said = request.form.get("note", "")
    if not said.strip():
        raise Invalid(N_("请写明做了什么"), field="note")
    photo_id = None if proof is None else keep_photo(session, found.facts, proof, actor=staff_actor(), now=now())
    return Done(note=said, on=day, photo_id=photo_id)


@blueprint.post("/<any(verify, reopen, withdraw):deed>")
@staff(EDIT)
def judge(improvement_id: int, deed: str) -> ResponseReturnValue:
    """Verify what was done, send it back, or take the whole thing back."""
    said = request.form.get("note", "")
    try:
        with store().write() as session:
            found = improvement_for(session, improvement_id, actor())
            if not found.may_judge:
                raise NotAllowed(N_("只有组织演练的一方可以这样做：请联系组织单位"))
            if deed == "verify":
                verify_improvement(session, improvement_id, note=said, actor=staff_actor(), now=now())
            elif deed == "reopen":
                reopen_improvement(session, improvement_id, reason=said, actor=staff_actor(), now=now())
            else:
                withdraw_improvement(session, improvement_id, reason=said, actor=staff_actor(), now=now())
            detail = {"note": said[:200]}
            note(session, f"improvement.{deed}", "improvement", improvement_id, unit_id=found.unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        return _page(improvement_id, translate_error(error))
    flash(_(_SAID[deed]), "success")
    return redirect(url_for("improvement.show", improvement_id=improvement_id), 303)


_SAID = {"verify": N_("已核实销号"), "reopen": N_("已退回重改"), "withdraw": N_("已撤回")}


@blueprint.get("/photos/<int:photo_id>.webp")
@staff(Permission.VIEW)
def picture(improvement_id: int, photo_id: int) -> ResponseReturnValue:
    """A photo from its history, for whoever sees the improvement."""
    with store().read() as session:
        found = improvement_for(session, improvement_id, actor())
        if photo_id not in {each.photo_id for each in history_of(session, improvement_id)}:
            raise NotFound(N_("没有这张照片：可能已经撤下"))
        _subject, content = photo_content(session, found.facts.id, photo_id)
    return Response(content, content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})
