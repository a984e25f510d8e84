"""A later round is for those on the published list of the round before it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quizapp.kit.i18n import N_
from quizapp.rounds.models import EventRound, RoundPlace
from quizapp.rounds.queries import goes_on
from quizapp.rounds.rules import PlaceState, Role


def refusal(session: Session, *, contest_id: int, person_id: int) -> str | None:
    """Why the person may not start the contest; None where it is no later round, or he is on its list. One statement."""
    before = aliased(EventRound)
    row = session.execute(
        select(before.published_at, RoundPlace)
        .select_from(EventRound)
        .join(before, (before.event_id == EventRound.event_id) & (before.number == EventRound.number - 1))
        .outerjoin(RoundPlace, (RoundPlace.round_id == before.id) & (RoundPlace.person_id == person_id))
        .where(EventRound.contest_id == contest_id)
    ).first()
    if row is None:
        return None
    published_at, place = row
    if published_at is None:
        return N_("这一轮只对上一轮入围的人开放，入围名单还没有公布")
    return _without_place(place)


def _without_place(place: RoundPlace | None) -> str | None:
    if place is None:
        return N_("这一轮只对上一轮入围名单上的人开放。谢谢您参加，学到的知识是自己的")
    if goes_on(place):
        return None
    if place.state == PlaceState.STANDS and place.role == Role.RESERVE:
        return N_("您在候补名单上：有人放弃时按次序递补，递补后就能开始")
    if place.state == PlaceState.DECLINED:
        return N_("您已放弃这一轮的资格")
    return N_("您已不在这一轮的名单上，原因写在赛事页里")
