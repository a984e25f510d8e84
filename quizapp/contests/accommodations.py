"""More time (照顾安排) for who needs it: one person, or everybody of a unit and the units below it.

The most generous of what applies to a person counts. It is looked up when a paper starts; one that is open gets it at
once. Nothing ever makes a time shorter, and nobody's time goes beyond the end of the contest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import get_campaign
from quizapp.contests.attempts import ATTEMPTS
from quizapp.contests.models import Attempt, Contest, ContestAccommodation
from quizapp.contests.rules import deadline_for, last_moment
from quizapp.contests.service.settings import contest_for, window_of
from quizapp.contests.service.void import actor_name
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, mask_name
from quizapp.people import Person
from quizapp.units import Unit, ancestor_ids, get_unit, within

#: What the page offers, percent of the usual time; None = without limit.
OFFERED: tuple[int | None, ...] = (125, 150, 200, 300, None)
_LEAST, _MOST = 101, 1_000
_TABLE = cast(Table, ContestAccommodation.__table__)
_SET_TIME = update(ATTEMPTS).where(ATTEMPTS.c.id == bindparam("attempt_id"), ATTEMPTS.c.submitted_at.is_(None))

_above, _own = aliased(Unit), aliased(Unit)
#: What applies to a person in a contest: his own, and that of any unit he stands in or below.
_FOR_PERSON = select(ContestAccommodation.time_percent).where(
    ContestAccommodation.contest_id == bindparam("contest_id"),
    ContestAccommodation.ended_at.is_(None),
    or_(
        ContestAccommodation.person_id == bindparam("person_id"),
        ContestAccommodation.unit_id.in_(
            select(_above.id)
            .join(_own, func.substr(_own.path, 1, func.length(_above.path)) == _above.path)
            .join(Person, Person.unit_id == _own.id)
            .where(Person.id == bindparam("person_id"), _above.id == ContestAccommodation.unit_id)
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTime:
    """One arrangement that stands. ``name`` is the unit's, or the person's masked one."""

    id: int
    person_id: int | None
    unit_id: int | None
    name: str
    unit_name: str
    time_percent: int | None
    reason: str
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTime:
    """What an organizer decides: for a person or a unit with all below it, how much, and why (for organizers alone)."""

    person_id: int | None = None
    unit_id: int | None = None
    #: Percent of the usual time; None = without limit.
    time_percent: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The new arrangement, and how many open papers got their time at once."""

    id: int
    open_papers: int


def more_of(left: int | None, right: int | None) -> int | None:
    """The more generous of two times, percent; None = without limit is the most."""
    return None if left is None or right is None else max(left, right)


def time_percent_for(session: Session, *, contest_id: int, person_id: int) -> int | None:
    """Percent of the usual time that the person has, 100 for most; None = without limit. One statement."""
    best: int | None = 100
    for percent in session.scalars(_FOR_PERSON, {"contest_id": contest_id, "person_id": person_id}):
        best = more_of(best, percent)
    return best


def give_time(session: Session, contest_id: int, new: NewTime, *, actor: Actor, now: datetime) -> Given:
    """Give more time, also to papers that are open now.

    Raises `Invalid` for a time that is not more, an empty reason or somebody outside of the contest's campaign, and `Conflict` when the same person or unit has an arrangement already.
    """
    contest, _path = contest_for(session, contest_id, Permission.EDIT_CONTESTS, actor)
    why = _check(new)
    _check_subject(session, contest, new)
    row = {
        "contest_id": contest_id, "person_id": new.person_id, "unit_id": new.unit_id, "time_percent": new.time_percent,
        "reason": why, "given_at": now, "given_by": actor_name(actor), "ended_by": "",
    }  # fmt: skip
    made = insert_or_ignore(session, _TABLE, row, unique=None)
    if made is None:
        raise Conflict(N_("已经有一条照顾安排：要改，请先结束原来的，再加新的"))
    return Given(id=made, open_papers=_give_to_open(session, contest, new))


