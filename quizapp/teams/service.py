"""Founding, joining and leaving a team. Seats and names are guarded by the database, not by looking first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, exists, func, select, update
from sqlalchemy.orm import Session

from quizapp.contests import Attempt, ContestRow, ContestState
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code
from quizapp.kit.text import clean_line, fold_key
from quizapp.people import Person
from quizapp.teams.models import Team, TeamMember, TeamSetting
from quizapp.teams.rules import NAME_LIMIT

_TEAMS, _MEMBERS = cast(Table, Team.__table__), cast(Table, TeamMember.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A seat; ``is_new`` is False for somebody who sat there already."""

    team_id: int
    seat: int
    is_new: bool


def found_team(session: Session, contest: ContestRow, person: Person, name: str, *, now: datetime) -> int:
    """Id of the new team, with its founder on the first seat.

    Raises `Invalid` for a name that is empty, too long or taken, and `Conflict` for somebody who sits in a team, has
    begun a paper, or comes when no team may be founded. Of two founders with one name the second is told so.
    """
    require_open(session, contest, now)
    tidy = tidy_name(name)
    _require_free(session, contest, person.id)
    team_id = _insert_team(session, contest, person, tidy, now)
    values = _seat_values(team_id, contest.id, person.id, 1, now)
    if insert_or_ignore(session, _MEMBERS, values, unique=None) is None:
        raise Conflict(N_("您已经在一支队伍里了"))
    return team_id


def join_team(session: Session, contest: ContestRow, person: Person, code: str, *, now: datetime) -> Joined:
    """A seat in the team with the code.

    Raises `NotFound` for an unknown code, and `Conflict` for a full or locked team, another unit's team where members
    must be of one unit, and for somebody who sits in another team or has begun a paper.
    """
    setting = require_open(session, contest, now)
    team = find_by_code(session, contest.id, code, locks=True)
    mine = seat_of(session, contest.id, person.id)
    if mine is not None and mine.team_id == team.id:
        return Joined(team_id=team.id, seat=mine.seat, is_new=False)
    _require_free(session, contest, person.id)
    if setting.same_unit and team.unit_id != person.unit_id:
        raise Conflict(N_("这支队伍只收同一个单位的人"))
    if is_locked(session, team.id):
        raise Conflict(N_("这支队伍已经有人开始答题，不能再加人"))
    return _take_seat(session, contest, person.id, team, setting.size, now)


def _take_seat(
    session: Session, contest: ContestRow, person_id: int, team: Team, size: int, now: datetime
) -> Joined:  # fmt: skip
    """The lowest free seat. Whoever meets a twin on it looks again; the last seat has room for one."""
    while free := sorted(set(range(1, size + 1)) - taken_seats(session, team.id)):
        values = _seat_values(team.id, contest.id, person_id, free[0], now)
        if insert_or_ignore(session, _MEMBERS, values, unique=None) is not None:
            return Joined(team_id=team.id, seat=free[0], is_new=True)
        mine = seat_of(session, contest.id, person_id)
        if mine is not None and mine.team_id == team.id:
            return Joined(team_id=team.id, seat=mine.seat, is_new=False)
        if mine is not None:
            raise Conflict(N_("您已经在一支队伍里了"))
    raise Conflict(N_("这支队伍已经满员：可以加入别的队伍，或自己建一支"))


def leave_team(session: Session, contest: ContestRow, person: Person, *, now: datetime) -> None:
    """The person's seat becomes free; the last one who leaves ends the team. Raises `Conflict` once a paper was begun."""
    require_open(session, contest, now)
    mine = seat_of(session, contest.id, person.id)
    if mine is None:
        raise Conflict(N_("您还没有加入队伍"))
    # who joins at this instant waits, and then finds the team ended or with somebody in it
    session.execute(select(_TEAMS.c.id).where(_TEAMS.c.id == mine.team_id).with_for_update())
    if is_locked(session, mine.team_id):
        raise Conflict(N_("队伍里已经有人开始答题，不能再退出"))
    session.execute(update(_MEMBERS).where(_MEMBERS.c.id == mine.id).values(left_at=now))
    others = exists().where(_MEMBERS.c.team_id == mine.team_id, _MEMBERS.c.left_at.is_(None))
    ended = {"dissolved_at": now, "dissolved_reason": "队员都已退出"}
    session.execute(update(_TEAMS).where(_TEAMS.c.id == mine.team_id, ~others).values(ended))


