"""The console's pages of live rooms: the list, the one form, the draft's questions, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from random import SystemRandom
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.contests import OfferedBank, offer_banks
from quizapp.errors import Conflict, Invalid
from quizapp.live.forms import NewRoomForm, RulesForm
from quizapp.live.models import LiveRoom
from quizapp.live.results import QuestionLine, list_events, list_questions, list_results, list_rooms
from quizapp.live.room import RoomRow
from quizapp.live.rules import Phase
from quizapp.live.service.acting import Act
from quizapp.live.service.making import change_room, copy_room, delete_draft, draw_questions, make_room, read_draft
from quizapp.live.service.voiding import void_room
from quizapp.live.showing import team_lines, with_urls
from quizapp.live.views_shared import EDIT, do_act, forget, own_room
from quizapp.live.words import ACTS, MODES, PHASES, PRESETS
from quizapp.questions import find_type
from quizapp.units import get_unit
from quizapp.web import actor, console_scope, note, now, show_invalid, staff, store, translate_error, unit_choices

blueprint = Blueprint("live_console", __name__, url_prefix="/console/live", template_folder="templates")


def _named(words: Mapping[Any, str]) -> dict[str, str]:
    return {str(key): _(label) for key, label in words.items()}


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Rooms of one's units, running ones on top."""
    with store().read() as session:
        scope = console_scope(session)
        lines = list_rooms(session, scope.campaign.id, scope.paths)
    may_edit = actor().can_somewhere(EDIT)
    return render_template("live/console_list.html", lines=lines, phases=_named(PHASES), may_edit=may_edit)


def _offer(form: RulesForm) -> None:
    form.offer([(key.value, _(label)) for key, label in PRESETS.items()], [(k.value, _(v)) for k, v in MODES.items()])


def _bank_choices(banks: list[OfferedBank]) -> list[tuple[int, str]]:
    return [(bank.id, f"{bank.title}|{_('%(n)s 题', n=bank.size)}") for bank in banks]


@blueprint.route("/new", methods=["GET", "POST"])
@staff(EDIT)
def create() -> ResponseReturnValue:
    """One page: a title, banks and a number; the rest has defaults that work."""
    form = NewRoomForm()
    _offer(form)
    with store().read() as session:
        scope = console_scope(session, EDIT)
        banks = offer_banks(session, scope.paths)
        form.unit_id.choices = unit_choices(session, actor(), EDIT)
    form.bank_ids.choices = _bank_choices(banks)
    if not form.is_submitted():
        form.bank_ids.data = [bank.id for bank in banks if bank.is_for_everybody]
        form.title.data = _("%(campaign)s直播答题", campaign=scope.campaign.title)[:60]
        form.unit_id.data = form.unit_id.choices[0][0] if form.unit_id.choices else None
    elif form.validate():
        try:
            return _created(form, scope.campaign.id)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("live/console_form.html", form=form, room=None), 422 if form.errors else 200


def _created(form: NewRoomForm, campaign_id: int) -> ResponseReturnValue:
    with store().write() as session:
        unit = get_unit(session, form.unit_id.data)
        actor().require(EDIT, unit.path)
        room = make_room(
            session, form.draft(), campaign_id=campaign_id, unit_id=unit.id, actor=f"staff:{actor().id}", now=now()
        )  # fmt: skip
        draw_questions(
            session, room.id, bank_ids=form.bank_ids.data or [], count=form.count.data or 0, now=now(),
            seconds=form.seconds.data or 0, points=form.points.data or 0, rng=SystemRandom(),
        )  # fmt: skip
        note(session, "live.create", "live_room", room.id, unit_id=unit.id, detail={"title": room.title})
    flash(_("已抽好题，请过一遍；打开入场后题目不能再改"), "success")
    return redirect(url_for("live_console.show", room_id=room.id), 303)


@blueprint.get("/<int:room_id>")
@staff(Permission.VIEW)
def show(room_id: int) -> ResponseReturnValue:
    """A draft with its questions, a running room with its doors, or what came of it."""
    with store().read() as session:
        room = own_room(session, room_id, Permission.VIEW)
        unit = get_unit(session, room.unit_id)
        questions = list_questions(session, room)
        people = list_results(session, room_id) if room.phase == Phase.FINISHED else []
        teams = team_lines(session, room, limit=None) if room.phase == Phase.FINISHED else ()
        events = list_events(session, room_id)
    may = {"edit": actor().can(EDIT, unit.path), "export": actor().can(Permission.EXPORT, unit.path)}
    return render_template(
        "live/console_show.html", room=room, unit=unit, questions=questions, people=people, teams=teams, events=events,
        may=may, phases=_named(PHASES), presets=_named(PRESETS), modes=_named(MODES),
        acts=_named(ACTS), laid_open=_laid_open(room, questions) if may["edit"] else [],
    )  # fmt: skip


