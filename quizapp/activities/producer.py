"""What activities write to the ledger: one ``session_held`` a host, taken back where hosts share a parent.

The session's row decides who writes: only the transaction that sets ``held_at`` opens the holding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.activities.facts import SessionFacts
from quizapp.activities.models import ActivitySession, SessionHolding, SessionJointHost
from quizapp.activities.rules import offset_units
from quizapp.ledger import Entry, Measure, Source, reverse_record
from quizapp.units import Unit

#: Names in the ledger's ``source_table``; the ids are those of `SessionHolding`.
MAIN, JOINT, OFFSET = "session_holding", "session_joint_host", "session_joint_offset"


def open_holding(session: Session, facts: SessionFacts, *, source: Source, actor: str, now: datetime) -> list[Entry]:
    """Entries that credit the hosts, empty when the session counts already. The caller appends them at once.

    Two statements, one more with joint hosts, none while the session is known to be held.
    """
    if facts.held_at is not None:
        return []
    won = session.execute(
        update(ActivitySession)
        .where(
            ActivitySession.id == facts.id, ActivitySession.held_at.is_(None), ActivitySession.cancelled_at.is_(None)
        )
        .values(held_at=now, held_rounds=ActivitySession.held_rounds + 1)
        .returning(ActivitySession.held_rounds)
        .execution_options(synchronize_session=False)
    ).scalar()
    if won is None:
        return []  # another first head, a moment ago
    hosts = [(facts.host_unit_id, facts.host_path), *(_joint_hosts(session, facts.id) if facts.has_joint_hosts else [])]
    return [
        _entry(facts, holding_id, unit_id, table, source, actor, now)
        for holding_id, unit_id, table in _credits(session, facts.id, won, hosts, now)
    ]


def _joint_hosts(session: Session, session_id: int) -> list[tuple[int, str]]:
    """Joint hosts as (unit, path) in the order in which they were added."""
    rows = session.execute(
        select(Unit.id, Unit.path)
        .join(SessionJointHost, SessionJointHost.unit_id == Unit.id)
        .where(SessionJointHost.session_id == session_id)
        .order_by(SessionJointHost.id)
    )
    return [(row[0], row[1]) for row in rows]


def _credits(
    session: Session, session_id: int, round_no: int, hosts: Sequence[tuple[int, str]], now: datetime
) -> list[tuple[int, int, str]]:
    """(holding id, credited unit, source table) of each line to write."""
    taken_back = dict(zip([unit_id for unit_id, _ in hosts], offset_units([path for _, path in hosts]), strict=True))
    rows = session.execute(
        insert(SessionHolding).returning(SessionHolding.id, SessionHolding.unit_id),
        [
            {
                "session_id": session_id, "unit_id": unit_id, "is_main": place == 0, "started_at": now,
                "offset_unit_id": taken_back[unit_id], "round": round_no,
            }
            for place, (unit_id, _) in enumerate(hosts)
        ],
    ).all()  # fmt: skip
    found: list[tuple[int, int, str]] = []
    for holding_id, unit_id in rows:
        found.append((holding_id, unit_id, MAIN if unit_id == hosts[0][0] else JOINT))
        offset = taken_back[unit_id]
        if offset is not None:
            found.append((holding_id, offset, OFFSET))
    return found


def _entry(
    facts: SessionFacts, holding_id: int, unit_id: int, table: str, source: Source, actor: str, now: datetime
) -> Entry:
    return Entry(
        campaign_id=facts.campaign_id, unit_id=unit_id, host_unit_id=facts.host_unit_id, kind=facts.kind,
        measure=Measure.SESSION_HELD, quantity=-1 if table == OFFSET else 1, activity_id=facts.activity_id,
        session_id=facts.id, occurred_at=facts.starts_at, day=facts.day, recorded_at=now, source=source,
        source_table=table, source_id=holding_id, tags=facts.tags, actor=actor,
    )  # fmt: skip


def close_holding(session: Session, session_id: int, *, reason: str, actor: str, now: datetime) -> bool:
    """The session counts no more; whether it did before. The caller holds the session's row alone."""
    ended = session.scalars(
        update(SessionHolding)
        .where(SessionHolding.session_id == session_id, SessionHolding.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SessionHolding.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        update(ActivitySession)
        .where(ActivitySession.id == session_id)
        .values(held_at=None)
        .execution_options(synchronize_session=False)
    )
    for holding_id in ended:
        for table in (MAIN, JOINT, OFFSET):
            reverse_record(session, table, holding_id, reason=reason, actor=actor, now=now)
    return bool(ended)
