"""Reading a room for those who play, host or look back at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from quizapp.db import first_row
from quizapp.kit.text import clean_line
from quizapp.live.room import (
    ANSWERS,
    PLAYERS,
    QUESTIONS,
    ROOMS,
    RoomRow,
    frozen_question,
    no_such_room,
    to_frozen,
)  # fmt: skip
from quizapp.live.rules import Phase, Step, allowed_acts
from quizapp.live.showing import build_state, read_counts, show_question, to_ms, with_urls
from quizapp.live.wire import Me, MyPlayer, MyResult, Receipt
from quizapp.live.wire_host import HostPlayer, HostQuestion, HostState
from quizapp.people import Person
from quizapp.questions import Atom, find_type, read_answer
from quizapp.units import Unit

#: Players on a remote.
PEOPLE_SHOWN = 200


#: Phases in which the question on stage has been told.
_TOLD = (Phase.REVEALED.value, Phase.BOARD.value, Phase.FINISHED.value)


def _mine() -> Select[Any]:
    """Room, player, answer and standing of a phone. The players are counted only where the number is told."""
    others = PLAYERS.alias()
    here = (others.c.room_id == ROOMS.c.id, others.c.removed_at.is_(None))
    count = select(func.count()).select_from(others).where(*here).correlate(ROOMS).scalar_subquery()
    player = and_(PLAYERS.c.room_id == ROOMS.c.id, PLAYERS.c.device_hash == bindparam("device_hash"))
    given = (ANSWERS.c.room_id == ROOMS.c.id, ANSWERS.c.place == ROOMS.c.place, ANSWERS.c.player_id == PLAYERS.c.id)
    return (
        select(
            ROOMS.c.phase, ROOMS.c.place, PLAYERS.c.id.label("player_id"), PLAYERS.c.shown_name, PLAYERS.c.is_hidden,
            PLAYERS.c.removed_at, PLAYERS.c.out_at, PLAYERS.c.score, PLAYERS.c.right_count, PLAYERS.c.rank,
            PLAYERS.c.streak, Person.name.label("person_name"), Unit.name.label("unit_name"),
            QUESTIONS.c.revealed_at, case((or_(*(ROOMS.c.phase == phase for phase in _TOLD)), count), else_=0).label("others"),
            *(ANSWERS.c[name].label(f"a_{name}") for name in _OF_ANSWER),
        )
        .select_from(ROOMS)
        .outerjoin(PLAYERS, player)
        .outerjoin(Person, Person.id == PLAYERS.c.person_id)
        .outerjoin(Unit, Unit.id == PLAYERS.c.unit_id)
        .outerjoin(QUESTIONS, and_(QUESTIONS.c.room_id == ROOMS.c.id, QUESTIONS.c.place == ROOMS.c.place))
        .outerjoin(ANSWERS, and_(*given))
        .where(ROOMS.c.code == bindparam("room_code"))
    )  # fmt: skip


_OF_ANSWER = ("answer", "nonce", "received_at", "is_right", "share", "points", "bonus")
_MINE = _mine()


def read_me(session: Session, code: str, device_hash: str) -> Me:
    """What only this phone is told; nothing of the question on stage before its reveal. One statement.

    Raises `NoSuchRoom`, also for drafts.
    """
    row = first_row(session, _MINE, {"room_code": code, "device_hash": device_hash})
    if row is None or row.phase == Phase.DRAFT:
        raise no_such_room()
    if row.player_id is None:
        return Me(player=None, answer=None, result=None)
    player = MyPlayer(
        name=row.person_name, unit=row.unit_name, shown="" if row.is_hidden else row.shown_name,
        removed=row.removed_at is not None, out=row.out_at is not None,
    )  # fmt: skip
    answer = (
        None
        if row.a_nonce is None
        else Receipt(place=row.place, answer=list(row.a_answer), nonce=row.a_nonce, at=to_ms(row.a_received_at))
    )
    return Me(player=player, answer=answer, result=_result(row))


def _result(row: Any) -> MyResult | None:
    if row.phase not in _TOLD or not row.place:
        return None
    has_answer = row.revealed_at is not None and row.a_nonce is not None
    return MyResult(
        place=row.place, right=bool(row.a_is_right) if has_answer else None, share=row.a_share if has_answer else 0.0,
        points=row.a_points + row.a_bonus if has_answer else 0, score=row.score, rights=row.right_count, rank=row.rank,
        of=row.others, streak=row.streak,
    )  # fmt: skip


def read_host_state(session: Session, room: RoomRow, now: datetime, *, words: str = "") -> HostState:
    """What a remote shows. At most nine statements."""
    counts = read_counts(session, room)
    step = room.stage.step_at(now)
    is_last = room.place >= room.question_count
    return HostState(
        state=build_state(session, room, now), rev=room.revision, players=counts.players, answered=counts.answered,
        next=None if is_last or step is Step.FINISHED else _coming(session, room),
        actions=allowed_acts(step, is_last=is_last, is_locked=room.joins_locked_at is not None),
        people=list_people(session, room.id, words=words),
    )  # fmt: skip


def _coming(session: Session, room: RoomRow) -> HostQuestion:
    frozen = frozen_question(session, room, room.place + 1)
    return HostQuestion(place=frozen.place, type=frozen.question.type, stem=frozen.question.stem)


def list_people(
    session: Session, room_id: int, *, words: str = "", limit: int | None = PEOPLE_SHOWN
) -> tuple[HostPlayer, ...]:
    """Players whose name has ``words``: the best first, newcomers before that. One statement."""
    query = (
        select(PLAYERS, Person.name.label("person_name"), Unit.name.label("unit_name"))
        .join(Person, Person.id == PLAYERS.c.person_id)
        .join(Unit, Unit.id == PLAYERS.c.unit_id)
        .where(PLAYERS.c.room_id == room_id)
        .order_by(PLAYERS.c.rank.is_not(None), PLAYERS.c.rank, PLAYERS.c.id.desc())
    )
    wanted = clean_line(words, limit=40)
    if wanted:
        query = query.where(
            or_(
                PLAYERS.c.shown_name.contains(wanted, autoescape=True),
                Person.name.contains(wanted, autoescape=True),
                Unit.name.contains(wanted, autoescape=True),
            )
        )
    return tuple(
        HostPlayer(
            id=row.id, name=row.person_name, unit=row.unit_name, shown=row.shown_name, hidden=row.is_hidden,
            removed=row.removed_at is not None, out=row.out_at is not None, score=row.score, rank=row.rank,
        )
        for row in session.execute(query.limit(limit))
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A question that was told, with what one player answered; fields as ``review_item`` of macros/quiz.html wants them."""

    number: int
    type: str
    stem: str
    shown: Mapping[str, Any]
    #: Empty when he did not answer.
    chosen: tuple[Atom, ...]
    key: Mapping[str, Any]
    marks: tuple[bool, ...]
    share_0_1: float
    explanation: str
    source: str
    points: int

    @property
    def is_right(self) -> bool:
        """Fully right."""
        return self.share_0_1 >= 1


