"""Live rooms on the console's first page: what runs now, and the remote one tap away."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.i18n import N_, Phrase
from quizapp.live.models import LiveRoom
from quizapp.live.rules import OPEN_PHASES
from quizapp.live.words import said_of
from quizapp.units import Unit, within_any


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Rooms of one's units that are open. One statement."""
    rows = session.execute(
        select(LiveRoom.id, LiveRoom.title, LiveRoom.is_practice, LiveRoom.phase)
        .join(Unit, Unit.id == LiveRoom.unit_id)
        .where(
            LiveRoom.campaign_id == view.campaign.id, within_any(view.paths),
            LiveRoom.phase.in_(OPEN_PHASES),
        )
        .order_by(LiveRoom.id.desc())
        .limit(5)
    )  # fmt: skip
    return [
        TodayCard(
            section=Section.LIVE, title=row.title, url=f"/console/live/{row.id}", icon="live", order=5,
            chip=Phrase(N_("彩排")) if row.is_practice else chip, tone="live", text=text,
        )
        for row in rows
        for chip, text in [said_of(row.phase, N_("直播答题正在进行"))]
    ]  # fmt: skip
