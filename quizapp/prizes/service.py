"""Making a draw, publishing it, freezing its pool, drawing once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.contests import Attempt, ContestRow, ContestState, read_contest
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code
from quizapp.kit.text import clean_line, clean_text
from quizapp.ledger import safe_position
from quizapp.prizes.models import Prize, PrizeDraw
from quizapp.prizes.rules import MAX_VALUE_CENTS, Eligibility, hash_pool, pool_file
from quizapp.prizes.tickets import list_tickets
from quizapp.questions import commit_seed

MAX_PRIZES, MAX_COPIES = 20, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeSettings:
    """One prize; ``value_cents`` is the worth of one."""

    rank: str
    name: str
    count: int
    value_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSettings:
    """What an organizer decides; all of it is published and then stays."""

    title: str
    eligibility: Eligibility
    claim_until: date
    prizes: tuple[PrizeSettings, ...]
    rules: str = ""
    asks_phone: bool = False
    public_source: str = ""


def create_draw(
    session: Session, settings: DrawSettings, *, contest_id: int, actor: Actor, now: datetime, rng: Random
) -> PrizeDraw:
    """The new draft, with its secret seed drawn from ``rng``; nobody but staff sees it. Raises `Invalid` with the field."""
    contest = read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    tidy = _tidy(settings, contest)
    seed = rng.randbytes(32).hex()
    draw = PrizeDraw(
        campaign_id=contest.campaign_id, contest_id=contest.id, unit_id=contest.unit_id, code=_free_code(session),
        seed=seed, seed_commitment=commit_seed(seed), ticket_key=rng.randbytes(32).hex(), created_at=now,
        created_by=f"staff:{actor.id}" if actor.id is not None else "system", **_columns(tidy),
    )  # fmt: skip
    session.add(draw)
    session.flush()
    _write_prizes(session, draw.id, tidy.prizes)
    return draw


def change_draw(session: Session, draw_id: int, settings: DrawSettings, *, actor: Actor) -> PrizeDraw:
    """The draft with new settings. Raises `Conflict` once it is published: rules do not change any more."""
    draw, contest = draw_for(session, draw_id, actor)
    if draw.published_at is not None:
        raise Conflict(N_("抽奖规则已经公布，不能再改"))
    tidy = _tidy(settings, contest)
    for name, value in _columns(tidy).items():
        setattr(draw, name, value)
    session.execute(delete(Prize).where(Prize.draw_id == draw.id))
    _write_prizes(session, draw.id, tidy.prizes)
    session.flush()
    return draw


def publish_draw(session: Session, draw_id: int, *, actor: Actor, now: datetime) -> PrizeDraw:
    """The draw with its rules fixed and, like the seed's fingerprint, open to everybody.

    Raises `Conflict` when it was published before, or the contest was not or is over: who knows the answers may not
    set the rules.
    """
    draw, contest = draw_for(session, draw_id, actor)
    if draw.published_at is not None:
        raise Conflict(N_("抽奖规则已经公布，不用再公布一次"))
    if contest.published_at is None:
        raise Conflict(N_("请先发布竞赛，再公布抽奖规则"))
    if contest.window.state_at(now) is ContestState.CLOSED:
        raise Conflict(N_("竞赛已经结束：抽奖规则要在结束以前公布"))
    draw.rules_hash = hash_rules(draw, _prizes(session, draw.id))
    draw.published_at = now
    session.flush()
    return draw


def freeze_pool(session: Session, draw_id: int, *, actor: Actor, now: datetime) -> PrizeDraw:
    """The draw with its pool fixed and fingerprinted: everybody who meets the rule in the ledger now.

    Raises `Conflict` before the contest has ended, while papers are still being answered, and for an empty pool.
    """
    draw, contest = draw_for(session, draw_id, actor)
    if draw.published_at is None:
        raise Conflict(N_("请先公布抽奖规则"))
    if draw.frozen_at is not None:
        raise Conflict(N_("抽奖名单已经固定，不能再来一次"))
    if contest.window.state_at(now) is not ContestState.CLOSED:
        raise Conflict(N_("竞赛还没有结束，结束以后才能固定名单"))
    if session.scalar(
        select(Attempt.id).where(Attempt.contest_id == contest.id, Attempt.submitted_at.is_(None)).limit(1)
    ):
        raise Conflict(N_("还有人没有交卷：等最后一份交上来，一般不超过一分钟，再固定名单"))
    position = safe_position(session)
    tickets = list_tickets(session, draw, position=position)
    if not tickets:
        raise Conflict(N_("没有符合条件的人，不能抽奖"))
    draw.pool_position, draw.pool_size = position, len(tickets)
    draw.pool_hash, draw.frozen_at = hash_pool(pool_file(tickets)), now
    session.flush()
    return draw


def draw_for(session: Session, draw_id: int, actor: Actor) -> tuple[PrizeDraw, ContestRow]:
    """The draw, locked until the transaction ends, and its contest, for an actor who may edit contests there."""
    query = select(PrizeDraw).where(PrizeDraw.id == draw_id).with_for_update()
    draw = session.scalar(query.execution_options(populate_existing=True))
    if draw is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    return draw, read_contest(session, draw.contest_id, Permission.EDIT_CONTESTS, actor)


def hash_rules(draw: PrizeDraw, prizes: list[Prize]) -> str:
    """SHA-256 (hex) of what was published: title, rules, who takes part, prizes, dates, seed's fingerprint."""
    said = {
        "title": draw.title, "rules": draw.rules, "eligibility": draw.eligibility, "contest_id": draw.contest_id,
        "claim_until": draw.claim_until.isoformat(), "asks_phone": draw.asks_phone, "public_source": draw.public_source,
        "seed_commitment": draw.seed_commitment,
        "prizes": [[prize.rank, prize.name, prize.count, prize.value_cents] for prize in prizes],
    }  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def _prizes(session: Session, draw_id: int) -> list[Prize]:
    return list(session.scalars(select(Prize).where(Prize.draw_id == draw_id).order_by(Prize.place)))


