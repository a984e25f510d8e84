"""A live room made through the public services; players with phones that know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.live import Act, Draft, Kept, Sending, act, answer, find_player, host_room, join, make_room
from quizapp.live.room import PLAYERS, QUESTIONS, Frozen, RoomRow, to_frozen
from quizapp.live.service.making import draw_questions
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.questions import Atom, find_type
from tests.contests.makers import VAULT, make_bank, make_campaign
from tests.support.cast import Cast
from tests.support.clock import FakeClock

CODE = "dm2026"
#: Stands in every secret of every question.
CANARY = "密钥金丝雀"


@dataclass(kw_only=True)
class Game:
    """One room; each call is one transaction at the clock's moment."""

    store: Store
    clock: FakeClock
    cast: Cast
    campaign_id: int
    bank_id: int
    room_id: int
    players: dict[str, int] = field(default_factory=dict)

    @property
    def room(self) -> RoomRow:
        """As it stands now."""
        with self.store.read() as session:
            return host_room(session, self.room_id)

    def do(self, action: str, **about: Any) -> RoomRow:
        """A host's act upon the room as it stands."""
        wanted = Act(**{"action": action, "revision": self.room.revision, **about})
        self.store.retrying(lambda session: act(session, self.room_id, wanted, actor="staff:1", now=self.clock()))
        return self.room

    def come(self, name: str, *, unit_id: int | None = None, phone: str = "") -> int:
        """Somebody with a phone of his own joins; the player's id."""
        device = hash_device(phone or name)
        unit_id = unit_id or self.cast.hongxing.id
        new = NewPerson(campaign_id=self.campaign_id, unit_id=unit_id, name=name, notice_version=1)

        def work(session: Session) -> int:
            register_person(session, new, device_hash=device, vault=VAULT, now=self.clock())
            return join(session, code=self.room.code, device_hash=device, now=self.clock()).id

        self.players[name] = self.store.retrying(work)
        return self.players[name]

    def frozen(self, place: int) -> Frozen:
        """A question with its key."""
        with self.store.read() as session:
            row = session.execute(
                select(QUESTIONS).where(QUESTIONS.c.room_id == self.room_id, QUESTIONS.c.place == place)
            ).one()
            return to_frozen(row)

    def right(self, place: int) -> tuple[Atom, ...]:
        """Atoms of a right answer."""
        frozen = self.frozen(place)
        return find_type(frozen.question.type).right_answer(frozen.question, frozen.order)

    def wrong(self, place: int) -> tuple[Atom, ...]:
        """Atoms of a wrong answer to a question of choice."""
        right = self.right(place)
        return (next(each for each in range(9) if each not in right),)

    def send(
        self, name: str, atoms: Sequence[Atom], *, place: int | None = None, nonce: str = "", phone: str = ""
    ) -> Kept:
        """An answer from that player's phone."""
        sending = Sending(
            code=self.room.code, device_hash=hash_device(phone or name), place=place or self.room.place, atoms=atoms,
            nonce=nonce or f"{name}-{place or self.room.place}", received_at=self.clock(),
        )  # fmt: skip
        return self.store.retrying(lambda session: answer(session, sending))

    def ask(self) -> int:
        """The next question is open now; its place."""
        self.do("next")
        self.clock.advance(seconds=3)
        return self.room.place

    def tell(self) -> None:
        """Close the question, wait for answers on their way, and reveal it."""
        self.do("close")
        self.clock.advance(seconds=1)
        self.do("reveal")

    def player(self, name: str) -> Any:
        """His row."""
        with self.store.read() as session:
            return session.execute(select(PLAYERS).where(PLAYERS.c.id == self.players[name])).one()

    def is_here(self, phone: str) -> bool:
        """Whether somebody plays on this phone."""
        with self.store.read() as session:
            return find_player(session, self.room_id, hash_device(phone)) is not None


def make_game(
    store: Store, cast: Cast, clock: FakeClock, *, questions: int = 4, is_open: bool = True, seconds: int = 20,
    points: int = 10, **rules: Any,
) -> Game:  # fmt: skip
    """A room of 东明镇 with its lobby open."""
    with store.write() as session:
        campaign = make_campaign(session, cast, clock(), code=CODE)
        bank_id = make_bank(session, clock(), mark=CANARY)
        draft = Draft(**{"title": "6·16 直播答题", **rules})
        room = make_room(
            session, draft, campaign_id=campaign.id, unit_id=cast.town.id, actor="staff:1", now=clock()
        )  # fmt: skip
        draw_questions(
            session, room.id, bank_ids=(bank_id,), count=questions, seconds=seconds, points=points, rng=Random(5), now=clock()
        )  # fmt: skip
        game = Game(
            store=store, clock=clock, cast=cast, campaign_id=campaign.id, bank_id=bank_id, room_id=room.id
        )  # fmt: skip
    if is_open:
        game.do("open")
    return game
