"""A later round is for those on the published list of the round before it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session, aliased

from quizapp.db import first_row
from quizapp.kit.i18n import N_
from quizapp.rounds.models import EventRound, RoundPlace
from quizapp.rounds.queries import goes_on
from quizapp.rounds.rules import PlaceState, Role

_BEFORE = aliased(EventRound)
#: Every start and every contest's page asks.
_ADMISSION = (
    select(_BEFORE.published_at, RoundPlace.state, RoundPlace.role, RoundPlace.moved_up_at)
    .select_from(EventRound)
    .join(_BEFORE, (_BEFORE.event_id == EventRound.event_id) & (_BEFORE.number == EventRound.number - 1))
    .outerjoin(RoundPlace, (RoundPlace.round_id == _BEFORE.id) & (RoundPlace.person_id == bindparam("person_id")))
    .where(EventRound.contest_id == bindparam("contest_id"))
)


def refusal(session: Session, *, contest_id: int, person_id: int) -> str | None:
    """Why the person may not start the contest; None where it is no later round, or he is on its list. One statement."""
    place = first_row(session, _ADMISSION, {"contest_id": contest_id, "person_id": person_id})
    if place is None:
        return None
    if place.published_at is None:
        return N_("这一轮只对上一轮入围的人开放，入围名单还没有公布")
    return _of_place(place)


def _of_place(place: Row[Any]) -> str | None:
    if place.state is None:
        return N_("这一轮只对上一轮入围名单上的人开放。谢谢您参加，学到的知识是自己的")
    if goes_on(place):
        return None
    if place.state == PlaceState.STANDS and place.role == Role.RESERVE:
        return N_("您在候补名单上：有人放弃时按次序递补，递补后就能开始")
    if place.state == PlaceState.DECLINED:
        return N_("您已放弃这一轮的资格")
    return N_("您已不在这一轮的名单上，原因写在赛事页里")
