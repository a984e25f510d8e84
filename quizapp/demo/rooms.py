"""Live quizzes of the demo: a room whose door is open now, and an evening that was played to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks import QuestionBank
from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.demo.answers import invent_answer
from quizapp.demo.content import ACTOR, content
from quizapp.kit.clock import day_bounds
from quizapp.live import Act, Draft, Sending, act, answer, draw_questions, frozen_question, host_room, join, make_room
from quizapp.units import Unit, is_within


class Playing(Protocol):
    """Somebody with a phone; ``knows`` is the share of questions answered right."""

    @property
    def unit_code(self) -> str: ...

    @property
    def device_hash(self) -> str: ...

    @property
    def knows(self) -> float: ...


def open_lobby(
    session: Session, campaign: Campaign, units: Mapping[str, Unit], *, now: datetime, rng: Random
) -> None:  # fmt: skip
    """A room that takes people, ready to be played."""
    made = now - timedelta(hours=2)
    room_id = _make(session, campaign, units, content()["live"]["lobby"], now=made, rng=rng)
    _act(session, room_id, "open", now)


def play_room(
    store: Store, campaign: Campaign, units: Mapping[str, Unit], phones: Sequence[Playing], *, rng: Random
) -> int:
    """An evening of the month with people of the room's unit, played to its end; how many came."""
    said = content()["live"]["finished"]
    top = units[said["unit"]].path
    crowd = [phone for phone in phones if is_within(units[phone.unit_code].path, top)][: said["players"]]
    first = campaign.starts_on + timedelta(days=said["day"])
    begins = day_bounds(first, campaign.time_zone)[0] + timedelta(hours=said["hour"])
    with store.write() as session:
        room_id = _make(session, campaign, units, said, now=begins - timedelta(days=1), rng=rng)
        _act(session, room_id, "open", begins)
        code = host_room(session, room_id).code
        for phone in crowd:
            join(session, code=code, device_hash=phone.device_hash, now=begins + timedelta(seconds=rng.randint(5, 300)))
    evening = _Evening(store=store, room_id=room_id, code=code, crowd=crowd, rng=rng)
    moment = begins + timedelta(minutes=6)
    for place in range(1, said["count"] + 1):
        moment = evening.play(place, moment)
    with store.write() as session:
        _act(session, room_id, "finish", moment)
    return len(crowd)


def _make(
    session: Session, campaign: Campaign, units: Mapping[str, Unit], said: Mapping[str, Any], *, now: datetime, rng: Random
) -> int:  # fmt: skip
    banks = select(QuestionBank.id).where(QuestionBank.unit_id.is_(None), QuestionBank.key.in_(said["banks"]))
    draft = Draft(title=said["title"], has_teams=True)
    room = make_room(session, draft, campaign_id=campaign.id, unit_id=units[said["unit"]].id, actor=ACTOR, now=now)
    draw_questions(
        session, room.id, bank_ids=sorted(session.scalars(banks)), count=said["count"], seconds=said["seconds"],
        points=said["points"], rng=rng, now=now,
    )  # fmt: skip
    return room.id


def _act(session: Session, room_id: int, action: str, now: datetime) -> None:
    act(session, room_id, Act(action=action, revision=host_room(session, room_id).revision), actor=ACTOR, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evening:
    """A room that is being played."""

    store: Store
    room_id: int
    code: str
    crowd: Sequence[Playing]
    rng: Random

    def play(self, place: int, moment: datetime) -> datetime:
        """One question from its announcement to the board, in one transaction; when the next one may come."""
        with self.store.write() as session:
            _act(session, self.room_id, "next", moment)
            closes_at = self._answer(session, place)
            told = closes_at + timedelta(seconds=3)
            _act(session, self.room_id, "reveal", told)
            _act(session, self.room_id, "board", told + timedelta(seconds=20))
        return told + timedelta(seconds=40)

    def _answer(self, session: Session, place: int) -> datetime:
        """What the crowd sends; one in twelve looks on. When the question closed."""
        room = host_room(session, self.room_id)
        assert room.opens_at is not None
        assert room.closes_at is not None
        frozen = frozen_question(session, room, place)
        for phone in self.crowd:
            if self.rng.random() < 1 / 12:
                continue
            atoms = invent_answer(frozen.question, frozen.order, knows=phone.knows, rng=self.rng)
            seconds = self.rng.triangular(2, frozen.seconds, frozen.seconds / 3)
            sending = Sending(
                code=self.code, device_hash=phone.device_hash, place=place, atoms=tuple(atoms),
                nonce=f"demo-live-{place}", received_at=room.opens_at + timedelta(seconds=seconds),
            )  # fmt: skip
            answer(session, sending)
        return room.closes_at
