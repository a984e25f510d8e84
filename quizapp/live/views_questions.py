"""The questions of a draft: drawn again, picked by hand, moved, paced, taken out."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.contests import OfferedBank, offer_banks
from quizapp.errors import Invalid
from quizapp.kit.text import clean_line
from quizapp.live.forms import DrawForm
from quizapp.live.room import RoomRow
from quizapp.live.service.making import draw_questions, move_question, remove_question
from quizapp.live.service.picking import list_candidates, pick_questions, set_pace
from quizapp.live.views_shared import EDIT, own_room
from quizapp.units import get_unit
from quizapp.web import note, now, show_invalid, staff, store

blueprint = Blueprint("live_questions", __name__, url_prefix="/console/live", template_folder="templates")


def _offered(session: Session, room: RoomRow) -> list[OfferedBank]:
    return offer_banks(session, (get_unit(session, room.unit_id).path,))


def _back(room_id: int, place: int | None = None) -> ResponseReturnValue:
    return redirect(url_for("live_console.show", room_id=room_id, _anchor=f"q{place}" if place else "questions"), 303)


@blueprint.route("/<int:room_id>/draw", methods=["GET", "POST"])
@staff(EDIT)
def draw(room_id: int) -> ResponseReturnValue:
    """Draw again: what stands is replaced."""
    form = DrawForm()
    with store().read() as session:
        room = own_room(session, room_id)
        banks = _offered(session, room)
    form.bank_ids.choices = [(bank.id, f"{bank.title}|{_('%(n)s 题', n=bank.size)}") for bank in banks]
    if form.validate_on_submit():
        try:
            with store().write() as session:
                draw_questions(
                    session, room_id, bank_ids=form.bank_ids.data or [], count=form.count.data or 0, now=now(),
                    seconds=form.seconds.data or 0, points=form.points.data or 0, rng=SystemRandom(),
                )  # fmt: skip
                detail = {"count": form.count.data, "banks": form.bank_ids.data}
                note(session, "live.draw", "live_room", room_id, unit_id=room.unit_id, detail=detail)
            flash(_("已重新抽题"), "success")
            return _back(room_id)
        except Invalid as error:
            show_invalid(form, error)
    elif not form.is_submitted():
        form.bank_ids.data = [bank.id for bank in banks if bank.is_for_everybody]
        form.count.data = room.question_count or 10
    return render_template("live/console_draw.html", form=form, room=room), 422 if form.errors else 200


@blueprint.route("/<int:room_id>/pick", methods=["GET", "POST"])
@staff(EDIT)
def pick(room_id: int) -> ResponseReturnValue:
    """Questions of one bank, searched by a word, to be added by hand."""
    with store().read() as session:
        room = own_room(session, room_id)
        banks = _offered(session, room)
        bank_id = request.values.get("bank", banks[0].id if banks else 0, type=int)
        bank_ids = [bank.id for bank in banks if bank.id == bank_id]
        words = clean_line(request.args.get("q", ""), limit=40)
        found = list_candidates(session, bank_ids, now(), words=words) if request.method == "GET" else []
    if request.method == "POST":
        return _pick(room, bank_ids)
    return render_template(
        "live/console_pick.html", room=room, banks=banks, bank_id=bank_id, words=words, found=found
    )  # fmt: skip


def _pick(room: RoomRow, bank_ids: list[int]) -> ResponseReturnValue:
    picked = request.form.getlist("question", type=int)
    with store().write() as session:
        pick_questions(
            session, room.id, picked, bank_ids=bank_ids, seconds=request.form.get("seconds", 20, type=int),
            points=request.form.get("points", 10, type=int), rng=SystemRandom(), now=now(),
        )  # fmt: skip
        note(session, "live.pick", "live_room", room.id, unit_id=room.unit_id, detail={"questions": len(picked)})
    flash(_("已加进 %(n)s 道题", n=len(picked)), "success")
    return _back(room.id)


@blueprint.post("/<int:room_id>/questions/<int:place>")
@staff(EDIT)
def change(room_id: int, place: int) -> ResponseReturnValue:
    """Up, down, out, or other seconds and points."""
    wanted = request.form.get("do", "")
    with store().write() as session:
        room = own_room(session, room_id)
        if wanted in ("up", "down"):
            move_question(session, room_id, place, -1 if wanted == "up" else 1)
        elif wanted == "remove":
            remove_question(session, room_id, place)
        else:
            seconds, points = request.form.get("seconds", 0, type=int), request.form.get("points", 0, type=int)
            set_pace(session, room_id, place, seconds=seconds, points=points)
        detail = {"place": place, "do": wanted or "pace"}
        note(session, "live.change_question", "live_room", room_id, unit_id=room.unit_id, detail=detail)
    return _back(room_id, place)
