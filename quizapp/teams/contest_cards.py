"""Teams on a contest's page: found or join one before answering; one's own team; the board."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Card, Group
from quizapp.contests import ContestRow, ContestState
from quizapp.db import first_row
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person
from quizapp.teams.models import TeamSetting
from quizapp.teams.service import seat_of

#: Asked for everybody who looks at a contest; most have no teams.
_SETTING = select(TeamSetting.is_open, TeamSetting.size, TeamSetting.shows_board).where(
    TeamSetting.contest_id == bindparam("wanted")
)


def cards(session: Session, *, contest: ContestRow, person: Person | None, now: datetime) -> list[Card]:
    """The way to teams, where the contest has them. One statement, or two."""
    setting = first_row(session, _SETTING, {"wanted": contest.id})
    if setting is None:
        return []
    sits = person is not None and seat_of(session, contest.id, person.id) is not None
    is_open = setting.is_open and contest.window.state_at(now) is not ContestState.CLOSED
    found = [_team_card(contest, setting, sits=sits)] if sits or is_open else []
    return [*found, *([_board_card(contest)] if setting.shows_board else [])]


def _team_card(contest: ContestRow, setting: Row[Any], *, sits: bool) -> Card:
    url = f"/q/{contest.code}/team"
    if sits:
        text = Phrase(N_("队友、口令和队伍得分"))
        return Card(group=Group.NOW, title=Phrase(N_("我的队伍")), url=url, icon="people", text=text, order=10)
    text = Phrase(N_("最多 %(n)d 人一队；要先组队，后答题"), n=setting.size)
    return Card(
        group=Group.NOW, title=Phrase(N_("组队参赛")), url=url, icon="people", text=text, order=10,
        chip=Phrase(N_("可以组队")), chip_tone="action",
    )  # fmt: skip


def _board_card(contest: ContestRow) -> Card:
    text = Phrase(N_("队员成绩合在一起算"))
    return Card(
        group=Group.NOW,
        title=Phrase(N_("队伍排行榜")),
        url=f"/q/{contest.code}/teams",
        icon="trophy",
        text=text,
        order=30,
    )
