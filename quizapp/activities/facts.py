"""What other rooms may know about a session: one row, read in one statement, locked as the caller needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from quizapp.activities.kinds import get_kind
from quizapp.activities.models import Activity, ActivitySession, SessionJointHost
from quizapp.activities.rules import DoorSettings, check_in_window, is_one_night, session_tags, slot_of, window_of_slot
from quizapp.campaigns import Campaign
from quizapp.db import first_row
from quizapp.errors import NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.ids import tidy_short_code
from quizapp.units import Unit

#: The unit that manages the activity; ``Unit`` itself is the host.
_OWNER = aliased(Unit)
_USUAL = DoorSettings()


class Lock(StrEnum):
    """How a session's row is held until the transaction ends (PostgreSQL; SQLite has one writer)."""

    NONE = "none"
    #: Many check-ins side by side, none beside an undo.
    SHARED = "shared"
    #: Alone: whoever decides whether the session still counts as held.
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """A session with its activity, host and campaign, as of one moment."""

    id: int
    code: str
    activity_id: int
    campaign_id: int
    campaign_code: str
    time_zone: str
    #: Ledger kind.
    kind: str
    title: str
    description: str
    #: Ledger tags.
    tags: tuple[str, ...]
    #: Unit that manages the activity.
    owner_path: str
    host_unit_id: int
    host_name: str
    host_path: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    place: str
    expected: int | None
    allows_self_check_in: bool
    held_at: datetime | None
    cancelled_at: datetime | None
    has_joint_hosts: bool
    door: DoorSettings = _USUAL

    @property
    def kind_label(self) -> str:
        """Label of the kind (a message id)."""
        return get_kind(self.kind).label

    @property
    def day(self) -> date:
        """Day that the session counts on."""
        return local_date(self.starts_at, self.time_zone)

    @property
    def local_start(self) -> datetime:
        """Wall clock of the start in the campaign's zone."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def local_span(self) -> str:
        """``2026-06-16 10:00–11:00`` by the wall clock of the campaign's zone, as printed on posters and sheets."""
        zone = ZoneInfo(self.time_zone)
        start, end = self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)
        tail = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
        return f"{start:%Y-%m-%d %H:%M}–{tail}"

    def slot(self, moment: datetime) -> date:
        """Day of the session that a head at ``moment`` belongs to; the first day where the whole session is one slot."""
        if not self.door.counts_each_day:
            return self.day
        return slot_of(moment, self.starts_at, self.ends_at, self.time_zone)

    def slot_window(self, slot: date) -> tuple[datetime, datetime]:
        """First and last moment of the session's own time in one of its slots."""
        if not self.door.counts_each_day:
            return self.starts_at, self.ends_at
        return window_of_slot(slot, self.starts_at, self.ends_at, self.time_zone)

    @property
    def days(self) -> tuple[date, ...]:
        """Days on which one can be there, also where the whole session counts as one head."""
        first, last = self.day_of(self.starts_at), self.day_of(self.ends_at)
        return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))

    def day_of(self, moment: datetime) -> date:
        """Which of `days` a moment belongs to: being there is a matter of days even where heads are not."""
        return self.slot(moment) if self._is_whole else slot_of(moment, self.starts_at, self.ends_at, self.time_zone)

    def day_window(self, day: date) -> tuple[datetime, datetime]:
        """First and last moment of the session's own time on one of its days: the night between is none of it."""
        if self._is_whole:
            return self.slot_window(day)
        return window_of_slot(day, self.starts_at, self.ends_at, self.time_zone)

    @property
    def _is_whole(self) -> bool:
        return not self.door.counts_each_day and is_one_night(self.starts_at, self.ends_at, self.time_zone)

    @property
    def is_one_head_over_days(self) -> bool:
        """Whether a person has one head for several days: then being there on a later day is no head."""
        return not self.door.counts_each_day and len(self.days) > 1

    def day_begin(self, moment: datetime) -> datetime:
        """From when on passages belong to the day of ``moment``: its midnight, and for the first day whenever."""
        day = self.day_of(moment)
        if day == self.day:
            return datetime.fromtimestamp(0, UTC)
        return datetime.combine(day, datetime.min.time(), ZoneInfo(self.time_zone)).astimezone(UTC)


def load_facts(session: Session, session_id: int, *, lock: Lock = Lock.NONE) -> SessionFacts:
    """The session. Raises `NotFound`. One statement."""
    return _first(session, _one(by_code=False, lock=lock), session_id)


