"""The commander's buttons. Whoever receives people may sound the alarm and say that it is real; the rest is the organizer's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.drills.errors import PeopleOutstanding
from quizapp.drills.service.command import end_test, give_all_clear, reopen, sound_alarm, turn_drill, turn_real
from quizapp.drills.service.heads import count_heads
from quizapp.drills.service.say import say_counted
from quizapp.drills.views_shared import CHECK_IN, EDIT, find, staff_actor
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.web import actor, note, now, staff, store, translate_error

blueprint = Blueprint("drill_command", __name__, url_prefix="/console/drills")


@blueprint.post("/<int:drill_id>/say/<any(alarm, test, real, counted):word>")
@staff(CHECK_IN)
def say(drill_id: int, word: str) -> ResponseReturnValue:
    """Alarm, test alarm, "this is real", counting done."""
    return _do(drill_id, word, CHECK_IN)


@blueprint.post("/<int:drill_id>/decide/<any(all_clear, reopen, drill, end_test, heads):word>")
@staff(EDIT)
def decide(drill_id: int, word: str) -> ResponseReturnValue:
    """All clear, reopened, "a drill after all", the end of a test, putting heads into the figures."""
    return _do(drill_id, word, EDIT)


def _do(drill_id: int, word: str, permission: Permission) -> ResponseReturnValue:
    try:
        with store().write() as session:
            facts = find(session, drill_id, permission).facts
            flash(_DEEDS[word](session, drill_id, facts), "success")
            reason = request.form.get("reason", "").strip()[:200]
            detail: dict[str, Any] = {"reason": reason} if reason else {}
            note(session, f"drill.{word}", "drill", drill_id, unit_id=facts.host_unit_id, detail=detail)
    except PeopleOutstanding as error:
        flash(translate_error(error), "error")
        return redirect(url_for("muster.board", drill_id=drill_id, _anchor="all-clear"), 303)
    place = "muster.timeline" if word in {"all_clear", "heads"} else "muster.board"
    return redirect(url_for(place, drill_id=drill_id), 303)


def _by() -> dict[str, Any]:
    return {"actor": staff_actor(), "now": now()}


def _alarm(session: Session, drill_id: int, facts: SessionFacts) -> str:
    sound_alarm(session, drill_id, at=_typed_time(facts), **_by())
    return str(_("警报已记录，开始清点"))


def _typed_time(facts: SessionFacts) -> datetime | None:
    """The wall clock that was typed, on the session's time zone; None for now."""
    typed = request.form.get("at", "").strip()
    if not typed:
        return None
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid(N_("没有看懂警报时间"), field="at") from None
    return local.replace(tzinfo=ZoneInfo(facts.time_zone))


def _test(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    sound_alarm(session, drill_id, is_test=True, **_by())
    return str(_("试运行开始：可以随便点，结束后清点板会清空"))


def _real(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    turn_real(session, drill_id, reason=request.form.get("reason", ""), **_by())
    return str(_("已转为真实警报：清点继续，演练字样已去掉"))


def _counted(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    say_counted(session, drill_id, zone_id=None, **_by())
    return str(_("已记录：全场清点完毕"))


def _all_clear(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    give_all_clear(session, drill_id, reason=request.form.get("reason", ""), **_by())
    return str(_("已解除"))


def _reopen(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    reopen(session, drill_id, reason=request.form.get("reason", ""), **_by())
    return str(_("已撤回解除，继续清点"))


def _drill(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    turn_drill(session, drill_id, reason=request.form.get("reason", ""), **_by())
    return str(_("已恢复为演练"))


def _end_test(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    end_test(session, drill_id, **_by())
    return str(_("试运行已结束，清点板已清空"))


def _heads(session: Session, drill_id: int, _facts: SessionFacts) -> str:
    made = count_heads(session, drill_id, counted_by=actor().name, **_by())
    return str(_("已计入统计：名单 %(people)d 人次，不记名 %(crowd)d 人次", people=made.people, crowd=made.crowd))


_DEEDS: dict[str, Callable[[Session, int, SessionFacts], str]] = {
    "alarm": _alarm, "test": _test, "real": _real, "counted": _counted, "all_clear": _all_clear, "reopen": _reopen,
    "drill": _drill, "end_test": _end_test, "heads": _heads,
}  # fmt: skip