def end_time(session: Session, accommodation_id: int, *, actor: Actor, now: datetime) -> ContestAccommodation:
    """End an arrangement for papers that start later. Raises `NotFound`, `NotAllowed`, and `Conflict` on a repeat."""
    found = session.get(ContestAccommodation, accommodation_id)
    if found is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    contest_for(session, found.contest_id, Permission.EDIT_CONTESTS, actor)
    if found.ended_at is not None:
        raise Conflict(N_("这条照顾安排已经结束：请刷新页面"))
    found.ended_at, found.ended_by = now, actor_name(actor)
    session.flush()
    return found


def list_given(session: Session, contest_id: int) -> list[GivenTime]:
    """The contest's arrangements that stand, newest first. One statement."""
    unit, home = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(ContestAccommodation, unit.name, Person.name, home.name)
        .outerjoin(unit, unit.id == ContestAccommodation.unit_id)
        .outerjoin(Person, Person.id == ContestAccommodation.person_id)
        .outerjoin(home, home.id == Person.unit_id)
        .where(ContestAccommodation.contest_id == contest_id, ContestAccommodation.ended_at.is_(None))
        .order_by(ContestAccommodation.id.desc())
    )
    return [
        GivenTime(
            id=given.id, person_id=given.person_id, unit_id=given.unit_id, name=unit_name or mask_name(name or ""),
            unit_name=home_name or "", time_percent=given.time_percent, reason=given.reason, given_at=given.given_at,
        )
        for given, unit_name, name, home_name in rows
    ]  # fmt: skip


def _check(new: NewTime) -> str:
    if (new.person_id is None) == (new.unit_id is None):
        raise Invalid(N_("请选一个人，或一个单位"), field="unit_id")
    if new.time_percent is not None and not _LEAST <= new.time_percent <= _MOST:
        raise Invalid(N_("时间要比平常多，最多十倍"), field="time_percent")
    why = clean_line(new.reason, limit=200)
    if not why:
        raise Invalid(N_("请写明为什么安排，以后有人问起好说明"), field="reason")
    return why


def _check_subject(session: Session, contest: Contest, new: NewTime) -> None:
    """A person of the campaign, or a unit of its tree: a contest is open to the whole tree, and so is its care."""
    if new.person_id is not None:
        person = session.get(Person, new.person_id)
        if person is None or person.campaign_id != contest.campaign_id or person.erased_at is not None:
            raise Invalid(N_("没有这个人，请重新查找"), field="person_id")
        return
    assert new.unit_id is not None
    root = get_campaign(session, contest.campaign_id).root_unit_id
    if root not in ancestor_ids(get_unit(session, new.unit_id).path):
        raise Invalid(N_("这个单位不在活动范围内，请换一个单位"), field="unit_id")


def _give_to_open(session: Session, contest: Contest, new: NewTime) -> int:
    rows = session.execute(_open_papers(session, contest.id, new)).all()
    ends = last_moment(window_of(contest))
    changes = [_changed(row, contest.minutes_limit, ends, new.time_percent) for row in rows]
    if changes:
        session.execute(_SET_TIME, changes)
    return len(changes)


def _open_papers(session: Session, contest_id: int, new: NewTime) -> Select[Any]:
    columns: tuple[Any, ...] = (Attempt.id, Attempt.started_at, Attempt.deadline_at, Attempt.time_percent)
    query = select(*columns).where(Attempt.contest_id == contest_id, Attempt.submitted_at.is_(None))
    if new.person_id is not None:
        return query.where(Attempt.person_id == new.person_id)
    assert new.unit_id is not None
    top = get_unit(session, new.unit_id).path
    return query.join(Person, Person.id == Attempt.person_id).join(Unit, Unit.id == Person.unit_id).where(within(top))


def _changed(row: Any, minutes: int | None, ends: datetime, given: int | None) -> dict[str, Any]:
    percent = more_of(row.time_percent, given)
    longer = deadline_for(row.started_at, minutes_limit=minutes, closes_at=ends, time_percent=percent)
    return {"attempt_id": row.id, "time_percent": percent, "deadline_at": max(row.deadline_at, longer)}


def erase_reasons(session: Session, person_id: int) -> None:
    """Take out why a person got more time: it may tell of an illness. That he did stays, it explains his deadline."""
    session.execute(
        update(ContestAccommodation)
        .where(ContestAccommodation.person_id == person_id)
        .values(reason="")
        .execution_options(synchronize_session=False)
    )
