"""What organizers decide about teams: whether and how, names, and an end with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.contests import ContestRow, read_contest
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.teams.models import Team, TeamMember, TeamSetting
from quizapp.teams.rules import MAX_SEATS, MIN_SEATS, Formula
from quizapp.teams.service import tidy_name

_TEAMS, _MEMBERS = cast(Table, Team.__table__), cast(Table, TeamMember.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRules:
    """How a contest is run in teams."""

    is_open: bool = False
    size: int = 3
    min_size: int = 3
    same_unit: bool = False
    formula: Formula = Formula.SUM
    shows_board: bool = False


def read_rules(session: Session, contest_id: int) -> TeamRules:
    """What stands; the defaults before anybody decided. One statement."""
    setting = session.get(TeamSetting, contest_id)
    if setting is None:
        return TeamRules()
    return TeamRules(
        is_open=setting.is_open, size=setting.size, min_size=setting.min_size, same_unit=setting.same_unit,
        formula=Formula(setting.formula), shows_board=setting.shows_board,
    )  # fmt: skip


def set_rules(session: Session, contest_id: int, rules: TeamRules, *, actor: Actor, now: datetime) -> ContestRow:
    """The contest, run by these rules from now on.

    Raises `Invalid` for impossible sizes, and `Conflict` when the size, the unit rule or the formula would change
    although there are teams: they were founded under the rules as published.
    """
    contest = read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    if not MIN_SEATS <= rules.size <= MAX_SEATS:
        raise Invalid(N_("每队人数请填 2 到 10"), field="size")
    if not 1 <= rules.min_size <= rules.size:
        raise Invalid(N_("参加排名的最少人数请填 1 到每队人数"), field="min_size")
    if _fixed(rules) != _fixed(read_rules(session, contest_id)) and has_teams(session, contest_id):
        raise Conflict(N_("已经有人组队：每队人数、单位要求和计分办法不能再改，只能开放、关闭组队和公开排行榜"))
    setting = session.get(TeamSetting, contest_id) or TeamSetting(contest_id=contest_id)
    for name in ("is_open", "size", "min_size", "same_unit", "shows_board"):
        setattr(setting, name, getattr(rules, name))
    setting.formula, setting.changed_at = rules.formula.value, now
    session.add(setting)
    session.flush()
    return contest


def _fixed(rules: TeamRules) -> tuple[object, ...]:
    return rules.size, rules.min_size, rules.same_unit, rules.formula


def has_teams(session: Session, contest_id: int) -> bool:
    """Whether a team stands. One statement."""
    standing = select(Team.id).where(Team.contest_id == contest_id, Team.dissolved_at.is_(None))
    return session.scalar(standing.limit(1)) is not None


def approve_names(session: Session, contest_id: int, team_ids: tuple[int, ...], *, actor: Actor, now: datetime) -> int:
    """How many names are public from now on; until then people see a team's number."""
    read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    waiting = (_TEAMS.c.contest_id == contest_id, _TEAMS.c.id.in_(team_ids), _TEAMS.c.name_approved_at.is_(None))
    done = session.execute(update(_TEAMS).where(*waiting).values(name_approved_at=now).returning(_TEAMS.c.id))
    return len(done.all())


def rename_team(session: Session, team_id: int, *, name: str, reason: str, actor: Actor, now: datetime) -> Team:
    """The team under a name of the organizer's choice, which is public at once. Raises `Invalid`."""
    team = team_for(session, team_id, actor)
    tidy, _why = tidy_name(name), _require_reason(reason)
    try:
        with session.begin_nested():
            team.name, team.name_key, team.name_approved_at = tidy, fold_key(tidy), now
            session.flush()
    except IntegrityError as error:
        raise Invalid(N_("已经有叫这个名字的队伍，请换一个"), field="name") from error
    return team


def dissolve_team(session: Session, team_id: int, *, reason: str, actor: Actor, now: datetime) -> Team:
    """The team, ended: its members are free again, their own papers stay. Raises `Invalid` without a reason."""
    team = team_for(session, team_id, actor)
    team.dissolved_at, team.dissolved_reason = now, _require_reason(reason)
    session.flush()
    sits = (_MEMBERS.c.team_id == team_id) & _MEMBERS.c.left_at.is_(None)
    session.execute(update(_MEMBERS).where(sits).values(left_at=now))
    return team


def read_team(session: Session, team_id: int, permission: Permission, actor: Actor) -> Team:
    """The team, dissolved or not, for staff who may do this at its contest's unit. Raises `NotFound` otherwise."""
    team = session.get(Team, team_id)
    if team is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    read_contest(session, team.contest_id, permission, actor)
    return team


def team_for(session: Session, team_id: int, actor: Actor) -> Team:
    """The standing team, locked until the transaction ends, for an actor who may edit its contest."""
    query = select(Team).where(Team.id == team_id).with_for_update()
    team = session.scalar(query.execution_options(populate_existing=True))
    if team is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    read_contest(session, team.contest_id, Permission.EDIT_CONTESTS, actor)
    if team.dissolved_at is not None:
        raise Conflict(N_("这支队伍已经解散：请刷新页面"))
    return team


def _require_reason(reason: str) -> str:
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明原因，会留下记录"), field="reason")
    return why