def require_open(session: Session, contest: ContestRow, now: datetime) -> TeamSetting:
    """The contest's setting. Raises `Conflict` unless teams may be founded and joined now."""
    setting = session.get(TeamSetting, contest.id)
    if setting is None or not setting.is_open:
        raise Conflict(N_("这次竞赛现在不能组队"))
    if contest.window.state_at(now) not in {ContestState.OPEN, ContestState.UPCOMING, ContestState.PAUSED}:
        raise Conflict(N_("竞赛已经结束，不能再组队"))
    return setting


def tidy_name(name: str) -> str:
    """A team's name cleaned. Raises `Invalid` for an empty or long one."""
    tidy = clean_line(name)
    if not fold_key(tidy):
        raise Invalid(N_("请给队伍起个名字"), field="name")
    if len(tidy) > NAME_LIMIT:
        raise Invalid(N_("队名最多 %(most)d 个字"), field="name", most=NAME_LIMIT)
    return tidy


def find_by_code(session: Session, contest_id: int, code: str, *, locks: bool = False) -> Team:
    """The standing team with the code. Raises `NotFound`.

    With ``locks`` a write transaction keeps it standing until its end: nobody gets a seat in a team that is just being dissolved.
    """
    query = select(Team).where(Team.code == code, Team.contest_id == contest_id, Team.dissolved_at.is_(None))
    held = query.with_for_update(read=True).execution_options(populate_existing=True)
    team = session.scalar(held if locks else query)
    if team is None:
        raise NotFound(N_("没有这支队伍：请核对口令，或请队友重新发一次"))
    return team


def seat_of(session: Session, contest_id: int, person_id: int) -> TeamMember | None:
    """The seat that the person has in the contest. One statement."""
    sits = (TeamMember.contest_id == contest_id, TeamMember.person_id == person_id, TeamMember.left_at.is_(None))
    return session.scalar(select(TeamMember).where(*sits))


def taken_seats(session: Session, team_id: int) -> set[int]:
    """Seats that somebody sits on. One statement."""
    query = select(_MEMBERS.c.seat).where(_MEMBERS.c.team_id == team_id, _MEMBERS.c.left_at.is_(None))
    return set(session.scalars(query))


def is_locked(session: Session, team_id: int) -> bool:
    """Whether a member has begun a paper: from then on nobody joins or leaves. One statement."""
    sits = (TeamMember.person_id == Attempt.person_id) & (TeamMember.contest_id == Attempt.contest_id)
    begun = select(Attempt.id).join(TeamMember, sits & TeamMember.left_at.is_(None))
    return session.scalar(begun.where(TeamMember.team_id == team_id).limit(1)) is not None


def _require_free(session: Session, contest: ContestRow, person_id: int) -> None:
    if seat_of(session, contest.id, person_id) is not None:
        raise Conflict(N_("您已经在一支队伍里了"))
    mine = select(Attempt.id).where(Attempt.contest_id == contest.id, Attempt.person_id == person_id)
    if session.scalar(mine.limit(1)) is not None:
        raise Conflict(N_("您已经开始答题，不能再组队：先组队，后答题，对大家才公平"))


def _insert_team(session: Session, contest: ContestRow, person: Person, name: str, now: datetime) -> int:
    """The team's row. A twin takes the next number or has the name: whoever comes second looks again."""
    key = fold_key(name)
    named = select(Team.id).where(Team.contest_id == contest.id, Team.name_key == key, Team.dissolved_at.is_(None))
    while session.scalar(named) is None:
        last = session.scalar(select(func.max(_TEAMS.c.number)).where(_TEAMS.c.contest_id == contest.id)) or 0
        values = {
            "contest_id": contest.id, "number": last + 1, "code": new_short_code(), "name": name, "name_key": key,
            "founder_id": person.id, "unit_id": person.unit_id, "founded_at": now, "dissolved_reason": "",
        }  # fmt: skip
        made = insert_or_ignore(session, _TEAMS, values, unique=None)
        if made is not None:
            return made
    raise Invalid(N_("已经有叫这个名字的队伍，请换一个"), field="name")


def _seat_values(team_id: int, contest_id: int, person_id: int, seat: int, now: datetime) -> dict[str, object]:
    return {"team_id": team_id, "contest_id": contest_id, "person_id": person_id, "seat": seat, "joined_at": now}
