"""An event of two rounds: people who answer the first, a list, a final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from quizapp.contests import (
    Contest,
    ContestRow,
    close_contest,
    create_contest,
    publish_contest,
    read_contest_rows,
)
from quizapp.db import Store
from quizapp.rounds import (
    Draft,
    EventRound,
    Kind,
    RoundPlace,
    RoundSettings,
    Rule,
    Verdict,
    add_round,
    create_event,
    decide,
    draft_list,
    publish_list,
)
from tests.contests.makers import Phone, make_bank, make_campaign, make_phone, make_settings
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.teams.makers import hand_in


@dataclass(frozen=True, kw_only=True)
class Ground:
    """An event over a real database; each deed is one transaction."""

    store: Store
    clock: FakeClock
    cast: Cast
    event_id: int
    event_code: str
    campaign_id: int
    first_id: int
    final_id: int
    #: Round ids.
    heat: int
    last: int

    def phone(self, number: int, *, unit_id: int = 0, name: str = "") -> Phone:
        """Somebody with a phone of his own."""
        with self.store.write() as session:
            contest = session.get_one(Contest, self.first_id)
            unit = unit_id or self.cast.hongxing.id
            who = name or f"甲{number}乙"
            return make_phone(session, contest, unit, self.clock(), name=who, key=f"phone-{number}")

    def answer(self, phone: Phone, right: int, *, seconds: int = 60, contest_id: int = 0) -> int:
        """Id of a paper with so many right answers."""
        with self.store.write() as session:
            contest = session.get_one(Contest, contest_id or self.first_id)
            return hand_in(session, contest, phone, self.clock, right, seconds)

    def crowd(self, rights: Sequence[int], *, unit_id: int = 0, first: int = 1) -> list[Phone]:
        """People who have answered the first round with so many right answers."""
        phones = [self.phone(first + place, unit_id=unit_id) for place in range(len(rights))]
        for phone, right in zip(phones, rights, strict=True):
            self.answer(phone, right)
        return phones

    def contest(self, session: Any, contest_id: int = 0) -> ContestRow:
        """A contest as services take it."""
        wanted = contest_id or self.first_id
        return read_contest_rows(session, [wanted])[wanted]

    def draft(self) -> Draft:
        """The list as it would be published now."""
        with self.store.read() as session:
            return draft_list(session, session.get_one(EventRound, self.heat), self.contest(session))

    def decide(self, person_id: int, verdict: Verdict, reason: str = "另有原因") -> None:
        """Before the publication."""
        with self.store.write() as session:
            actor = self.cast.alice.actor
            decide(
                session, self.heat, person_id=person_id, verdict=verdict, reason=reason, actor=actor, now=self.clock()
            )

    def close(self) -> None:
        """The first round is over."""
        with self.store.write() as session:
            close_contest(session, self.first_id, actor=self.cast.alice.actor, now=self.clock())

    def publish(self) -> None:
        """The list is public."""
        self.clock.now += timedelta(seconds=1)
        with self.store.write() as session:
            publish_list(session, self.heat, actor=self.cast.alice.actor, now=self.clock())

    def places(self) -> list[RoundPlace]:
        """The published list."""
        with self.store.read() as session:
            query = select(RoundPlace).where(RoundPlace.round_id == self.heat).order_by(RoundPlace.order_no)
            return list(session.scalars(query))

    def going(self) -> list[int]:
        """Persons who may start the final, in order."""
        return [
            place.person_id for place in self.places()
            if place.state == "stands" and (place.role == "listed" or place.moved_up_at is not None)
        ]  # fmt: skip


def make_ground(store: Store, cast: Cast, clock: FakeClock, rule: Rule | None = None, **changes: Any) -> Ground:
    """初赛 and 决赛, both open now; the first two go on, two wait."""
    with store.write() as session:
        now, actor = clock(), cast.alice.actor
        campaign = make_campaign(session, cast, now)
        bank_id = make_bank(session, now)
        made = []
        for title in ("初赛", "决赛"):
            settings = make_settings(now, bank_id, title=title, tries_per_day=None, **changes)
            contest = create_contest(
                session, settings, campaign_id=campaign.id, unit_id=cast.town.id, actor=actor, now=now
            )
            publish_contest(session, contest.id, actor=actor, now=now, rng=Random(7))
            made.append(contest.id)
        event = create_event(
            session, campaign_id=campaign.id, unit_id=cast.town.id, title="安全知识争霸赛", intro="", actor=actor,
            now=now, rng=Random(9),
        )  # fmt: skip
        rule = rule or Rule(kind=Kind.TOP, amount=2, reserves=2)
        rounds = [
            add_round(
                session, event.id, RoundSettings(title=title, contest_id=contest_id, rule=rule), actor=actor, now=now
            ).id
            for title, contest_id in zip(("初赛", "决赛"), made, strict=True)
        ]
        return Ground(
            store=store, clock=clock, cast=cast, event_id=event.id, event_code=event.code, campaign_id=campaign.id,
            first_id=made[0], final_id=made[1], heat=rounds[0], last=rounds[1],
        )  # fmt: skip
