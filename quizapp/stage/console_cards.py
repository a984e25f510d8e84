"""What stage contests say on the console's first page: one that runs now."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.i18n import N_, Phrase
from quizapp.stage.models import StageContest
from quizapp.units import Unit, within_any


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Contests between start and end. One statement."""
    running = session.scalars(
        select(StageContest)
        .join(Unit, Unit.id == StageContest.unit_id)
        .where(
            StageContest.campaign_id == view.campaign.id, StageContest.phase.in_(["test", "running"]),
            within_any(view.paths),
        )
        .order_by(StageContest.id)
    )  # fmt: skip
    return [
        TodayCard(
            section=Section.LIVE, title=each.title, url=f"/console/stage/{each.id}/run", icon="trophy", order=15,
            text=Phrase(N_("现场比赛正在进行")), tone="live",
            chip=Phrase(N_("试运行")) if each.phase == "test" else Phrase(N_("进行中")),
        )
        for each in running
    ]  # fmt: skip
