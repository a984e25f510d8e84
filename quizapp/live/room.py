"""A room as it stands: read by its code in one statement, its frozen questions from memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.db import plain_rows
from quizapp.kit.i18n import N_
from quizapp.kit.recent import Recent
from quizapp.live.errors import NoSuchRoom
from quizapp.live.models import LiveAnswer, LivePlayer, LiveQuestion, LiveRoom
from quizapp.live.rules import OPEN_PHASES, Phase, Stage
from quizapp.questions import Question, decode_question

ROOMS = cast(Table, LiveRoom.__table__)
QUESTIONS = cast(Table, LiveQuestion.__table__)
PLAYERS = cast(Table, LivePlayer.__table__)
ANSWERS = cast(Table, LiveAnswer.__table__)
COLUMNS = (
    "id", "campaign_id", "unit_id", "code", "title", "preset", "has_streak", "mode", "roster_only", "has_teams",
    "is_practice", "is_in_hall", "board_size", "allows_replay", "join_limit", "phase", "place", "question_count",
    "opens_at", "closes_at", "paused_at", "joins_locked_at", "revision", "screen_token", "finished_at",
)  # fmt: skip
#: Built once, as everything that each phone asks for: building a statement costs more than running it.
BY_CODE = select(*(ROOMS.c[name] for name in COLUMNS)).where(ROOMS.c.code == bindparam("room_code"))


def count_open_rooms(session: Session, *, since: datetime) -> dict[str, int]:
    """Rooms that run and were touched ``since`` then, by phase; every phase is named. One statement."""
    query = select(LiveRoom.phase, func.count()).where(LiveRoom.phase.in_(OPEN_PHASES), LiveRoom.touched_at >= since)
    counts = dict(row._tuple() for row in session.execute(query.group_by(LiveRoom.phase)))
    return {str(phase): counts.get(phase, 0) for phase in OPEN_PHASES}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow:
    """Everything about a room that is not its players."""

    id: int
    campaign_id: int
    unit_id: int
    code: str
    title: str
    preset: str
    has_streak: bool
    mode: str
    roster_only: bool
    has_teams: bool
    is_practice: bool
    is_in_hall: bool
    board_size: int
    allows_replay: bool
    join_limit: int
    phase: str
    place: int
    question_count: int
    opens_at: datetime | None
    closes_at: datetime | None
    paused_at: datetime | None
    joins_locked_at: datetime | None
    revision: int
    screen_token: str
    finished_at: datetime | None

    @property
    def stage(self) -> Stage:
        """What its clock needs."""
        return Stage(
            phase=self.phase, place=self.place, opens_at=self.opens_at, closes_at=self.closes_at,
            paused_at=self.paused_at,
        )  # fmt: skip

    @property
    def takes_players(self) -> bool:
        """Whether somebody new may come, if there is room."""
        return self.joins_locked_at is None and self.phase in OPEN_PHASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A frozen question. It holds the key: never for a phone as it stands."""

    place: int
    question: Question
    source: str
    order: tuple[int, ...]
    seconds: int
    points: int


#: Frozen questions by the room's random name: never wrong, whichever database it came from.
_cache: Recent[tuple[str, int], Frozen] = Recent(512)


def find_room(session: Session, code: str) -> RoomRow:
    """The room whose code stands on the screen. Raises `NoSuchRoom`, also for drafts."""
    row = plain_rows(session, BY_CODE, {"room_code": code}).first()
    if row is None or row.phase == Phase.DRAFT:
        raise no_such_room()
    return to_room(row)


def no_such_room() -> NoSuchRoom:
    """What is said of a code that no open room has."""
    return NoSuchRoom(N_("没有这个直播间：请核对屏幕上的 6 位码，或请主持人打开入场"))


def screen_room(session: Session, token: str) -> RoomRow:
    """The room behind a big screen's address. Raises `NoSuchRoom`."""
    row = session.execute(_by(ROOMS.c.screen_token == token)).first()
    if row is None:
        raise NoSuchRoom(N_("没有这个大屏：请向主持人要新的链接"))
    return to_room(row)


def host_room(session: Session, room_id: int) -> RoomRow:
    """The room, drafts too. Raises `NoSuchRoom`; who may host it is decided elsewhere."""
    row = session.execute(_by(ROOMS.c.id == room_id)).first()
    if row is None:
        raise NoSuchRoom(N_("没有这个直播间"))
    return to_room(row)


def _by(condition: Any) -> Any:
    return select(*(ROOMS.c[name] for name in COLUMNS)).where(condition)


def to_room(row: Row[Any]) -> RoomRow:
    """A row that begins with all of `COLUMNS`."""
    return RoomRow(**dict(zip(COLUMNS, row, strict=False)))


def frozen_question(session: Session, room: RoomRow, place: int) -> Frozen:
    """The question at ``place`` of a room whose lobby was opened: from memory, else by one statement."""
    found = _cache.get((room.screen_token, place))
    if found is None:
        row = session.execute(select(QUESTIONS).where(QUESTIONS.c.room_id == room.id, QUESTIONS.c.place == place)).one()
        found = to_frozen(row)
        if room.phase != Phase.DRAFT:
            _cache.put((room.screen_token, place), found)
    return found


def to_frozen(row: Row[Any]) -> Frozen:
    """A row of ``live_question``."""
    return Frozen(
        place=row.place, question=decode_question(row.content), source=row.source, order=tuple(row.option_order),
        seconds=row.seconds, points=row.points,
    )  # fmt: skip
