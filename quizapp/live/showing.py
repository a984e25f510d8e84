"""What everybody may see of a room at a moment: built from its rows, a few statements, once for each change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.live.models import LivePlayer
from quizapp.live.room import ANSWERS, PLAYERS, QUESTIONS, Frozen, RoomRow, frozen_question
from quizapp.live.rules import GRACE, Mode, Phase, Step
from quizapp.live.wire import AskedQuestion, BoardLine, Counts, PublicState, Reveal, TeamLine
from quizapp.questions import find_type
from quizapp.units import names_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
#: Units on the board.
_TEAMS_SHOWN = 10
#: Names in the lobby of the big screen.
NAMES_SHOWN = 40


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MS


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def public_phase(step: Step) -> str:
    """The step in the words of the wire."""
    if step in (Step.READY, Step.OPEN, Step.PAUSED):
        return "asking"
    return "locked" if step in (Step.GRACE, Step.LOCKED) else step.value


def build_state(session: Session, room: RoomRow, now: datetime) -> PublicState:
    """What phones, screen and remote all see. At most four statements, none of them while a question is open."""
    step, stage = room.stage.step_at(now), room.stage
    is_timed = room.phase == Phase.ASKING
    asked = frozen_question(session, room, room.place) if room.place and stage.shows_question(now) else None
    shows_board = room.phase in (Phase.BOARD, Phase.FINISHED)
    return PublicState(
        rev=room.revision, phase=public_phase(step), paused=stage.left_ms(now) if step is Step.PAUSED else None,
        place=room.place, of=room.question_count, joins=room.takes_players,
        opens_at=_ms(room.opens_at) if is_timed else None, closes_at=_ms(room.closes_at) if is_timed else None,
        reveal_from=to_ms(room.closes_at + GRACE) if is_timed and room.closes_at and not room.paused_at else None,
        question=show_question(asked) if asked else None,
        reveal=_reveal(session, room, asked) if asked and room.phase == Phase.REVEALED else None,
        board=board_lines(session, room) if shows_board else None,
        teams=team_lines(session, room) if shows_board and room.has_teams else None,
        alive=count_alive(session, room) if room.mode == Mode.ELIMINATION else None,
    )  # fmt: skip


def show_question(frozen: Frozen) -> AskedQuestion:
    """The question without a byte of its key."""
    kind = find_type(frozen.question.type)
    return AskedQuestion(
        place=frozen.place, type=frozen.question.type, stem=frozen.question.stem,
        shown=with_urls(kind.present(frozen.question, frozen.order)), seconds=frozen.seconds, points=frozen.points,
    )  # fmt: skip


def with_urls(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a type presents, with addresses beside the stored names of pictures."""
    told = dict(shown)
    for name in {"media", "option_media"} & shown.keys():
        told[name] = [each and {**each, "url": f"/media/{each['file']}"} for each in shown[name]]
    return told


def _reveal(session: Session, room: RoomRow, frozen: Frozen) -> Reveal:
    tally = session.scalar(
        select(QUESTIONS.c.tally).where(QUESTIONS.c.room_id == room.id, QUESTIONS.c.place == frozen.place)
    )
    counted: dict[str, Any] = tally or {"answered": 0, "right": 0, "counts": None}
    kind = find_type(frozen.question.type)
    return Reveal(
        key=kind.reveal(frozen.question, frozen.order), explanation=frozen.question.explanation, source=frozen.source,
        counts=None if counted["counts"] is None else tuple(counted["counts"]), answered=counted["answered"],
        right=counted["right"],
    )  # fmt: skip


def board_lines(session: Session, room: RoomRow) -> tuple[BoardLine, ...]:
    """The best, by their exact ranks; hidden names are empty. Two statements."""
    rows = session.execute(
        select(PLAYERS)
        .where(PLAYERS.c.room_id == room.id, PLAYERS.c.removed_at.is_(None), PLAYERS.c.rank.is_not(None))
        .order_by(PLAYERS.c.rank)
        .limit(room.board_size)
    ).all()
    units = names_of(session, {row.unit_id for row in rows})
    return tuple(
        BoardLine(
            rank=row.rank, name="" if row.is_hidden else row.shown_name, unit=units.get(row.unit_id, ""),
            score=row.score, right=row.right_count,
        )
        for row in rows
    )  # fmt: skip


def team_lines(session: Session, room: RoomRow, *, limit: int | None = _TEAMS_SHOWN) -> tuple[TeamLine, ...]:
    """Units by the mean score of their players, like means share a rank. Two statements."""
    mean, players = func.avg(PLAYERS.c.score), func.count()
    rows = session.execute(
        select(PLAYERS.c.unit_id, mean.label("mean"), players.label("players"))
        .where(PLAYERS.c.room_id == room.id, PLAYERS.c.removed_at.is_(None), PLAYERS.c.rank.is_not(None))
        .group_by(PLAYERS.c.unit_id)
    ).all()
    means = sorted(((round(float(row.mean), 2), row.players, row.unit_id) for row in rows), key=_best_first)
    units = names_of(session, {unit_id for _, _, unit_id in means[:limit]})
    ranks: dict[float, int] = {}
    for number, (value, _, _) in enumerate(means, start=1):
        ranks.setdefault(value, number)
    return tuple(
        TeamLine(rank=ranks[value], unit=units.get(unit_id, ""), mean=value, players=count)
        for value, count, unit_id in means[:limit]
    )


def _best_first(team: tuple[float, int, int]) -> tuple[float, int, int]:
    mean, players, unit_id = team
    return -mean, -players, unit_id


def count_alive(session: Session, room: RoomRow) -> int:
    """Players who have not dropped out. One statement."""
    here = (PLAYERS.c.room_id == room.id, PLAYERS.c.removed_at.is_(None), PLAYERS.c.out_at.is_(None))
    return session.scalar(select(func.count()).select_from(PLAYERS).where(*here)) or 0


def read_counts(session: Session, room: RoomRow) -> Counts:
    """How many are here, and how many have answered the question on stage. Two statements."""
    here = (PLAYERS.c.room_id == room.id, PLAYERS.c.removed_at.is_(None))
    players = session.scalar(select(func.count()).select_from(PLAYERS).where(*here)) or 0
    answered = 0
    if room.place:
        mine = (ANSWERS.c.room_id == room.id, ANSWERS.c.place == room.place)
        answered = session.scalar(select(func.count()).select_from(ANSWERS).where(*mine)) or 0
    return Counts(rev=room.revision, players=players, answered=answered)


def lobby_names(session: Session, room: RoomRow) -> tuple[str, ...]:
    """The latest names that may be seen, latest first. One statement."""
    return tuple(
        session.scalars(
            select(LivePlayer.shown_name)
            .where(LivePlayer.room_id == room.id, LivePlayer.removed_at.is_(None), LivePlayer.is_hidden.is_(False))
            .order_by(LivePlayer.id.desc())
            .limit(NAMES_SHOWN)
        )
    )
