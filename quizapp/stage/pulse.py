"""The pulse: what a screen that asks again and again needs to know first, by one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.stage.models import StageContest, StageTeam


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What a screen that asks again and again needs to know first. One statement."""

    contest_id: int
    run: int
    revision: int
    gate: str
    opening_id: int | None
    due_at: datetime | None
    #: Buzzers heard a moment ago; the team whose token was given.
    team_id: int | None = None
    heard: int = 0


def pulse_of_team(session: Session, token: str) -> Pulse:
    """By a buzzer's token. Raises `NotFound`."""
    columns = _pulse_columns()
    row = session.execute(
        select(*columns, StageTeam.id)
        .join(StageTeam, StageTeam.contest_id == StageContest.id)
        .where(StageTeam.token == token)
    ).first()
    if row is None:
        raise NotFound(N_("这个抢答器链接已失效：请向主持人要新的二维码"))
    return _pulse(*row[:6], team_id=row[6])


def pulse_of_screen(session: Session, token: str) -> Pulse:
    """By the big screen's token. Raises `NotFound`."""
    row = session.execute(select(*_pulse_columns()).where(StageContest.screen_token == token)).first()
    if row is None:
        raise NotFound(N_("这个大屏链接已失效：请向主持人要新的链接"))
    return _pulse(*row)


def pulse_of_contest(session: Session, contest_id: int, heard_since: datetime) -> Pulse:
    """By number, with how many buzzers were heard since then. Raises `NotFound`."""
    heard = (
        select(func.count(StageTeam.id))
        .where(StageTeam.contest_id == StageContest.id, StageTeam.seen_at >= heard_since)
        .scalar_subquery()
    )
    row = session.execute(select(*_pulse_columns(), heard).where(StageContest.id == contest_id)).first()
    if row is None:
        raise NotFound(N_("没有这场比赛：它可能已被删除，或不在您负责的单位里"))
    return _pulse(*row[:6], heard=row[6])


def _pulse_columns() -> tuple[Any, ...]:
    table = StageContest
    return table.id, table.run, table.revision, table.gate, table.opening_id, table.due_at


def _pulse(
    contest_id: int, run: int, revision: int, gate: str, opening_id: int | None, due_at: datetime | None, *,
    team_id: int | None = None, heard: int = 0,
) -> Pulse:  # fmt: skip
    return Pulse(
        contest_id=contest_id, run=run, revision=revision, gate=gate, opening_id=opening_id, due_at=due_at,
        team_id=team_id, heard=heard,
    )  # fmt: skip
