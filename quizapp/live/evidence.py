"""What stands behind a live quiz's ledger entries, for readers that do not know rooms."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.kit.evidence import Describe, Evidence
from quizapp.kit.i18n import N_, Phrase
from quizapp.live.models import LiveEvent, LivePlayer, LiveRoom


def describe_players(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Player id -> the room, and how he did. One statement."""
    rows = session.execute(
        select(LivePlayer.id, LivePlayer.right_count, LiveRoom.id.label("room_id"), LiveRoom.title)
        .join(LiveRoom, LiveRoom.id == LivePlayer.room_id)
        .where(LivePlayer.id.in_(ids))
    )
    return {
        row.id: Evidence(
            title=row.title, path=f"/console/live/{row.room_id}",
            detail=Phrase(N_("答对 %(n)d 题"), n=row.right_count),
        )
        for row in rows
    }  # fmt: skip


def describe_events(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Id of the act that let a player back -> his line. Two statements."""
    query = select(LiveEvent.id, LiveEvent.player_id).where(LiveEvent.id.in_(ids), LiveEvent.player_id.is_not(None))
    player_of = {row.id: row.player_id for row in session.execute(query)}
    players = describe_players(session, set(player_of.values()))
    return {event_id: players[player_id] for event_id, player_id in player_of.items()}


def describe_rooms(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Room id -> its page. One statement."""
    rows = session.execute(select(LiveRoom.id, LiveRoom.title).where(LiveRoom.id.in_(ids)))
    return {row.id: Evidence(title=row.title, path=f"/console/live/{row.id}") for row in rows}


SOURCES: dict[str, Describe] = {
    "live_room": describe_rooms,
    "live_player": describe_players,
    "live_event": describe_events,
}
