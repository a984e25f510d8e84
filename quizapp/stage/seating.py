"""The teams of a contest: their seats, units, members and the addresses of their buzzers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.campaigns import get_campaign
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line, fold_key
from quizapp.stage.errors import StageNotReady
from quizapp.stage.models import StageMember, StageTeam
from quizapp.stage.queries import StageRow, read_row
from quizapp.stage.rules import MOST_MEMBERS, MOST_TEAMS
from quizapp.stage.setup import EDIT, moved, require_ready, require_text
from quizapp.units import ancestor_ids, get_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamText:
    """A team as typed in."""

    name: str
    unit_id: int | None = None
    members: tuple[str, ...] = ()


def save_team(session: Session, contest_id: int, team_id: int | None, text: TeamText, *, actor: Actor) -> StageTeam:
    """A new team on the next seat, or another name, unit and members of one.

    A new one only before the start, members until the end. Raises `Invalid`, `StageNotReady`.
    """
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    others = session.scalars(select(StageTeam).where(StageTeam.contest_id == contest_id)).all()
    if team_id is None:
        require_ready(row.contest)
    elif row.contest.phase == "finished":
        raise StageNotReady(N_("比赛已经结束，队伍不能再改"))
    name = require_text(text.name, 20, N_("请填写队名"), "name")
    if any(fold_key(each.name) == fold_key(name) and each.id != team_id for each in others):
        raise Invalid(N_("已经有一支队叫这个名字"), field="name")
    if text.unit_id is not None:
        _require_unit(session, row, text.unit_id)
    team = next((each for each in others if each.id == team_id), None)
    if team is None:
        if team_id is not None:
            raise NotFound(N_("没有这支队"))
        if len(others) >= MOST_TEAMS:
            raise Invalid(N_("最多 %(n)d 支队"), n=MOST_TEAMS)
        team = StageTeam(
            contest_id=contest_id, seat=max((each.seat for each in others), default=0) + 1, token=new_token(), name=name
        )
        session.add(team)
    team.name, team.unit_id = name, text.unit_id
    session.flush()
    _save_members(session, team, text.members)
    moved(row.contest)
    session.flush()
    return team


def _require_unit(session: Session, row: StageRow, unit_id: int) -> None:
    root = get_campaign(session, row.contest.campaign_id).root_unit_id
    if root not in ancestor_ids(get_unit(session, unit_id).path):
        raise Invalid(N_("这个单位不在活动范围内，请换一个单位"), field="unit_id")


def _save_members(session: Session, team: StageTeam, names: Sequence[str]) -> None:
    cleaned = [name for name in (clean_line(each, limit=40) for each in names) if name]
    if len(cleaned) > MOST_MEMBERS:
        raise Invalid(N_("一支队最多 %(n)d 名队员"), n=MOST_MEMBERS, field="members")
    # who was erased since an earlier ending has no name to type, and counts all the same
    nameless = select(func.max(StageMember.seat)).where(StageMember.team_id == team.id, StageMember.name == "")
    last = session.scalar(nameless) or 0
    session.execute(delete(StageMember).where(StageMember.team_id == team.id, StageMember.name != ""))
    session.add_all(
        StageMember(contest_id=team.contest_id, team_id=team.id, seat=seat, name=name)
        for seat, name in enumerate(cleaned, start=last + 1)
    )


def drop_team(session: Session, contest_id: int, team_id: int, *, actor: Actor) -> str:
    """Take a team out before the start; its name. Seats behind it move up."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    require_ready(row.contest)
    team = _team(session, contest_id, team_id)
    if row.contest.run > 1:
        raise StageNotReady(N_("试运行里已经有这支队的记录，不能删除；可以改名换成另一支队"))
    session.execute(delete(StageMember).where(StageMember.team_id == team_id))
    session.delete(team)
    session.flush()
    later = select(StageTeam).where(StageTeam.contest_id == contest_id, StageTeam.seat > team.seat)
    for each in session.scalars(later.order_by(StageTeam.seat)).all():
        each.seat -= 1
        session.flush()
    moved(row.contest)
    return team.name


def _team(session: Session, contest_id: int, team_id: int) -> StageTeam:
    team = session.scalar(select(StageTeam).where(StageTeam.id == team_id, StageTeam.contest_id == contest_id))
    if team is None:
        raise NotFound(N_("没有这支队"))
    return team


def renew_link(session: Session, contest_id: int, team_id: int | None, *, actor: Actor) -> None:
    """Another address for a team's buzzer, or (None) for the big screen; the old one opens nothing."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    if team_id is None:
        row.contest.screen_token = new_token()
    else:
        team = _team(session, contest_id, team_id)
        team.token, team.seen_at, team.rtt_ms = new_token(), None, None
    session.flush()
