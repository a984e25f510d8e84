"""Preparing a contest: itself, its teams, its rounds and their questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import get_campaign
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line, fold_key
from quizapp.stage.errors import StageNotReady
from quizapp.stage.models import StageContest, StageMember, StageQuestion, StageRound, StageTeam
from quizapp.stage.presets import PRESETS
from quizapp.stage.queries import StageRow, read_row
from quizapp.stage.rules import (
    MOST_MEMBERS,
    MOST_ROUNDS,
    MOST_TEAMS,
    RoundKind,
    RoundRules,
    check_rules,
)
from quizapp.units import ancestor_ids, get_unit

EDIT = Permission.EDIT_CONTESTS


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContest:
    """What an organizer gives; ``nonce`` names the form sent."""

    campaign_id: int
    unit_id: int
    title: str
    place: str = ""
    preset: str = "county"
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamText:
    """A team as typed in."""

    name: str
    unit_id: int | None = None
    members: tuple[str, ...] = ()


def create_contest(session: Session, new: NewContest, *, actor: Actor, now: datetime) -> StageContest:
    """The contest with the rounds of its preset; sent twice, it is made once. Raises `Invalid`, `NotAllowed`."""
    campaign, unit = get_campaign(session, new.campaign_id), get_unit(session, new.unit_id)
    actor.require(EDIT, unit.path)
    if campaign.root_unit_id not in ancestor_ids(unit.path):
        raise Invalid(N_("这个单位不在活动范围内，请换一个单位"), field="unit_id")
    known = session.scalar(select(StageContest).where(StageContest.nonce == new.nonce))
    if known is not None:
        return known
    preset = PRESETS.get(new.preset)
    if preset is None:
        raise Invalid(N_("没有这种赛制"), field="preset")
    contest = StageContest(
        campaign_id=campaign.id, unit_id=unit.id, title=_require(new.title, 60, N_("请填写比赛名称"), "title"),
        place=clean_line(new.place, limit=100), start_score=preset.start_score, screen_token=new_token(), created_at=now,
        created_by=f"staff:{actor.id}", nonce=new.nonce, barred=[],
    )  # fmt: skip
    session.add(contest)
    session.flush()
    for number, each in enumerate(preset.rounds, start=1):
        session.add(
            StageRound(
                contest_id=contest.id, number=number, kind=each.kind.value, title=each.title, rules=each.rules.dump()
            )
        )
    session.flush()
    return contest


def change_contest(
    session: Session, contest_id: int, *, title: str, place: str, start_score: int, actor: Actor
) -> StageRow:
    """Another name, place or score to begin with (that one until it starts)."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    if start_score != row.contest.start_score:
        require_ready(row.contest)
    row.contest.title = _require(title, 60, N_("请填写比赛名称"), "title")
    row.contest.place = clean_line(place, limit=100)
    if not 0 <= start_score <= 1_000:
        raise Invalid(N_("底分请填 0 到 1000"), field="start_score")
    row.contest.start_score = start_score
    moved(row.contest)
    session.flush()
    return row


def require_ready(contest: StageContest) -> None:
    """Return quietly while it has not begun. Raises `StageNotReady`."""
    if contest.phase != "ready":
        raise StageNotReady(N_("比赛已经开始，这里不能再改；分数有误请在“主持”页更正"))


def _require(text: str, limit: int, complaint: str, field: str) -> str:
    cleaned = clean_line(text, limit=limit)
    if not cleaned:
        raise Invalid(complaint, field=field)
    return cleaned


def moved(contest: StageContest) -> None:
    """Screens draw themselves again."""
    contest.revision += 1


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
    name = _require(text.name, 20, N_("请填写队名"), "name")
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


def save_round(
    session: Session, contest_id: int, round_id: int | None, *, kind: RoundKind, title: str, rules: RoundRules,
    actor: Actor,
) -> StageRound:  # fmt: skip
    """A new round behind the others, or other rules of one, before the start. Raises `Invalid`, `StageNotReady`."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    require_ready(row.contest)
    name = _require(title, 30, N_("请填写环节名称"), "title")
    last = session.scalar(select(func.max(StageRound.number)).where(StageRound.contest_id == contest_id)) or 0
    if round_id is None:
        if last >= MOST_ROUNDS:
            raise Invalid(N_("最多 %(n)d 个环节"), n=MOST_ROUNDS)
        found = StageRound(contest_id=contest_id, number=last + 1, kind=kind.value, title=name, rules={})
        session.add(found)
    else:
        found = find_round(session, contest_id, round_id)
    found.title, found.rules = name, check_rules(RoundKind(found.kind), rules).dump()
    moved(row.contest)
    session.flush()
    return found


def find_round(session: Session, contest_id: int, round_id: int) -> StageRound:
    """The round. Raises `NotFound`."""
    found = session.scalar(select(StageRound).where(StageRound.id == round_id, StageRound.contest_id == contest_id))
    if found is None:
        raise NotFound(N_("没有这个环节"))
    return found


def drop_round(session: Session, contest_id: int, round_id: int, *, actor: Actor) -> str:
    """Take a round and its questions out before the start; its title."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    require_ready(row.contest)
    found = find_round(session, contest_id, round_id)
    title, number = found.title, found.number
    session.execute(delete(StageQuestion).where(StageQuestion.round_id == round_id))
    session.delete(found)
    session.flush()
    later = select(StageRound).where(StageRound.contest_id == contest_id, StageRound.number > number)
    for each in session.scalars(later.order_by(StageRound.number)).all():
        each.number -= 1
        session.flush()
    moved(row.contest)
    return title
