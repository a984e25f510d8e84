"""On a contest's page: that there are public boards, and what they show, told to everybody before he starts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.campaigns import Card, Group
from quizapp.contests import ContestRow
from quizapp.kit.i18n import N_, Phrase
from quizapp.leaderboards.service import read_settings
from quizapp.leaderboards.words import told_opened
from quizapp.people import Person


def cards(session: Session, *, contest: ContestRow, person: Person | None, now: datetime) -> list[Card]:
    """The notice, which is the way to the boards too; nothing where none is open. One statement."""
    settings = read_settings(session, contest.id)
    if not (settings.shows_people or settings.shows_units):
        return []
    path = f"/q/{contest.code}/board" + ("" if settings.shows_units else "/people")
    chip = Phrase(N_("已封榜")) if settings.is_frozen(now) else Phrase("")
    return [
        Card(
            group=Group.NOW, title=Phrase(N_("本竞赛公开排行榜")), url=path, icon="trophy", text=told_opened(settings),
            chip=chip, order=80,
        )
    ]  # fmt: skip
