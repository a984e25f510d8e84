"""Words said about people and crowds while the drill runs. Each is kept once, whatever becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import cast

import msgspec
from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.db import insert_or_ignore
from quizapp.drills.models import Drill, DrillEvent, DrillExpected, DrillPoint, DrillZone
from quizapp.drills.rules import State
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.people import Person

#: Largest crowd that one form may say; more is a slip of the finger.
MOST_PEOPLE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One event before it is kept."""

    kind: str
    nonce: str
    expected_id: int | None = None
    zone_id: int | None = None
    point_id: int | None = None
    state: str = ""
    people: int | None = None
    #: None = now.
    at: datetime | None = None
    source: str = "manual"
    reason: str = ""


def hold_drill(session: Session, drill_id: int, *, alone: bool = False) -> Drill:
    """The drill, held until the transaction ends: beside other words, or alone to judge all of them."""
    query = select(Drill).where(Drill.id == drill_id).execution_options(populate_existing=True)
    locked = query.with_for_update() if alone else query.with_for_update(read=True, key_share=True)
    drill = session.scalar(locked)
    if drill is None:
        raise NotFound(N_("没有这次演练：它可能已被删除，或不在您负责的单位里"))
    return drill


def keep_word(session: Session, drill: Drill, word: Word, *, actor: str, now: datetime) -> tuple[DrillEvent, bool]:
    """The kept event, and whether it is new. Raises `Conflict` when its nonce said something else before."""
    # time and reason are left out where a form sent again carries later ones
    parts = (word.kind, word.expected_id, word.zone_id, word.point_id, word.state, word.people)
    said = sha256(msgspec.json.encode(parts)).hexdigest()
    values = {
        "drill_id": drill.id, "run": drill.run, "nonce": word.nonce, "payload_hash": said, "kind": word.kind,
        "expected_id": word.expected_id, "zone_id": word.zone_id, "point_id": word.point_id, "state": word.state,
        "people": word.people, "at": word.at or now, "recorded_at": now, "source": word.source, "actor": actor,
        "reason": clean_line(word.reason, limit=200),
    }  # fmt: skip
    event_id = insert_or_ignore(session, cast(Table, DrillEvent.__table__), values, unique=("drill_id", "nonce"))
    if event_id is not None:
        return session.get_one(DrillEvent, event_id), True
    earlier = session.scalars(
        select(DrillEvent).where(DrillEvent.drill_id == drill.id, DrillEvent.nonce == word.nonce)
    ).one()
    if earlier.payload_hash != said:
        raise Conflict(N_("这次提交和之前的一次编号相同、内容不同，没有保存：请刷新页面再试"))
    return earlier, False


def mark_person(
    session: Session, drill_id: int, expected_id: int, state: State, *, nonce: str, actor: str, now: datetime,
    zone_id: int | None = None, point_id: int | None = None,
) -> DrillEvent:  # fmt: skip
    """One tap: where a person stands. ``zone_id`` confines a warden to his zone. Four statements.

    Raises `NotFound` for somebody else's people.
    """
    drill = hold_drill(session, drill_id)
    _find(session, drill, expected_id, zone_id)
    _require_point(session, drill, point_id)
    word = Word(kind="mark", nonce=nonce, expected_id=expected_id, state=state.value, point_id=point_id)
    return keep_word(session, drill, word, actor=actor, now=now)[0]


def clear_person(
    session: Session, drill_id: int, expected_id: int, state: State, *, reason: str, nonce: str, actor: str,
    now: datetime, zone_id: int | None = None,
) -> DrillEvent:  # fmt: skip
    """Settle what voices say about a person; all of it stays readable. Raises `Invalid` without a reason."""
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明原因：怎么核实的"), field="reason")
    drill = hold_drill(session, drill_id)
    _find(session, drill, expected_id, zone_id)
    word = Word(kind="clear", nonce=nonce, expected_id=expected_id, state=state.value, reason=why)
    return keep_word(session, drill, word, actor=actor, now=now)[0]


def _find(session: Session, drill: Drill, expected_id: int, zone_id: int | None) -> None:
    """Raises `NotFound` unless the drill (and the zone) expects the person; ties the row to its participant."""
    row = session.scalar(
        select(DrillExpected).where(DrillExpected.id == expected_id, DrillExpected.drill_id == drill.id)
    )
    if row is None or (zone_id is not None and row.zone_id != zone_id):
        raise NotFound(N_("名单里没有这个人"))
    if row.person_id is None:
        person = select(Person.id).where(
            Person.roster_entry_id == row.roster_entry_id, Person.campaign_id == drill.campaign_id
        )
        session.execute(
            update(DrillExpected)
            .where(DrillExpected.id == row.id, person.exists())
            .values(person_id=person.scalar_subquery())
            .execution_options(synchronize_session=False)
        )


def _require_point(session: Session, drill: Drill, point_id: int | None) -> None:
    known = select(DrillPoint.id).where(DrillPoint.id == point_id, DrillPoint.drill_id == drill.id)
    if point_id is not None and session.scalar(known) is None:
        raise NotFound(N_("没有这个集合点"))


def count_zone(
    session: Session, drill_id: int, zone_id: int, people: int, *, nonce: str, actor: str, now: datetime,
    clears: bool = False, reason: str = "",
) -> DrillEvent:  # fmt: skip
    """How many unnamed people of the zone are there by now. ``clears`` settles numbers that differ, with a reason."""
    if not 0 <= people <= MOST_PEOPLE:
        raise Invalid(N_("人数应在 0 到 %(most)s 之间"), field="people", most=MOST_PEOPLE)
    if clears and not clean_line(reason):
        raise Invalid(N_("请写明原因：怎么核实的"), field="reason")
    drill = hold_drill(session, drill_id)
    require_zone(session, drill, zone_id)
    word = Word(kind="clear_count" if clears else "count", nonce=nonce, zone_id=zone_id, people=people, reason=reason)
    return keep_word(session, drill, word, actor=actor, now=now)[0]


def require_zone(session: Session, drill: Drill, zone_id: int) -> DrillZone:
    """The zone. Raises `NotFound` when the drill has no such zone in its plan."""
    zone = session.get(DrillZone, zone_id)
    if zone is None or zone.drill_id != drill.id or zone.dropped_at is not None:
        raise NotFound(N_("没有这个区域"))
    return zone


def say_counted(session: Session, drill_id: int, *, zone_id: int | None, actor: str, now: datetime) -> DrillEvent:
    """The count of a zone, or of the whole place (None), is complete. The first word stands."""
    drill = hold_drill(session, drill_id)
    if drill.alarm_at is None:
        raise Conflict(N_("还没有拉响警报"))
    if zone_id is not None:
        require_zone(session, drill, zone_id)
    word = Word(kind="counted", nonce=f"counted-{drill.run}-{zone_id or 0}", zone_id=zone_id, source="clock")
    return keep_word(session, drill, word, actor=actor, now=now)[0]