def _laid_open(room: RoomRow, questions: list[QuestionLine]) -> list[dict[str, object]]:
    """Questions with their keys, in the order in which they will be shown."""
    found = []
    for line in questions:
        kind = find_type(line.frozen.question.type)
        shown = with_urls(kind.present(line.frozen.question, line.frozen.order))
        found.append({"line": line, "shown": shown, "key": kind.reveal(line.frozen.question, line.frozen.order)})
    return found


@blueprint.route("/<int:room_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(room_id: int) -> ResponseReturnValue:
    """The rules of a draft."""
    form = RulesForm()
    _offer(form)
    with store().read() as session:
        room = own_room(session, room_id)
        draft = read_draft(session.get_one(LiveRoom, room_id))
    if not form.is_submitted():
        form.fill(draft)
    elif form.validate():
        try:
            return _changed(room, form)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("live/console_form.html", form=form, room=room), 422 if form.errors else 200


def _changed(room: RoomRow, form: RulesForm) -> ResponseReturnValue:
    with store().write() as session:
        change_room(session, room.id, form.draft(), now=now())
        note(session, "live.update", "live_room", room.id, unit_id=room.unit_id, detail={"title": form.title.data})
    flash(_("已保存"), "success")
    return redirect(url_for("live_console.show", room_id=room.id), 303)


@blueprint.post("/<int:room_id>/open")
@staff(EDIT)
def open_lobby(room_id: int) -> ResponseReturnValue:
    """Freeze it and let people in; then to the remote."""
    with store().write() as session:
        room = own_room(session, room_id)
        wanted = Act(action="open", revision=room.revision)
        do_act(session, room=room, wanted=wanted, who=f"staff:{actor().id}", moment=now(), is_staff=True)
    forget(room.code)
    return redirect(url_for("live_host.show", room_id=room_id), 303)


@blueprint.post("/<int:room_id>/copy")
@staff(EDIT)
def copy(room_id: int) -> ResponseReturnValue:
    """The same rules and questions as a new draft: after a rehearsal, the real one."""
    with store().write() as session:
        room = own_room(session, room_id)
        made = _copy(session, room)
        note(session, "live.copy", "live_room", made.id, unit_id=room.unit_id, detail={"from": room_id})
    flash(_("已复制成新的一场，题目可以再改"), "success")
    return redirect(url_for("live_console.show", room_id=made.id), 303)


def _copy(session: Session, room: RoomRow) -> LiveRoom:
    before = session.get_one(LiveRoom, room.id)
    is_practice = request.form.get("as") == "practice"
    who = f"staff:{actor().id}"
    return copy_room(session, before, title=room.title, is_practice=is_practice, actor=who, now=now())


@blueprint.post("/<int:room_id>/void")
@staff(EDIT)
def void(room_id: int) -> ResponseReturnValue:
    """It does not count: its figures are taken back, with a reason."""
    reason = request.form.get("reason", "")
    try:
        with store().write() as session:
            room = own_room(session, room_id)
            void_room(session, room_id, reason=reason, actor=f"staff:{actor().id}", now=now())
            note(
                session,
                "live.void",
                "live_room",
                room_id,
                unit_id=room.unit_id,
                detail={"reason": reason.strip()[:200]},
            )
        flash(_("已作废，不计入"), "success")
    except (Conflict, Invalid) as error:
        flash(translate_error(error), "error")
    return redirect(url_for("live_console.show", room_id=room_id), 303)


@blueprint.post("/<int:room_id>/delete")
@staff(EDIT)
def delete(room_id: int) -> ResponseReturnValue:
    """A draft that nobody needs."""
    with store().write() as session:
        room = own_room(session, room_id)
        delete_draft(session, room_id)
        note(session, "live.delete", "live_room", room_id, unit_id=room.unit_id, detail={"title": room.title})
    flash(_("草稿已删除"), "success")
    return redirect(url_for("live_console.index"), 303)
