"""Live rooms on the campaign's page: while one runs, its door is first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, Card, Group
from quizapp.kit.i18n import N_
from quizapp.live.models import LiveRoom
from quizapp.live.rules import OPEN_PHASES
from quizapp.live.words import said_of
from quizapp.people import Person


def cards(session: Session, campaign: Campaign, person: Person | None, now: datetime) -> list[Card]:
    """Rooms that take people or are played now; rehearsals are not offered. One statement."""
    rows = session.execute(
        select(LiveRoom.code, LiveRoom.title, LiveRoom.phase)
        .where(
            LiveRoom.campaign_id == campaign.id, LiveRoom.is_practice.is_(False),
            LiveRoom.phase.in_(OPEN_PHASES),
        )
        .order_by(LiveRoom.id.desc())
        .limit(5)
    )  # fmt: skip
    return [
        Card(
            group=Group.NOW, title=row.title, url=f"/l/{row.code}", icon="live", chip_tone="live", order=10,
            chip=chip, text=text,
        )
        for row in rows
        for chip, text in [said_of(row.phase, N_("正在答题，现在也能加入"))]
    ]  # fmt: skip
