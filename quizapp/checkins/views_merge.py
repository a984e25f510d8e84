"""Walk-ins of a session and whom they may be on the roster: merged by a tap, unmerged with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.checkins.desk_people import choose
from quizapp.checkins.service.merge import merge_people, unmerge_people
from quizapp.checkins.walk_ins import list_merges, list_walk_ins, session_of_merge
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.people import person_for_roster_entry
from quizapp.web import actor, console_scope, note, now, staff, store
from quizapp.web.i18n import translate_error

blueprint = Blueprint(
    "walk_ins", __name__, url_prefix="/console/sessions/<int:session_id>/walk-ins", template_folder="templates"
)

_NEEDED = Permission.EDIT_PEOPLE


@blueprint.get("")
@staff(_NEEDED)
def show(session_id: int) -> ResponseReturnValue:
    """Names that helpers wrote down, each with people of the same or a searched name."""
    return _page(session_id)


def _page(session_id: int, problem: str = "") -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:50]
    with store().read() as session:
        facts = _facts(session, session_id)
        paths = console_scope(session, _NEEDED).paths
        lines = list_walk_ins(session, facts, paths=paths, words=words)
        merges = list_merges(session, session_id)
    page = render_template(
        "checkins/walk_ins.html", facts=facts, lines=lines, merges=merges, words=words, problem=problem
    )
    return page, 422 if problem else 200


def _facts(session: Session, session_id: int) -> SessionFacts:
    return activities.session_for(session, session_id, _NEEDED, actor())


@blueprint.post("/<int:person_id>/merge/<who>")
@staff(_NEEDED)
def merge(session_id: int, person_id: int, who: str) -> ResponseReturnValue:
    """Credit the walk-in's heads to the chosen person."""
    try:
        with store().write() as session:
            facts = _facts(session, session_id)
            choose(session, facts, f"p{person_id}", actor())
            kept_id = _kept(session, facts, who)
            done = merge_people(
                session, walk_in_id=person_id, kept_id=kept_id, reason=request.form.get("reason") or _("同一个人"),
                actor=f"staff:{actor().id}", now=now(),
            )  # fmt: skip
            detail = {"walk_in": person_id, "kept": kept_id, "moved": done.moved, "doubled": done.doubled}
            note(session, "person.merge", "person", kept_id, unit_id=facts.host_unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        return _page(session_id, translate_error(error))
    flash(
        _(
            "已合并：%(moved)s 次签到转到本人名下，%(doubled)s 次两人都签了，只计一次",
            moved=done.moved,
            doubled=done.doubled,
        ),
        "success",
    )
    return redirect(url_for("walk_ins.show", session_id=session_id), 303)


def _kept(session: Session, facts: SessionFacts, who: str) -> int:
    chosen = choose(session, facts, who, actor())
    if chosen.person_id is not None:
        return chosen.person_id
    assert chosen.roster_entry_id is not None
    return person_for_roster_entry(session, facts.campaign_id, chosen.roster_entry_id, now=now()).id


@blueprint.post("/merges/<int:merge_id>/undo")
@staff(_NEEDED)
def unmerge(session_id: int, merge_id: int) -> ResponseReturnValue:
    """Two people after all."""
    try:
        with store().write() as session:
            facts = _facts(session, session_id)
            if not session_of_merge(session, merge_id, session_id):
                raise NotFound(N_("没有这次合并"))
            reason = request.form.get("reason", "")
            if unmerge_people(session, merge_id, reason=reason, actor=f"staff:{actor().id}", now=now()):
                detail = {"merge": merge_id, "reason": reason[:200]}
                note(session, "person.unmerge", "person", merge_id, unit_id=facts.host_unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        return _page(session_id, translate_error(error))
    flash(_("已取消合并，两人的签到分别计"), "success")
    return redirect(url_for("walk_ins.show", session_id=session_id), 303)
