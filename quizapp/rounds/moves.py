"""After the publication: who declines or is taken off, who moves up, who is added. Nothing published is rewritten.

Each change is an update that says in which state the place must be: of two at one instant exactly one changes it, and
two places that become free at once are filled by two different reserves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.contests import Attempt, ContestState, actor_name
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.rounds.lists import record, require_person
from quizapp.rounds.models import EventRound, RoundPlace
from quizapp.rounds.queries import goes_on, next_round
from quizapp.rounds.rules import PlaceState, Role, Verdict
from quizapp.rounds.service import round_for

_PLACES = cast(Table, RoundPlace.__table__)
_STANDS = _PLACES.c.state == PlaceState.STANDS.value


def decline_place(session: Session, round_id: int, *, person_id: int, now: datetime) -> int | None:
    """Give up one's own place, or one's wait as a reserve; id of the person who moves up for it, if any.

    Raises `NotFound` for somebody who is not on the list, `Conflict` when the next round is being answered or over.
    """
    found = _published(session, round_id)
    coming = next_round(session, found)
    if coming is not None:
        if coming.contest.window.state_at(now) is ContestState.CLOSED:
            raise Conflict(N_("下一轮已经结束，不用再放弃"))
        started = select(Attempt.id).where(Attempt.contest_id == coming.contest.id, Attempt.person_id == person_id)
        if session.scalar(started.limit(1)) is not None:
            raise Conflict(N_("您已经开始下一轮的答题，不能再放弃"))
    left = _leave(session, round_id, person_id, PlaceState.DECLINED, "")
    record(session, round_id, person_id, Verdict.DECLINE, "", f"person:{person_id}", now)
    return _fill(session, round_id, left, now)


def remove_place(
    session: Session, round_id: int, *, person_id: int, reason: str, actor: Actor, now: datetime
) -> int | None:
    """Take somebody off a published list; id of the person who moves up for it, if any. Raises `Invalid` without a reason."""
    round_for(session, round_id, actor)
    _published(session, round_id)
    why = _require_reason(reason)
    left = _leave(session, round_id, person_id, PlaceState.REMOVED, why)
    record(session, round_id, person_id, Verdict.REMOVE, why, actor_name(actor), now)
    return _fill(session, round_id, left, now)


def add_place(session: Session, round_id: int, *, person_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Put somebody on a published list: a new person behind the others, or one who had left it or waits as a reserve.

    Raises `Conflict` for somebody who is on it.
    """
    found = round_for(session, round_id, actor)
    _published(session, round_id)
    why = _require_reason(reason)
    person = require_person(session, found, person_id)
    mine = (_PLACES.c.round_id == round_id) & (_PLACES.c.person_id == person_id)
    place = session.execute(select(_PLACES).where(mine).with_for_update()).first()
    if place is None:
        last = session.scalar(select(func.max(_PLACES.c.order_no)).where(_PLACES.c.round_id == round_id)) or 0
        values = {
            "round_id": round_id, "person_id": person_id, "role": Role.LISTED.value, "order_no": last + 1,
            "group_key": "", "unit_id": person.unit_id, "is_by_hand": True, "reason": why, "is_frozen": False,
            "state": PlaceState.STANDS.value, "state_reason": "",
        }  # fmt: skip
        session.execute(insert(_PLACES).values(values))
    elif goes_on(place):
        raise Conflict(N_("这个人已经在名单上"))
    else:
        moved_up_at = now if place.role == Role.RESERVE else None
        back = {"state": PlaceState.STANDS.value, "state_reason": why, "moved_up_at": moved_up_at}
        session.execute(update(_PLACES).where(mine).values(back))
    record(session, round_id, person_id, Verdict.ADD, why, actor_name(actor), now)


def _leave(session: Session, round_id: int, person_id: int, state: PlaceState, reason: str) -> Row[Any]:
    """The place that has just been left; the first of twins gets it."""
    left = session.execute(
        update(_PLACES)
        .where(_PLACES.c.round_id == round_id, _PLACES.c.person_id == person_id, _STANDS)
        .values(state=state.value, state_reason=reason)
        .returning(_PLACES.c.role, _PLACES.c.group_key, _PLACES.c.moved_up_at)
    ).first()
    if left is None:
        raise NotFound(N_("名单上没有这个人，或刚刚已经办过：请刷新页面"))
    return left


def _fill(session: Session, round_id: int, left: Row[Any], now: datetime) -> int | None:
    """Who moves up for a place that was left; None for a reserve's, when nobody waits, or the next round is over."""
    if left.role == Role.RESERVE and left.moved_up_at is None:
        return None
    coming = next_round(session, session.get_one(EventRound, round_id))
    if coming is not None and coming.contest.window.state_at(now) is ContestState.CLOSED:
        return None
    waits = (_STANDS, _PLACES.c.role == Role.RESERVE.value, _PLACES.c.moved_up_at.is_(None))
    queue = select(_PLACES.c.id, _PLACES.c.person_id).where(
        _PLACES.c.round_id == round_id, _PLACES.c.group_key == left.group_key, *waits
    )
    while first := session.execute(queue.order_by(_PLACES.c.order_no).limit(1)).first():
        moved = update(_PLACES).where(_PLACES.c.id == first.id, *waits).values(moved_up_at=now)
        if session.execute(moved.returning(_PLACES.c.id)).first() is not None:
            record(session, round_id, first.person_id, Verdict.MOVE_UP, "", "system", now)
            return int(first.person_id)
    return None


def _published(session: Session, round_id: int) -> EventRound:
    found = session.get(EventRound, round_id)
    if found is None or found.published_at is None:
        raise NotFound(N_("入围名单还没有公布"))
    return found


def _require_reason(reason: str) -> str:
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明原因，会和名单一起留存"), field="reason")
    return why
