"""Practice on the campaign's page: something to do on every day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, Card, Group
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person
from quizapp.practice.desk import modes_of
from quizapp.practice.models import DailyAnswer, PracticeLearner, PracticeSetting
from quizapp.practice.rules import Mode


def cards(session: Session, campaign: Campaign, person: Person | None, now: datetime) -> list[Card]:
    """The day's question and practice, where they are open. Two statements."""
    setting = session.get(PracticeSetting, campaign.id)
    if setting is None or not setting.is_open:
        return []
    modes, today = modes_of(setting), local_date(now, campaign.time_zone)
    found = [_practice(campaign)]
    if Mode.DAILY in modes and campaign.starts_on <= today <= campaign.ends_on:
        is_done = person is not None and _has_answered(session, person.id, today)
        found.append(_daily(campaign, is_done=is_done))
    return found


def _has_answered(session: Session, person_id: int, today: object) -> bool:
    mine = select(DailyAnswer.id).join(PracticeLearner, PracticeLearner.id == DailyAnswer.learner_id)
    return session.scalar(mine.where(PracticeLearner.person_id == person_id, DailyAnswer.day == today)) is not None


def _practice(campaign: Campaign) -> Card:
    text = Phrase(N_("不限时，答完马上看解析；不计入竞赛"))
    return Card(
        group=Group.NOW,
        title=Phrase(N_("练一练")),
        url=f"/c/{campaign.code}/practice",
        icon="book",
        text=text,
        order=60,
    )


def _daily(campaign: Campaign, *, is_done: bool) -> Card:
    chip, tone = (Phrase(N_("今天答过了")), "done") if is_done else (Phrase(N_("今天的题")), "action")
    return Card(
        group=Group.DONE if is_done else Group.NOW, title=Phrase(N_("每日一题")), url=f"/c/{campaign.code}/practice/daily",
        icon="calendar", text=Phrase(N_("每天一道，半分钟")), chip=chip, chip_tone=tone, order=50,
    )  # fmt: skip
