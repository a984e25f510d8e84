"""A player's pages: the code typed in, the door of a room, the game itself, another phone, one's answers afterwards.

Everything works without script: the page then reads itself again, and answers by a form.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.campaigns import get_campaign
from quizapp.errors import NotFound, QuizError
from quizapp.kit.ids import new_token, tidy_short_code
from quizapp.live.errors import CannotJoin, NoSuchRoom, Removed
from quizapp.live.queries import judge_replay, read_me, read_result, replay_questions
from quizapp.live.room import RoomRow, find_room
from quizapp.live.scenes import Scene, draw_question, scene_of, shares_of
from quizapp.live.service.answering import Sending, answer
from quizapp.live.service.joining import IdentityNeeded, find_player, join
from quizapp.live.service.moving import make_move_code, use_move_code
from quizapp.live.showing import build_state, read_counts, to_ms
from quizapp.live.views_shared import device_hash
from quizapp.live.wire import Me
from quizapp.people import current_person
from quizapp.questions import Atom
from quizapp.units import get_unit
from quizapp.web import limited, now, participant, services, store, translate_error

blueprint = Blueprint("live_phone", __name__, template_folder="templates")
blueprint.add_app_template_filter(shares_of, "live_shares")


@blueprint.get("/live")
@participant
@limited("live.enter", "30/minute")
def enter() -> ResponseReturnValue:
    """Where the characters on the screen are typed; with the right ones, on to the room."""
    typed = tidy_short_code(request.args.get("code", ""))[:12]
    if not typed:
        return render_template("live/enter.html", typed="", problem="")
    try:
        with store().read() as session:
            found = find_room(session, typed)
    except NoSuchRoom as error:
        return render_template("live/enter.html", typed=typed, problem=translate_error(error)), 404
    return redirect(url_for("live_phone.room", code=found.code), 303)


@blueprint.get("/l/<code>")
@participant
@limited("live.page", "120/minute")
def room(code: str) -> ResponseReturnValue:
    """The game for who plays on this phone, else the door."""
    tidy = tidy_short_code(code)
    if tidy != code:
        return redirect(url_for("live_phone.room", code=tidy), 301)
    with store().read() as session:
        found = find_room(session, code)
        me = read_me(session, found.code, device_hash())
        return _play(session, found, me) if me.player else _door(session, found)


def _play(session: Session, found: RoomRow, me: Me) -> str:
    moment = services().clock()
    state = build_state(session, found, moment)
    scene = scene_of(state, me, to_ms(moment))
    has_question = state.question and scene in (Scene.ASK, Scene.SENT, Scene.WAITING)
    return render_template(
        "live/play.html", room=found, state=state, me=me, scene=scene.value, now_ms=to_ms(moment),
        state_json=msgspec.json.encode(state).decode(), me_json=msgspec.json.encode(me).decode(),
        counts=read_counts(session, found), question=draw_question(state.question, me) if has_question else None,
        refresh_s=_refresh_s(scene, state.closes_at, to_ms(moment)), nonce=new_token(), verdict=_verdict(me, found),
        campaign_code=get_campaign(session, found.campaign_id).code, **_foot(scene, me),
        answers_url=url_for("live_api.take", code=found.code), me_url=url_for("live_api.me", code=found.code),
    )  # fmt: skip


def _refresh_s(scene: Scene, closes_at: int | None, now_ms: int) -> int:
    """After how many seconds a page without script reads itself again: never while somebody is choosing."""
    if scene is Scene.ASK and closes_at is not None:
        return max(1, (closes_at - now_ms) // 1000 + 2)
    return {Scene.FINISHED: 0, Scene.REMOVED: 0, Scene.SOON: 1}.get(scene, 3)


def _verdict(me: Me, found: RoomRow) -> str:
    result = me.result if me.result and me.result.place == found.place else None
    return "none" if result is None or result.right is None else "right" if result.right else "wrong"


def _foot(scene: Scene, me: Me) -> dict[str, str]:
    """What the foot of the question says, as the script would."""
    if scene is Scene.SENT:
        out = me.player is not None and me.player.out
        return (
            {"foot": "out", "told": _("您已出局，可以接着看")}
            if out
            else {"foot": "kept", "told": _("已收到，等待公布答案")}
        )
    if scene is Scene.WAITING:
        if me.answer is None:
            return {"foot": "missed", "told": _("时间到，这题没有作答")}
        return {"foot": "keptClosed", "told": _("时间到，您的答案已收到")}
    return {"foot": "tap", "told": ""}


def _door(session: Session, found: RoomRow) -> str:
    person = current_person(session, device_hash(), found.campaign_id)
    campaign_code = get_campaign(session, found.campaign_id).code
    refusal = "" if found.takes_players else _("主持人已停止入场：已经在里面的人不受影响")
    return render_template(
        "live/join.html", room=found, person=person, campaign_code=campaign_code,
        unit=get_unit(session, person.unit_id).name if person else "", counts=read_counts(session, found),
        identity_url=_identity_url(campaign_code, found.code), finished=found.finished_at is not None,
        started=found.place > 0, refusal=refusal,
    )  # fmt: skip


def _identity_url(campaign_code: str, code: str) -> str:
    """Where this phone says who plays, and comes back from."""
    return f"/c/{campaign_code}/me?{urlencode({'next': url_for('live_phone.room', code=code)})}"


def _to_room(code: str) -> ResponseReturnValue:
    return redirect(url_for("live_phone.room", code=code), 303)


@blueprint.post("/l/<code>/join")
@participant
@limited("live.join", "30/minute")
def come_in(code: str) -> ResponseReturnValue:
    """One tap: the person this phone speaks for plays."""
    try:
        store().retrying(partial(join, code=tidy_short_code(code), device_hash=device_hash(), now=now()))
    except IdentityNeeded as error:
        return redirect(_identity_url(error.campaign_code, code), 303)
    except (CannotJoin, Removed) as error:
        flash(translate_error(error), "warning")
    return _to_room(code)


@blueprint.post("/l/<code>/answer")
@participant
@limited("live.answer", "120/minute")
def send(code: str) -> ResponseReturnValue:
    """An answer from a phone without script; what became of it stands on the page."""
    atoms = _read_atoms()
    sending = Sending(
        code=tidy_short_code(code), device_hash=device_hash(), place=request.form.get("place", 0, type=int),
        atoms=atoms, nonce=request.form.get("nonce", "")[:64] or new_token(), received_at=services().clock(),
    )  # fmt: skip
    try:
        store().retrying(partial(answer, sending=sending))
    except NoSuchRoom:
        raise
    except QuizError as error:
        flash(translate_error(error), "warning")
    return _to_room(code)


def _read_atoms() -> tuple[Atom, ...]:
    sent = [value[:200] for name in request.form if name.startswith("q-") for value in request.form.getlist(name)]
    return tuple(
        int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else value for value in sent[:80]
    )


@blueprint.route("/l/<code>/move", methods=["GET", "POST"])
@participant
@limited("live.move", "20/10 minute", methods=["POST"])
def move(code: str) -> ResponseReturnValue:
    """What a code for another phone is for; a POST makes one and tells it once."""
    with store().read() as session:
        found = find_room(session, tidy_short_code(code))
        if find_player(session, found.id, device_hash()) is None:
            return _to_room(found.code)
    if request.method == "GET":
        return render_template("live/move.html", room=found, made=None, expires=None)
    make = partial(make_move_code, code=found.code, device_hash=device_hash(), now=now())
    made = store().retrying(make)
    return render_template("live/move.html", room=found, made=made, expires=made.expires_at)


@blueprint.route("/l/<code>/continue", methods=["GET", "POST"])
@participant
@limited("live.go_on", "10/10 minute", crowd=30, methods=["POST"])
def go_on(code: str) -> ResponseReturnValue:
    """Ask for the code from the other phone; the player is here, and here alone, from now on."""
    with store().read() as session:
        found = find_room(session, tidy_short_code(code))
    typed, problem = request.form.get("move_code", "")[:40], ""
    if request.method == "POST":
        try:
            store().retrying(partial(use_move_code, code=found.code, typed=typed, device_hash=device_hash(), now=now()))
        except NotFound as error:
            problem = translate_error(error)
        else:
            flash(_("可以在这部手机上接着答了，得分和名次都没有变"), "success")
            return _to_room(found.code)
    page = render_template("live/continue.html", room=found, typed=typed, problem=problem)
    return page, 422 if problem else 200


@blueprint.get("/l/<code>/result")
@participant
@limited("live.page", "120/minute")
def result(code: str) -> ResponseReturnValue:
    """After the end: one's own answers to all questions, with key, explanation and law."""
    with store().read() as session:
        found = find_room(session, tidy_short_code(code))
        player = find_player(session, found.id, device_hash())
        if player is None or found.finished_at is None:
            return _to_room(found.code)
        return render_template(
            "live/result.html", room=found, me=read_me(session, found.code, device_hash()),
            review=read_result(session, found, player.id),
            campaign_code=get_campaign(session, found.campaign_id).code,
        )  # fmt: skip


@blueprint.route("/l/<code>/replay/<int:place>", methods=["GET", "POST"])
@participant
@limited("live.page", "120/minute")
def replay(code: str, place: int) -> ResponseReturnValue:
    """A question once more, for oneself: a POST lays it open, and nothing is stored."""
    with store().read() as session:
        found = find_room(session, tidy_short_code(code))
        asked = {each.place: each for each in replay_questions(session, found)}
        if place not in asked:
            return redirect(url_for("live_phone.result", code=found.code), 303)
        judged = judge_replay(session, found, place, _read_atoms()) if request.method == "POST" else None
    return render_template(
        "live/replay.html", room=found, q=draw_question(asked[place], None), judged=judged, total=found.question_count,
        following=min((each for each in asked if each > place), default=None),
    )  # fmt: skip
