"""What the commander says: alarm, all clear, real or drill, the end of a test."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, load_facts
from quizapp.drills.board import read_board
from quizapp.drills.errors import PeopleOutstanding
from quizapp.drills.models import Drill, DrillEvent
from quizapp.drills.service.say import Word, hold_drill, keep_word
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

#: An alarm is entered at most this long after it sounded.
LATEST = timedelta(days=31)


def sound_alarm(
    session: Session, drill_id: int, *, is_test: bool = False, at: datetime | None = None, actor: str, now: datetime
) -> Drill:
    """The drill, running. The first press counts; ``at`` is for an alarm that sounded before anybody could press.

    Raises `Conflict` for a cancelled session, `Invalid` for a moment that cannot be.
    """
    drill = hold_drill(session, drill_id, alone=True)
    if drill.alarm_at is not None:
        return drill
    _require_possible(load_facts(session, drill.session_id), at, now)
    nature = "real" if drill.nature == "real" else "test" if is_test else "drill"
    word = Word(kind="alarm", nonce=f"alarm-{drill.run}", at=at, source="manual" if at else "clock", state=nature)
    event, _ = keep_word(session, drill, word, actor=actor, now=now)
    drill.alarm_at, drill.nature = event.at, nature
    session.flush()
    return drill


def _require_possible(facts: SessionFacts, at: datetime | None, now: datetime) -> None:
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能拉响警报"))
    if at is not None and not now - LATEST <= at <= now:
        raise Invalid(N_("警报时间不能晚于现在，也不能早于 31 天前"), field="at")


def give_all_clear(session: Session, drill_id: int, *, reason: str = "", actor: str, now: datetime) -> Drill:
    """The drill, over. Raises `PeopleOutstanding` while somebody is not accounted for and no reason is given.

    The row is held alone: a warden's word either is seen here or comes after.
    """
    drill = hold_drill(session, drill_id, alone=True)
    if drill.alarm_at is None:
        raise Conflict(N_("还没有拉响警报"))
    if drill.all_clear_at is not None:
        return drill
    why, board = clean_line(reason, limit=200), read_board(session, drill, load_facts(session, drill.session_id))
    if board.total.outstanding and not why:
        raise PeopleOutstanding(
            N_("还有 %(n)d 人没有着落，不能解除：请继续查找，或写明原因后解除"), n=board.total.outstanding
        )
    word = Word(
        kind="all_clear", nonce=f"all-clear-{drill.run}-{_times(session, drill, 'reopened')}", source="clock",
        people=board.total.outstanding, reason=why,
    )  # fmt: skip
    event, _ = keep_word(session, drill, word, actor=actor, now=now)
    drill.all_clear_at = event.at
    session.flush()
    return drill


def _times(session: Session, drill: Drill, kind: str) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(DrillEvent)
            .where(DrillEvent.drill_id == drill.id, DrillEvent.run == drill.run, DrillEvent.kind == kind)
        )
        or 0
    )


def reopen(session: Session, drill_id: int, *, reason: str, actor: str, now: datetime) -> Drill:
    """The drill, running again: all clear was given too early. Raises `Invalid` without a reason."""
    drill, why = hold_drill(session, drill_id, alone=True), _require(reason)
    if drill.all_clear_at is None:
        return drill
    nonce = f"reopened-{drill.run}-{_times(session, drill, 'reopened')}"
    keep_word(session, drill, Word(kind="reopened", nonce=nonce, reason=why, source="clock"), actor=actor, now=now)
    drill.all_clear_at = None
    session.flush()
    return drill


def turn_real(session: Session, drill_id: int, *, reason: str = "", actor: str, now: datetime) -> Drill:
    """The drill has become an emergency; without an alarm before, it sounds now. Nobody is asked why first."""
    drill = hold_drill(session, drill_id, alone=True)
    if drill.nature == "real":
        return drill
    number = _times(session, drill, "real")
    word = Word(kind="real", nonce=f"real-{drill.run}-{number}", reason=reason, source="clock")
    keep_word(session, drill, word, actor=actor, now=now)
    drill.nature = "real"
    session.flush()
    return sound_alarm(session, drill_id, actor=actor, now=now) if drill.alarm_at is None else drill


def turn_drill(session: Session, drill_id: int, *, reason: str, actor: str, now: datetime) -> Drill:
    """It is a drill again: the emergency was none, or was taken for one. Raises `Invalid` without a reason."""
    drill, why = hold_drill(session, drill_id, alone=True), _require(reason)
    if drill.nature != "real":
        return drill
    word = Word(kind="drill", nonce=f"drill-{drill.run}-{_times(session, drill, 'drill')}", reason=why, source="clock")
    keep_word(session, drill, word, actor=actor, now=now)
    drill.nature = "drill"
    session.flush()
    return drill


def end_test(session: Session, drill_id: int, *, actor: str, now: datetime) -> Drill:
    """The drill with an empty board for the real run; what the test said stays readable under its number."""
    drill = hold_drill(session, drill_id, alone=True)
    if drill.nature != "test":
        raise Conflict(N_("现在不是试运行"))
    word = Word(kind="end_test", nonce=f"end-test-{drill.run}", source="clock")
    keep_word(session, drill, word, actor=actor, now=now)
    drill.run, drill.nature, drill.alarm_at, drill.all_clear_at = drill.run + 1, "drill", None, None
    session.flush()
    return drill


def _require(reason: str) -> str:
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明原因"), field="reason")
    return why
