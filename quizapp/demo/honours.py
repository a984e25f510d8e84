"""What makes the demo month worth coming back to: practice, certificates, and a prize draw that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import Campaign
from quizapp.certificates import CHUNK, Rule, TemplateSettings, issue, open_offer, save_template
from quizapp.contests import Contest, read_contest
from quizapp.db import Store
from quizapp.demo.answers import invent_answer
from quizapp.demo.content import content
from quizapp.kit.clock import day_bounds, local_date
from quizapp.ledger import latest_position
from quizapp.practice import PracticeChoice, answer_day, set_practice
from quizapp.prizes import (
    DrawSettings,
    Eligibility,
    PrizeDraw,
    PrizeSettings,
    create_draw,
    draw_winners,
    freeze_pool,
    list_tickets,
    publish_draw,
)

#: People who answer the daily question, and on how many of the last days.
_DAILY_PEOPLE, _DAILY_DAYS = 40, 5


class Practised(Protocol):
    """Somebody with a phone; ``knows`` is the share of questions answered right."""

    @property
    def device_hash(self) -> str: ...

    @property
    def knows(self) -> float: ...


def open_practice(
    session: Session, campaign: Campaign, bank_ids: tuple[int, ...], actor: Actor, now: datetime, rng: Random
) -> None:
    """All kinds of practice from these banks, with the board of the challenge."""
    choice = PracticeChoice(is_open=True, bank_ids=bank_ids, shows_board=True)
    set_practice(session, campaign.id, choice, actor=actor, now=now, rng=rng)


def offer_certificate(session: Session, contest: Contest, issuer: str, actor: Actor, now: datetime) -> None:
    """A certificate for everybody who passed."""
    facts = content()["certificate"]
    settings = TemplateSettings(
        title=facts["title"], text=facts["text"], issuers=issuer, rule=Rule.PASSED, shows_band=True
    )
    save_template(session, settings, contest_id=contest.id, actor=actor, now=now)
    open_offer(session, contest.id, actor=actor, now=now)


def announce_draw(
    session: Session, contest: Contest, actor: Actor, *, claim_until: date, now: datetime, rng: Random
) -> None:
    """A draw whose rules everybody can read from the first day on."""
    facts = content()["draw"]
    prizes = tuple(
        PrizeSettings(rank=rank, name=name, count=count, value_cents=value * 100) for rank, name, count, value in facts["prizes"]
    )  # fmt: skip
    settings = DrawSettings(
        title=f"{contest.title}抽奖", eligibility=Eligibility.PASSED, claim_until=claim_until, prizes=prizes,
        rules=facts["rules"],
    )  # fmt: skip
    draw = create_draw(session, settings, contest_id=contest.id, actor=actor, now=now, rng=rng)
    publish_draw(session, draw.id, actor=actor, now=now)


def play_honours(
    store: Store, campaign: Campaign, contests: Sequence[Contest], phones: Sequence[Practised], actor: Actor, *,
    now: datetime, rng: Random,
) -> None:  # fmt: skip
    """Certificates for whoever passed, a draw for the contest that is over, daily questions of the last days."""
    for contest in contests:
        with store.read() as session:
            row = read_contest(session, contest.id, Permission.VIEW, actor)
        made = CHUNK
        while made == CHUNK:
            with store.write() as session:
                made = issue(session, row, now=now)
        if contest.closes_at <= now and phones:
            with store.write() as session:
                _draw(session, contest, actor, now)
    with store.write() as session:
        _answer_daily(session, campaign, phones[:_DAILY_PEOPLE], now, rng)


def _draw(session: Session, contest: Contest, actor: Actor, now: datetime) -> None:
    waiting = select(PrizeDraw).where(PrizeDraw.contest_id == contest.id, PrizeDraw.drawn_at.is_(None))
    for draw in session.scalars(waiting).all():
        if list_tickets(session, draw, position=latest_position(session)):  # in a small month nobody may have passed
            freeze_pool(session, draw.id, actor=actor, now=now)
            draw_winners(session, draw.id, public_number="", actor=actor, now=now)


def _answer_daily(
    session: Session, campaign: Campaign, phones: Sequence[Practised], now: datetime, rng: Random
) -> None:
    """The first who comes does not know it; the question is drawn for her."""
    today = local_date(now, campaign.time_zone)
    for back in range(_DAILY_DAYS):
        day, asked = today - timedelta(days=back), None
        moment = min(day_bounds(day, campaign.time_zone)[0] + timedelta(hours=8), now)
        for phone in phones:
            if rng.random() < 0.4:
                continue
            chosen = (
                ()
                if asked is None
                else invent_answer(asked.item.question, asked.option_order, knows=phone.knows, rng=rng)
            )
            asked, _ = answer_day(
                session, code=campaign.code, device_hash=phone.device_hash, day=day, chosen=tuple(chosen), now=moment
            )
