"""What drills say on the console's first page: one that runs now, and units whose drill is overdue."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import load_many_facts
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.drills.due import count_states, list_due
from quizapp.drills.due_rules import DueState
from quizapp.drills.models import Drill
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Drills between alarm and all clear, and how many units are overdue. Six statements, seven while a drill runs."""
    return [*_running(session, view), *_overdue(session, view)]


def _running(session: Session, view: TodayView) -> list[TodayCard]:
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


def _overdue(session: Session, view: TodayView) -> list[TodayCard]:
    """One card for all of them: the calendar names each with its rule."""
    lines = list_due(session, view.paths, today=local_date(view.now, view.campaign.time_zone))
    counts = count_states(lines)
    late, soon = counts[DueState.OVERDUE], counts[DueState.SOON]
    if not late and not soon:
        return []
    first = next(line.unit.name for line in lines if line.state in (DueState.OVERDUE, DueState.SOON))
    title = (
        Phrase(N_("%(n)d 个单位该演练了，已过期"), n=late) if late else Phrase(N_("%(n)d 个单位 30 天内该演练"), n=soon)
    )
    state = DueState.OVERDUE if late else DueState.SOON
    return [
        TodayCard(
            section=Section.DUE, title=title, url=f"/console/drills/due?state={state.value}", icon="muster", order=30,
            text=Phrase(N_("最急的是%(unit)s，看按哪条规定、上次是哪天"), unit=first), tone="warn" if late else "",
        )
    ]  # fmt: skip
