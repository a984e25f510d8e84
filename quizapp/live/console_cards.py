"""Live rooms on the console's first page: what runs now, and the remote one tap away."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.i18n import N_, Phrase
from quizapp.live.models import LiveRoom
from quizapp.live.rules import Phase
from quizapp.units import Unit, within_any


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Rooms of one's units that are open. One statement."""
    rows = session.execute(
        select(LiveRoom.id, LiveRoom.title, LiveRoom.is_practice, LiveRoom.phase)
        .join(Unit, Unit.id == LiveRoom.unit_id)
        .where(
            LiveRoom.campaign_id == view.campaign.id, within_any(view.paths),
            LiveRoom.phase.not_in([Phase.DRAFT.value, Phase.FINISHED.value]),
        )
        .order_by(LiveRoom.id.desc())
        .limit(5)
    )  # fmt: skip
    return [
        TodayCard(
            section=Section.LIVE, title=row.title, url=f"/console/live/{row.id}", icon="live", order=5,
            chip=_chip(row.phase, is_practice=row.is_practice), tone="live",
            text=Phrase(N_("已开放入场")) if row.phase == Phase.LOBBY else Phrase(N_("直播答题正在进行")),
        )
        for row in rows
    ]  # fmt: skip


def _chip(phase: str, *, is_practice: bool) -> Phrase:
    if is_practice:
        return Phrase(N_("彩排"))
    return Phrase(N_("入场中")) if phase == Phase.LOBBY else Phrase(N_("直播中"))
