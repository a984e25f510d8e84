"""Contests on the console's first page: what is live, what has not been published, how many took part."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.contests.figures import ContestLine, list_contests
from quizapp.contests.rules import ContestState
from quizapp.kit.i18n import N_, Phrase


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Live contests, drafts, and attendances in all. Two statements."""
    lines = list_contests(session, paths=view.paths, campaign_id=view.campaign.id)
    found = [card for line in lines if (card := _card(line, view)) is not None]
    if lines:
        attempts = sum(line.attempts for line in lines)
        label = Phrase(N_("竞赛答题人次"))
        found.append(
            TodayCard(
                section=Section.FIGURE, title=label, value=attempts, url="/console/contests", icon="contest", order=20
            )
        )
    return found


def _card(line: ContestLine, view: TodayView) -> TodayCard | None:
    state = line.contest.window.state_at(view.now)
    url = f"/console/contests/{line.contest.id}"
    if state is ContestState.OPEN:
        text = Phrase(N_("%(people)s 人，%(attempts)s 人次"), people=line.participants, attempts=line.attempts)
        return TodayCard(
            section=Section.LIVE, title=line.contest.title, text=text, url=url, icon="contest",
            chip=Phrase(N_("进行中")), tone="live", order=20,
        )  # fmt: skip
    if state is ContestState.DRAFT:
        text = Phrase(N_("竞赛还是草稿，参与者看不到"))
        return TodayCard(
            section=Section.EYES, title=line.contest.title, text=text, url=url, icon="pencil-line",
            chip=Phrase(N_("草稿")), tone="warn", order=40,
        )  # fmt: skip
    if state is ContestState.PAUSED:
        text = Phrase(N_("竞赛暂停中，没有人能开始答题"))
        return TodayCard(
            section=Section.EYES, title=line.contest.title, text=text, url=url, icon="contest",
            chip=Phrase(N_("暂停中")), tone="warn", order=30,
        )  # fmt: skip
    return None
