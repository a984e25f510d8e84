"""Preparing a contest: opening it, its name, place and score to begin with. Teams and rounds have files of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import get_campaign
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line
from quizapp.stage.errors import StageNotReady
from quizapp.stage.models import StageContest, StageRound
from quizapp.stage.presets import PRESETS
from quizapp.stage.queries import StageRow, read_row
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
        campaign_id=campaign.id, unit_id=unit.id, title=require_text(new.title, 60, N_("请填写比赛名称"), "title"),
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
    row.contest.title = require_text(title, 60, N_("请填写比赛名称"), "title")
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


def require_text(text: str, limit: int, complaint: str, field: str) -> str:
    """The text, cleaned. Raises `Invalid` with the complaint when nothing is left."""
    cleaned = clean_line(text, limit=limit)
    if not cleaned:
        raise Invalid(complaint, field=field)
    return cleaned


def moved(contest: StageContest) -> None:
    """Screens draw themselves again."""
    contest.revision += 1
