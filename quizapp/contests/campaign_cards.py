"""Contests on the campaign's page: what can be answered now, what opens later, what was done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, Card, Group
from quizapp.contests.points import show_points
from quizapp.contests.queries import (
    ContestRow,
    MyAttempt,
    Standing,
    judge_standing,
    list_my_attempts,
    list_published_contests,
)
from quizapp.contests.rules import ContestState, StartVerdict
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person


def cards(session: Session, campaign: Campaign, person: Person | None, now: datetime) -> list[Card]:
    """A card for each published contest. Two statements."""
    contests = list_published_contests(session, campaign.id)
    mine = list_my_attempts(session, person.id) if contests and person is not None else []
    voided = [_voided_card(attempt) for attempt in mine if attempt.voided_at is not None]
    return voided + [_card(contest, _standing(contest, mine, now)) for contest in contests]


def _voided_card(attempt: MyAttempt) -> Card:
    """A decision against somebody is told where he looks, with the reason and the way to object."""
    text = Phrase(N_("第 %(n)d 次答卷已作废：%(reason)s"), n=attempt.attempt_no, reason=attempt.voided_reason)
    return Card(
        group=Group.NOW, title=attempt.contest_title, url=f"/q/{attempt.code}/a/{attempt.token}/result", icon="alert",
        text=text, chip=Phrase(N_("已作废，可申诉")), chip_tone="warn", order=5,
    )  # fmt: skip


def _standing(contest: ContestRow, mine: list[MyAttempt], now: datetime) -> Standing:
    return judge_standing(contest, [attempt for attempt in mine if attempt.contest_id == contest.id], now=now)


def _card(contest: ContestRow, standing: Standing) -> Card:
    group = _group(standing)
    opens_later = group is Group.LATER
    chip, tone = _chip(standing)
    return Card(
        group=group, title=contest.title, url=f"/q/{contest.code}", icon="contest", text=_text(contest, standing),
        chip=chip, chip_tone=tone, order=10, at=contest.opens_at if opens_later else contest.closes_at,
    )  # fmt: skip


def _group(standing: Standing) -> Group:
    if standing.verdict in {StartVerdict.START, StartVerdict.RESUME}:
        return Group.NOW
    if standing.state in {ContestState.UPCOMING, ContestState.PAUSED}:
        return Group.LATER
    return Group.DONE if standing.tries.used else Group.OVER


def _text(contest: ContestRow, standing: Standing) -> Phrase:
    if standing.result is not None:
        text = N_("成绩 %(points)s 分，答过 %(n)s 次")
        return Phrase(text, points=show_points(standing.result.score), n=standing.tries.used)
    if contest.minutes_limit is None:
        return Phrase(N_("%(n)s 题，不限时"), n=contest.question_count)
    return Phrase(N_("%(n)s 题，%(minutes)s 分钟"), n=contest.question_count, minutes=contest.minutes_limit)


def _chip(standing: Standing) -> tuple[Phrase, str]:
    if standing.verdict is StartVerdict.RESUME:
        return Phrase(N_("没答完")), "warn"
    if standing.result is not None and standing.result.passed:
        return Phrase(N_("已合格")), "done"
    if standing.state is ContestState.OPEN:
        return Phrase(N_("进行中")), "live"
    words = {
        ContestState.UPCOMING: N_("未开始"), ContestState.PAUSED: N_("暂停中"), ContestState.CLOSED: N_("已结束"),
    }  # fmt: skip
    word = words.get(standing.state)
    return Phrase(word or ""), ""
