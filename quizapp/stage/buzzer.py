"""The buzzer: every press is kept, and the one received first is first.

A press waits for nobody: it is stored with the moment at which the server received it. ``SETTLE`` later the presses of
the opening are compared, by whoever asks next; the unique index of `StageBuzz` lets one answer stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.db import insert_or_ignore
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.stage.adding import append
from quizapp.stage.events import Act
from quizapp.stage.models import StageBuzz, StageContest, StageEvent, StagePress, StageTeam
from quizapp.stage.pulse import Pulse
from quizapp.stage.queries import Course, find_row, read_course
from quizapp.stage.rules import FalseStart

#: Presses that are received within this time of the first one are compared by their moments of receipt, not by the
#: order in which the database could take them.
SETTLE = timedelta(milliseconds=300)
#: A round trip that a device tells is believed up to this, in milliseconds.
_MOST_MS = 60_000
_BUZZES = cast(Table, StageBuzz.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a buzzer sends; ``nonce`` names the press, sent again it is the same one."""

    nonce: str
    rtt_ms: int | None = None


def press(session: Session, token: str, sent: Press, *, received_at: datetime) -> str:
    """What came of it: in | early | barred | taken, or shut when there is nothing to press for. Raises `NotFound`.

    ``received_at``: when the request came in, before anything waited.
    """
    team = session.scalar(select(StageTeam).where(StageTeam.token == token))
    if team is None:
        raise NotFound(N_("这个抢答器链接已失效：请向主持人要新的二维码"))
    row = find_row(session, team.contest_id, alone=True)
    known = session.scalar(
        select(StagePress.verdict).where(StagePress.team_id == team.id, StagePress.nonce == sent.nonce)
    )
    if known is not None:
        return known
    contest = row.contest
    if contest.gate == "none":
        return "shut"
    verdict = judge_press(contest.gate, team.id, contest.barred)
    if verdict == "in" and received_at < _opened_at(session, contest):
        verdict = "early"  # it came before the opening and only waited for the database behind it
    session.add(
        StagePress(
            contest_id=contest.id, team_id=team.id, verdict=verdict, received_at=received_at, nonce=sent.nonce,
            opening_id=contest.opening_id, rtt_ms=_believable(sent.rtt_ms),
        )
    )  # fmt: skip
    if verdict == "in" and contest.due_at is None:
        contest.due_at = received_at + SETTLE
    session.flush()
    if verdict == "early":
        _note_false_start(session, read_course(session, row), team.id, received_at)
    return verdict


def judge_press(gate: str, team_id: int, barred: list[int]) -> str:
    """The verdict over a press by what stands at this instant. Pure."""
    if gate == "taken":
        return "taken"
    if team_id in barred:
        return "barred"
    return "in" if gate == "open" else "early"


def _opened_at(session: Session, contest: StageContest) -> datetime:
    return session.execute(select(StageEvent.at).where(StageEvent.id == contest.opening_id)).scalar_one()


def _believable(rtt_ms: int | None) -> int | None:
    return None if rtt_ms is None else max(0, min(rtt_ms, _MOST_MS))


def _note_false_start(session: Session, course: Course, team_id: int, now: datetime) -> None:
    """Once a team and readiness; staff's page stays good, since nothing they were about to do has changed."""
    line, board = course.now_round, course.board
    if line is None or team_id in board.early or line.rules.false_start is FalseStart.NONE:
        return
    points = -line.rules.false_points if line.rules.false_start is FalseStart.MINUS else 0
    append(
        session, course, by_host=False, kind=Act.FALSE_START.value, at=now, actor=f"team:{team_id}", team_id=team_id,
        round_id=line.round.id, question_id=board.question_id, points=points,
    )  # fmt: skip


def is_due(pulse: Pulse, now: datetime) -> bool:
    """Whether the presses of the present opening are to be compared."""
    return pulse.gate == "open" and pulse.due_at is not None and pulse.due_at <= now


def settle(session: Session, contest_id: int, opening_id: int, *, now: datetime) -> bool:
    """Say who was first at this opening, once; whether this call did. The earliest receipt wins, then the lower id."""
    first = session.execute(
        select(StagePress.id, StagePress.team_id, StagePress.received_at)
        .where(StagePress.opening_id == opening_id, StagePress.verdict == "in")
        .order_by(StagePress.received_at, StagePress.id)
        .limit(1)
    ).first()
    if first is None:
        return False
    buzz = {
        "contest_id": contest_id, "opening_id": opening_id, "team_id": first.team_id, "press_id": first.id,
        "decided_at": now,
    }  # fmt: skip
    if insert_or_ignore(session, _BUZZES, buzz, unique=None) is None:
        return False
    row = find_row(session, contest_id, alone=True)
    if row.contest.opening_id == opening_id and row.contest.gate == "open":
        course = read_course(session, row)
        append(
            session, course, kind=Act.BUZZ.value, at=now, actor="system", team_id=first.team_id,
            round_id=course.board.round_id, question_id=course.board.question_id,
        )  # fmt: skip
    return True


def say_hello(session: Session, token: str, rtt_ms: int | None, *, now: datetime) -> None:
    """The buzzer is there; how long its way to the server and back takes. Raises `NotFound`."""
    heard = session.execute(
        update(StageTeam)
        .where(StageTeam.token == token)
        .values(seen_at=now, rtt_ms=_believable(rtt_ms))
        .returning(StageTeam.id)
        .execution_options(synchronize_session=False)
    ).first()
    if heard is None:
        raise NotFound(N_("这个抢答器链接已失效：请向主持人要新的二维码"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How near it was at one opening: presses by receipt, the first one first."""

    opening_id: int
    #: (team, milliseconds after the first one, round trip in milliseconds or None)
    presses: tuple[tuple[int, int, int | None], ...]


def compare_presses(session: Session, contest: StageContest) -> dict[int, Comparison]:
    """Opening -> its presses that counted, one a team. One statement."""
    rows = session.execute(
        select(StagePress.opening_id, StagePress.team_id, StagePress.received_at, StagePress.rtt_ms)
        .where(StagePress.contest_id == contest.id, StagePress.verdict.in_(["in", "taken"]), StagePress.opening_id.is_not(None))
        .order_by(StagePress.opening_id, StagePress.received_at, StagePress.id)
    )  # fmt: skip
    found: dict[int, list[tuple[int, datetime, int | None]]] = {}
    for opening_id, team_id, received_at, rtt_ms in rows:
        listed = found.setdefault(int(opening_id or 0), [])
        if team_id not in {team for team, _, _ in listed}:
            listed.append((team_id, received_at, rtt_ms))
    return {
        opening: Comparison(
            opening_id=opening,
            presses=tuple((team, round((at - listed[0][1]).total_seconds() * 1000), rtt) for team, at, rtt in listed),
        )
        for opening, listed in found.items()
    }
