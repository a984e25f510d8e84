"""The big screen at the door: code, characters, how many came. Its address is its key; it shows the code of now, no other."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts, load_facts_by_code
from quizapp.checkins.presence import count_inside
from quizapp.checkins.queries import door_figures
from quizapp.checkins.rotating import code_now, is_screen_key, screen_key
from quizapp.checkins.views_shared import codes_key, public_address
from quizapp.errors import NotFound
from quizapp.exports import qr_svg
from quizapp.kit.i18n import N_
from quizapp.web import actor, by_argument, limited, now, public, staff, store

blueprint = Blueprint("door_screen", __name__, template_folder="templates")

#: With a count, or a code that changes slowly, screens ask this often.
_POLL_S = 5


def screen_address(facts: SessionFacts) -> str:
    """The screen's own address: whoever has it may show the code, on any number of screens, without signing in."""
    return url_for("door_screen.show", code=facts.code, key=screen_key(facts, codes_key()))


@blueprint.get("/console/sessions/<int:session_id>/screen")
@staff(Permission.CHECK_IN)
def open_screen(session_id: int) -> ResponseReturnValue:
    """To the screen of a session, from the console."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.CHECK_IN, actor())
    return redirect(screen_address(facts) + ("?count=1" if _wants_count() else ""), 303)


@blueprint.get("/s/<code>/screen/<key>")
@public
@limited("door.screen", "1200/minute", key=by_argument("key"))
def show(code: str, key: str) -> ResponseReturnValue:
    """The screen: it asks for the code of now again and again; without script it reloads itself. ``?count=1`` adds arrivals."""
    with store().read() as session:
        facts = _facts(session, code, key)
        shown, mark = _shown(session, facts), activities.mark_of(session, facts)
    return render_template(
        "checkins/screen.html", facts=facts, shown=shown, mark=mark, key=key, wants_count=_wants_count(),
        typing_address=urlsplit(public_address(facts))._replace(path=url_for("door.enter_code")).geturl(),
    )  # fmt: skip


@blueprint.get("/s/<code>/screen/<key>/now")
@public
@limited("door.screen", "1200/minute", key=by_argument("key"))
def current(code: str, key: str) -> ResponseReturnValue:
    """The code of this moment as JSON, with the server's time and when to ask again."""
    with store().read() as session:
        shown = _shown(session, _facts(session, code, key))
    response = jsonify(shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _facts(session: Session, code: str, key: str) -> SessionFacts:
    facts = load_facts_by_code(session, code)
    if not is_screen_key(facts, codes_key(), key):
        raise NotFound(N_("这个大屏链接已失效：请从活动页面重新打开"))
    return facts


def _wants_count() -> bool:
    return request.args.get("count") == "1"


def _shown(session: Session, facts: SessionFacts) -> dict[str, Any]:
    """What stands on the screen. ``ask_again_ms`` never goes past the next change."""
    ends_in_ms = _POLL_S * 1000 * 3
    address, readable = public_address(facts), facts.code
    if facts.door.rotates:
        code = code_now(facts, codes_key(), now())
        address, readable = public_address(facts, k=code.token), code.readable
        ends_in_ms = max(int((code.changes_at - now()).total_seconds() * 1000), 0)
    figures = door_figures(session, facts.id) if _wants_count() else None
    inside = count_inside(session, facts, now=now()) if figures and facts.door.takes_exits else None
    return {
        "svg": qr_svg(address, title=_("签到二维码")), "readable": readable, "is_rotating": facts.door.rotates,
        "ends_in_ms": ends_in_ms, "ask_again_ms": min(ends_in_ms + 60, _POLL_S * 1000), "server_now": now().isoformat(),
        "heads": figures.heads if figures else None, "inside": inside, "state": _state(facts),
    }  # fmt: skip


def _state(facts: SessionFacts) -> str:
    if facts.cancelled_at is not None:
        return "cancelled"
    if now() < facts.opens_at:
        return "early"
    return "open" if now() <= facts.closes_at else "closed"
