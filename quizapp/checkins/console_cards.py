"""What check-in says on the console's first page: sessions going on, and those that nobody came to yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from quizapp.activities import ListedSession, list_sessions
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.i18n import N_, Phrase

#: Sessions that ended within this time and do not count are shown.
LOOK_BACK = timedelta(days=14)
SHOWN = 5


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Live sessions with their desk, the next ones, and finished ones that do not count. Two statements."""
    lines = list_sessions(
        session,
        view.campaign.id,
        paths=view.paths,
        start=view.now - LOOK_BACK,
        end=view.now + timedelta(days=2),
        limit=200,
    )
    wanted = [line for line in lines if line.facts.cancelled_at is None]
    live = [line for line in wanted if line.facts.opens_at <= view.now <= line.facts.closes_at]
    empty = [
        line for line in wanted if line.facts.ends_at < view.now and line.facts.held_at is None and line not in live
    ]
    return [*(_live(line) for line in live[:SHOWN]), *_empty(empty)]


def _live(line: ListedSession) -> TodayCard:
    facts = line.facts
    if facts.expected:
        text = Phrase(N_("已到 %(heads)s / 应到 %(expected)s"), heads=line.heads, expected=facts.expected)
    else:
        text = Phrase(N_("已到 %(heads)s 人次"), heads=line.heads)
    return TodayCard(
        section=Section.LIVE, title=facts.title, text=text, url=f"/console/sessions/{facts.id}", icon="user-check",
        chip=Phrase(N_("签到中")), tone="live", order=40,
    )  # fmt: skip


def _empty(lines: list[ListedSession]) -> list[TodayCard]:
    if not lines:
        return []
    one = lines[0].facts
    url = f"/console/sessions/{one.id}" if len(lines) == 1 else "/console/activities"
    return [
        TodayCard(
            section=Section.EYES, title=Phrase(N_("%(n)s 场活动结束了还没有计入"), n=len(lines)),
            text=Phrase(N_("没有人签到。请补登人数、登记为已举办，或者取消：%(title)s"), title=one.title), url=url,
            icon="activity", tone="warn", order=40,
        )
    ]  # fmt: skip