def load_facts_by_code(session: Session, code: str, *, lock: Lock = Lock.NONE) -> SessionFacts:
    """The session behind /s/<code>, however the code was typed. Raises `NotFound`. One statement."""
    return _first(session, _one(by_code=True, lock=lock), tidy_short_code(code)[:64])


def list_facts(
    session: Session, *conditions: ColumnElement[bool], limit: int, newest_first: bool
) -> list[SessionFacts]:
    """Sessions that meet the conditions (on session, activity or host unit), by their start. One statement."""
    order = ActivitySession.starts_at.desc() if newest_first else ActivitySession.starts_at
    return [
        _facts(row)
        for row in session.execute(_query().where(*conditions).order_by(order, ActivitySession.id).limit(limit))
    ]


def load_many_facts(session: Session, session_ids: Sequence[int]) -> list[SessionFacts]:
    """Several sessions, by their start; unknown ids are left out. One statement."""
    return list_facts(session, ActivitySession.id.in_(session_ids), limit=len(session_ids), newest_first=False)


#: Columns, not objects: this stands on every scan, and building two objects for it costs more than the statement.
_OF_SESSION = (
    ActivitySession.id, ActivitySession.code, ActivitySession.campaign_id, ActivitySession.host_unit_id,
    ActivitySession.starts_at, ActivitySession.ends_at, ActivitySession.opens_before_min,
    ActivitySession.closes_after_min, ActivitySession.place, ActivitySession.expected,
    ActivitySession.allows_self_check_in, ActivitySession.held_at, ActivitySession.cancelled_at, ActivitySession.door,
)  # fmt: skip
_OF_ACTIVITY = (
    Activity.id.label("activity_id"), Activity.kind, Activity.title, Activity.description, Activity.delivery,
    Activity.sector, Activity.tags,
)  # fmt: skip
_OF_OTHERS = (
    Unit.name.label("host_name"), Unit.path.label("host_path"), _OWNER.path.label("owner_path"),
    Campaign.code.label("campaign_code"), Campaign.time_zone,
)  # fmt: skip


def _query() -> Select[*tuple[Any, ...]]:
    joint = exists().where(SessionJointHost.session_id == ActivitySession.id)
    return (
        select(*_OF_SESSION, *_OF_ACTIVITY, *_OF_OTHERS, joint.label("has_joint_hosts"))
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .join(Unit, Unit.id == ActivitySession.host_unit_id)
        .join(_OWNER, _OWNER.id == Activity.unit_id)
        .join(Campaign, Campaign.id == ActivitySession.campaign_id)
    )


@cache
def _one(*, by_code: bool, lock: Lock) -> Select[*tuple[Any, ...]]:
    """The statement for one session, built once: it stands on every check-in."""
    column = ActivitySession.code if by_code else ActivitySession.id
    query = _query().where(column == bindparam("wanted"))
    if lock is Lock.SHARED:
        return query.with_for_update(read=True, key_share=True, of=ActivitySession)
    return query.with_for_update(of=ActivitySession) if lock is Lock.ALONE else query


def _first(session: Session, query: Select[*tuple[Any, ...]], wanted: object) -> SessionFacts:
    row = first_row(session, query, {"wanted": wanted})
    if row is None:
        raise NotFound(N_("没有这场活动：请核对口令，或重新扫描海报上的二维码"))
    return _facts(row)


def _facts(row: Row[*tuple[Any, ...]]) -> SessionFacts:
    opens_at, closes_at = check_in_window(row.starts_at, row.ends_at, row.opens_before_min, row.closes_after_min)
    return SessionFacts(
        id=row.id, code=row.code, activity_id=row.activity_id, campaign_id=row.campaign_id,
        campaign_code=row.campaign_code, time_zone=row.time_zone, kind=row.kind, title=row.title,
        description=row.description, tags=session_tags(row.delivery, row.sector, row.tags), owner_path=row.owner_path,
        host_unit_id=row.host_unit_id, host_name=row.host_name, host_path=row.host_path, starts_at=row.starts_at,
        ends_at=row.ends_at, opens_at=opens_at, closes_at=closes_at, place=row.place, expected=row.expected,
        allows_self_check_in=row.allows_self_check_in, held_at=row.held_at, cancelled_at=row.cancelled_at,
        has_joint_hosts=row.has_joint_hosts, door=msgspec.convert(row.door, DoorSettings, strict=False) if row.door else _USUAL,
    )  # fmt: skip
