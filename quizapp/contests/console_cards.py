"""Contests on the console's first page: what is live, what has not been published, how many took part."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.banks import QuestionBank, QuestionReport
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.contests.figures import ContestLine, by_urgency, list_contests
from quizapp.contests.rules import ContestState
from quizapp.kit.i18n import N_, Phrase
from quizapp.units import Unit, within_any

#: Banks with reports that are named one by one.
_MOST_BANKS = 3


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Live contests, drafts, reported questions, and attendances in all. Three statements."""
    lines = by_urgency(list_contests(session, paths=view.paths, campaign_id=view.campaign.id), view.now)
    found = [card for line in lines if (card := _card(line, view)) is not None]
    found += [_reported(*row) for row in _open_reports(session, view.paths)]
    if lines:
        attempts = sum(line.attempts for line in lines)
        label = Phrase(N_("竞赛答题人次"))
        found.append(
            TodayCard(
                section=Section.FIGURE, title=label, value=attempts, url="/console/contests", icon="contest", order=20
            )
        )
    return found


def _open_reports(session: Session, paths: Collection[str]) -> list[tuple[int, str, int]]:
    """(bank id, title, reports nobody answered) from papers of the subtrees' contests, most first."""
    count = func.count(QuestionReport.id)
    rows = session.execute(
        select(QuestionBank.id, QuestionBank.title, count)
        .join(QuestionReport, QuestionReport.bank_id == QuestionBank.id)
        .join(Unit, Unit.id == QuestionReport.unit_id)
        .where(QuestionReport.answered_at.is_(None), within_any(paths))
        .group_by(QuestionBank.id, QuestionBank.title)
        .order_by(count.desc(), QuestionBank.id)
        .limit(_MOST_BANKS)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _reported(bank_id: int, title: str, reports: int) -> TodayCard:
    return TodayCard(
        section=Section.EYES, title=title, text=Phrase(N_("答题的人报错 %(n)d 条，等您答复"), n=reports),
        url=f"/console/banks/{bank_id}/reports", icon="bank", chip=Phrase(N_("待答复")), tone="warn", order=25,
    )  # fmt: skip


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
