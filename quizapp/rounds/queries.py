"""Reading events: the console's list, rounds with their contests, published lists, one person's place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import Campaign
from quizapp.contests import Contest, ContestRow, read_contest_rows
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.people import Person
from quizapp.rounds.models import EventRound, RoundEvent, RoundPlace
from quizapp.rounds.rules import PlaceState, Role
from quizapp.units import Unit, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event with its unit and campaign."""

    event: RoundEvent
    unit_name: str
    unit_path: str
    campaign_code: str
    campaign_title: str
    time_zone: str
    #: Rounds it has.
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """A round with its contest."""

    found: EventRound
    contest: ContestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A person on a published list."""

    place: RoundPlace
    #: In full; empty once the person was erased. The edge masks it.
    name: str
    unit_name: str
    unit_kind: str

    @property
    def is_going(self) -> bool:
        """Whether the person may start the next round."""
        return goes_on(self.place)


def goes_on(place: RoundPlace | Row[Any]) -> bool:
    """Whether the person of the place may start the next round."""
    return bool(place.state == PlaceState.STANDS) and (place.role == Role.LISTED or place.moved_up_at is not None)


_EVENTS = (
    select(
        RoundEvent, Unit.name, Unit.path, Campaign.code, Campaign.title, Campaign.time_zone,
        select(func.count()).where(EventRound.event_id == RoundEvent.id).scalar_subquery(),
    )
    .join(Unit, Unit.id == RoundEvent.unit_id)
    .join(Campaign, Campaign.id == RoundEvent.campaign_id)
)  # fmt: skip
_NAMES = ("event", "unit_name", "unit_path", "campaign_code", "campaign_title", "time_zone", "size")


def list_events(session: Session, *, paths: Collection[str]) -> list[EventRow]:
    """Events held by units of the subtrees, newest first. One statement."""
    rows = session.execute(_EVENTS.where(within_any(paths)).order_by(RoundEvent.id.desc()))
    return [EventRow(**dict(zip(_NAMES, row, strict=True))) for row in rows]


def list_public_events(session: Session, campaign_id: int) -> list[EventRow]:
    """The campaign's events of which a contest is published, oldest first. One statement."""
    shown = (
        select(EventRound.event_id)
        .join(Contest, Contest.id == EventRound.contest_id)
        .where(Contest.published_at.is_not(None))
    )
    query = _EVENTS.where(RoundEvent.campaign_id == campaign_id, RoundEvent.id.in_(shown)).order_by(RoundEvent.id)
    return [EventRow(**dict(zip(_NAMES, row, strict=True))) for row in session.execute(query)]


def read_event(session: Session, event_id: int, permission: Permission, actor: Actor) -> EventRow:
    """An event for staff. Raises `NotFound` outside of the actor's reach, `NotAllowed` inside of it."""
    row = session.execute(_EVENTS.where(RoundEvent.id == event_id)).first()
    if row is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    found = EventRow(**dict(zip(_NAMES, row, strict=True)))
    actor.require(permission, found.unit_path)
    return found


def read_event_by_code(session: Session, code: str) -> tuple[EventRow, list[RoundRow]]:
    """A public event at /e/<code> and its rounds whose contest is published. Raises `NotFound` without one."""
    row = session.execute(_EVENTS.where(RoundEvent.code == code)).first()
    found = EventRow(**dict(zip(_NAMES, row, strict=True))) if row else None
    rounds = [each for each in list_rounds(session, found.event.id) if each.contest.published_at] if found else []
    if found is None or not rounds:
        raise NotFound(N_("没有这个赛事：请核对链接"))
    return found, rounds


def list_rounds(session: Session, event_id: int) -> list[RoundRow]:
    """Rounds in order. Two statements."""
    query = select(EventRound).where(EventRound.event_id == event_id).order_by(EventRound.number)
    rounds = list(session.scalars(query))
    contests = read_contest_rows(session, [each.contest_id for each in rounds])
    return [RoundRow(found=each, contest=contests[each.contest_id]) for each in rounds]


def read_round(session: Session, round_id: int, permission: Permission, actor: Actor) -> tuple[EventRow, RoundRow]:
    """A round of an event for staff. Raises what `read_event` raises."""
    found = session.get(EventRound, round_id)
    event = read_event(session, found.event_id if found else 0, permission, actor)
    assert found is not None
    contest = read_contest_rows(session, [found.contest_id])[found.contest_id]
    return event, RoundRow(found=found, contest=contest)


def next_round(session: Session, found: EventRound) -> RoundRow | None:
    """The round behind this one; None for the last. Two statements."""
    query = select(EventRound).where(EventRound.event_id == found.event_id, EventRound.number == found.number + 1)
    following = session.scalar(query)
    if following is None:
        return None
    contest = read_contest_rows(session, [following.contest_id])[following.contest_id]
    return RoundRow(found=following, contest=contest)


def list_places(session: Session, round_id: int) -> list[PlaceRow]:
    """A published list in its order, whoever left it included. One statement."""
    rows = session.execute(
        select(RoundPlace, Person.name, Unit.name, Unit.kind)
        .join(Person, Person.id == RoundPlace.person_id)
        .join(Unit, Unit.id == RoundPlace.unit_id)
        .where(RoundPlace.round_id == round_id)
        .order_by(RoundPlace.order_no)
    )
    return [PlaceRow(place=row[0], name=row[1], unit_name=row[2], unit_kind=row[3]) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPlace:
    """Where one person stands on a published list of an event."""

    place: RoundPlace
    found: EventRound
    event_code: str
    event_title: str
    #: The round that the list leads to; empty while there is none.
    next_title: str
    next_contest_id: int | None
    next_opens_at: datetime | None


def my_places(session: Session, person_id: int, *, campaign_id: int) -> list[MyPlace]:
    """A person's places on published lists of the campaign's events, the latest round last. One statement."""
    following = aliased(EventRound)
    rows = session.execute(
        select(
            RoundPlace, EventRound, RoundEvent.code, RoundEvent.title, following.title, following.contest_id,
            Contest.opens_at,
        )
        .join(EventRound, EventRound.id == RoundPlace.round_id)
        .join(RoundEvent, RoundEvent.id == EventRound.event_id)
        .outerjoin(
            following, (following.event_id == EventRound.event_id) & (following.number == EventRound.number + 1)
        )
        .outerjoin(Contest, (Contest.id == following.contest_id) & Contest.published_at.is_not(None))
        .where(RoundPlace.person_id == person_id, RoundEvent.campaign_id == campaign_id)
        .order_by(RoundEvent.id, EventRound.number)
    )  # fmt: skip
    return [
        MyPlace(
            place=row[0], found=row[1], event_code=row[2], event_title=row[3], next_title=row[4] or "",
            next_contest_id=row[5], next_opens_at=row[6],
        )
        for row in rows
    ]  # fmt: skip


def full_names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Person id -> name in full, empty once erased; for pages that may show or mask it. One statement."""
    if not person_ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row[0]: row[1] for row in rows}