def read_result(session: Session, room: RoomRow, player_id: int) -> tuple[ResultLine, ...]:
    """Every question told so far with this player's answers; one that was left out is not here. Two statements."""
    told = (QUESTIONS.c.room_id == room.id, QUESTIONS.c.revealed_at.is_not(None))
    rows = session.execute(select(QUESTIONS).where(*told).order_by(QUESTIONS.c.place)).all()
    mine = (ANSWERS.c.room_id == room.id, ANSWERS.c.player_id == player_id)
    given = {row.place: row for row in session.execute(select(ANSWERS).where(*mine))}
    return tuple(_line(row, given.get(row.place)) for row in rows)


def _line(row: Any, given: Any) -> ResultLine:
    frozen = to_frozen(row)
    chosen: tuple[Atom, ...] = tuple(given.answer) if given is not None else ()
    points = given.points + given.bonus if given is not None else 0
    return _laid_open(frozen, chosen, share=given.share if given is not None else 0.0, points=points)


def _laid_open(frozen: Any, chosen: tuple[Atom, ...], *, share: float, points: int) -> ResultLine:
    question, kind = frozen.question, find_type(frozen.question.type)
    return ResultLine(
        number=frozen.place, type=question.type, stem=question.stem,
        shown=with_urls(kind.present(question, frozen.order)), chosen=chosen, key=kind.reveal(question, frozen.order),
        marks=kind.marks(question, read_answer(question, frozen.order, chosen)), share_0_1=share,
        explanation=question.explanation, source=frozen.source, points=points,
    )  # fmt: skip


def replay_questions(session: Session, room: RoomRow) -> tuple[Any, ...]:
    """The questions told, without their keys, for going through them once more after the end; empty where that is off."""
    if not room.allows_replay or room.phase != Phase.FINISHED:
        return ()
    told = (QUESTIONS.c.room_id == room.id, QUESTIONS.c.revealed_at.is_not(None))
    rows = session.execute(select(QUESTIONS).where(*told).order_by(QUESTIONS.c.place))
    return tuple(show_question(to_frozen(row)) for row in rows)


def judge_replay(session: Session, room: RoomRow, place: int, atoms: tuple[Atom, ...]) -> ResultLine | None:
    """One replayed question laid open with these atoms; counts nowhere. None where it may not be replayed."""
    if not room.allows_replay or room.phase != Phase.FINISHED:
        return None
    here = (QUESTIONS.c.room_id == room.id, QUESTIONS.c.place == place, QUESTIONS.c.revealed_at.is_not(None))
    row = session.execute(select(QUESTIONS).where(*here)).first()
    if row is None:
        return None
    frozen = to_frozen(row)
    answer = read_answer(frozen.question, frozen.order, atoms)
    grade = find_type(frozen.question.type).grade(frozen.question, answer, "all_or_nothing")
    return _laid_open(frozen, atoms, share=grade.share_0_1, points=0)
