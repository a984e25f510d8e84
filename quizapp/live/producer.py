"""What a live quiz writes to the ledger: one session held (场), and one attendance (人次) for each player who answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from quizapp import ledger
from quizapp.campaigns import get_campaign
from quizapp.kit.clock import local_date
from quizapp.ledger import Entry, LedgerEntry, Measure, Source
from quizapp.live.models import LiveEvent
from quizapp.live.room import ANSWERS, PLAYERS, QUESTIONS, RoomRow

KIND = "live_quiz_player"


def credit_players(session: Session, room: RoomRow, *, now: datetime) -> None:
    """Players who have answered a question that was told, and were not counted yet. Five statements; none for a rehearsal."""
    if room.is_practice:
        return
    told = select(QUESTIONS.c.place).where(QUESTIONS.c.room_id == room.id, QUESTIONS.c.revealed_at.is_not(None))
    first = (
        select(ANSWERS.c.player_id, func.min(ANSWERS.c.received_at).label("answered_at"))
        .where(ANSWERS.c.room_id == room.id, ANSWERS.c.place.in_(told))
        .group_by(ANSWERS.c.player_id)
        .subquery()
    )
    rows = session.execute(
        select(PLAYERS.c.id, PLAYERS.c.unit_id, PLAYERS.c.person_id, first.c.answered_at)
        .join(first, first.c.player_id == PLAYERS.c.id)
        .where(PLAYERS.c.credited_at.is_(None), PLAYERS.c.removed_at.is_(None))
        .order_by(PLAYERS.c.id)
    ).all()
    if not rows:
        return
    ledger.append_many(session, [*_entries(session, room, rows, now), _held(session, room, rows, now)])
    mine = (PLAYERS.c.room_id == room.id, PLAYERS.c.credited_at.is_(None), PLAYERS.c.removed_at.is_(None))
    was_counted = exists().where(ANSWERS.c.player_id == PLAYERS.c.id, ANSWERS.c.place.in_(told))
    session.execute(update(PLAYERS).where(*mine, was_counted).values(credited_at=now))


def _entries(session: Session, room: RoomRow, rows: Sequence[Any], now: datetime) -> list[Entry]:
    zone = get_campaign(session, room.campaign_id).time_zone
    return [
        Entry(
            campaign_id=room.campaign_id, unit_id=row.unit_id, host_unit_id=room.unit_id, kind=KIND,
            measure=Measure.ATTENDANCE, person_id=row.person_id, occurred_at=row.answered_at,
            day=local_date(row.answered_at, zone), recorded_at=now, source=Source.ATTEMPT, source_table="live_player",
            source_id=row.id, tags=(f"delivery:{'offline' if room.is_in_hall else 'online'}",),
            actor=f"person:{row.person_id}",
        )
        for row in rows
    ]  # fmt: skip


def _held(session: Session, room: RoomRow, rows: Sequence[Any], now: datetime) -> Entry:
    """That the room took place, from its first answer on; the ledger keeps the first of these alone."""
    began = min(row.answered_at for row in rows)
    return Entry(
        campaign_id=room.campaign_id, unit_id=room.unit_id, host_unit_id=room.unit_id, kind=KIND,
        measure=Measure.SESSION_HELD, occurred_at=began,
        day=local_date(began, get_campaign(session, room.campaign_id).time_zone), recorded_at=now, source=Source.ATTEMPT,
        source_table="live_room", source_id=room.id, tags=(f"delivery:{'offline' if room.is_in_hall else 'online'}",),
        actor="system",
    )  # fmt: skip


def void_entries(session: Session, room_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """Nothing of the room counts any more: the session, all players, and whoever was let back. Raises `Invalid`."""
    players = select(PLAYERS.c.id).where(PLAYERS.c.room_id == room_id)
    events = select(LiveEvent.id).where(LiveEvent.room_id == room_id, LiveEvent.player_id.is_not(None))
    entries = select(LedgerEntry.id).where(
        or_(
            and_(LedgerEntry.source_table == "live_room", LedgerEntry.source_id == room_id),
            and_(LedgerEntry.source_table == "live_player", LedgerEntry.source_id.in_(players)),
            and_(LedgerEntry.source_table == "live_event", LedgerEntry.source_id.in_(events)),
        )
    )
    ledger.reverse_many(session, session.scalars(entries).all(), reason=reason, actor=actor, now=now)


def is_void(session: Session, room_id: int) -> bool:
    """Whether somebody has said that the room does not count."""
    said = select(LiveEvent.id).where(LiveEvent.room_id == room_id, LiveEvent.action == "void").limit(1)
    return session.execute(said).first() is not None


def take_back(session: Session, player_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """A removed player counts no more: each of his entries is reversed."""
    marks = {"reason": reason, "actor": actor, "now": now}
    ledger.reverse_record(session, "live_player", player_id, **marks)  # type: ignore[arg-type]
    again = select(LiveEvent.id).where(LiveEvent.player_id == player_id, LiveEvent.action == "allow")
    for event_id in session.scalars(again).all():
        ledger.reverse_record(session, "live_event", event_id, **marks)  # type: ignore[arg-type]


def credit_again(
    session: Session, room: RoomRow, player: Row[Any], event_id: int, *, actor: str, now: datetime
) -> None:
    """A player who was let back counts again, by the entry of the act that let him back."""
    if room.is_practice or player.credited_at is None or is_void(session, room.id):
        return
    answered_at = session.scalar(
        select(func.min(ANSWERS.c.received_at)).where(ANSWERS.c.player_id == player.id)
    )  # fmt: skip
    zone = get_campaign(session, room.campaign_id).time_zone
    ledger.append(
        session,
        Entry(
            campaign_id=room.campaign_id, unit_id=player.unit_id, host_unit_id=room.unit_id, kind=KIND,
            measure=Measure.ATTENDANCE, person_id=player.person_id, occurred_at=answered_at or now,
            day=local_date(answered_at or now, zone), recorded_at=now, source=Source.ATTEMPT, source_table="live_event",
            source_id=event_id, tags=(f"delivery:{'offline' if room.is_in_hall else 'online'}",), actor=actor,
            reason="allowed back",
        ),
    )  # fmt: skip
