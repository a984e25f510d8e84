"""What drills say on the console's first page: one that runs now."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import load_many_facts
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.drills.models import Drill
from quizapp.kit.i18n import N_, Phrase


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Drills between alarm and all clear. One statement, two while one runs."""
    running = session.scalars(
        select(Drill).where(
            Drill.campaign_id == view.campaign.id, Drill.alarm_at.is_not(None), Drill.all_clear_at.is_(None)
        )
    ).all()
    if not running:
        return []
    facts = {each.id: each for each in load_many_facts(session, [drill.session_id for drill in running])}
    seen = [drill for drill in running if facts[drill.session_id].host_path.startswith(tuple(view.paths))]
    return [_card(drill, facts[drill.session_id].title) for drill in seen]


def _card(drill: Drill, title: str) -> TodayCard:
    is_real = drill.nature == "real"
    return TodayCard(
        section=Section.LIVE, title=title, url=f"/console/drills/{drill.id}/board", icon="muster",
        text=Phrase(N_("真实警报，正在清点")) if is_real else Phrase(N_("演练进行中，正在清点")), order=5,
        chip=Phrase(N_("真实警报")) if is_real else Phrase(N_("演练")), tone="warn" if is_real else "live",
    )  # fmt: skip