def _write_prizes(session: Session, draw_id: int, prizes: tuple[PrizeSettings, ...]) -> None:
    for place, prize in enumerate(prizes):
        session.add(
            Prize(
                draw_id=draw_id, place=place, rank=prize.rank, name=prize.name, count=prize.count,
                value_cents=prize.value_cents,
            )
        )  # fmt: skip
    session.flush()


def _columns(settings: DrawSettings) -> dict[str, object]:
    names = ("title", "claim_until", "rules", "asks_phone", "public_source")
    return {name: getattr(settings, name) for name in names} | {"eligibility": settings.eligibility.value}


def _tidy(settings: DrawSettings, contest: ContestRow) -> DrawSettings:
    title = clean_line(settings.title, limit=60)
    prizes = tuple(_tidy_prize(prize) for prize in settings.prizes if prize.rank.strip() or prize.name.strip())
    if not title:
        raise Invalid(N_("请填写抽奖名称"), field="title")
    if not 0 < len(prizes) <= MAX_PRIZES:
        raise Invalid(N_("请填写 1 到 %(most)d 种奖品"), field="prizes", most=MAX_PRIZES)
    if settings.claim_until <= local_date(contest.closes_at, contest.time_zone):
        raise Invalid(N_("领奖截止日要在竞赛结束以后，至少留一天"), field="claim_until")
    return DrawSettings(
        title=title, eligibility=settings.eligibility, claim_until=settings.claim_until, prizes=prizes,
        rules=clean_text(settings.rules, limit=4_000), asks_phone=settings.asks_phone,
        public_source=clean_line(settings.public_source, limit=120),
    )  # fmt: skip


def _tidy_prize(prize: PrizeSettings) -> PrizeSettings:
    rank, name = clean_line(prize.rank, limit=20), clean_line(prize.name, limit=60)
    if not rank or not name:
        raise Invalid(N_("每种奖品要写奖级（如一等奖）和名称"), field="prizes")
    if not 0 < prize.count <= MAX_COPIES:
        raise Invalid(N_("“%(rank)s”的数量请填 1 到 %(most)d"), field="prizes", rank=rank, most=MAX_COPIES)
    if not 0 <= prize.value_cents <= MAX_VALUE_CENTS:
        message = N_("“%(rank)s”的价值超过 5 万元：反不正当竞争法规定抽奖的最高奖不得超过 5 万元")
        raise Invalid(message, field="prizes", rank=rank)
    return PrizeSettings(rank=rank, name=name, count=prize.count, value_cents=prize.value_cents)


def _free_code(session: Session) -> str:
    while True:
        code = new_short_code()
        if session.scalar(select(PrizeDraw.id).where(PrizeDraw.code == code)) is None:
            return code
