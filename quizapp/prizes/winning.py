"""Drawing, drawing again what nobody fetched, and handing out."""

from __future__ import annotations

import hmac
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.campaigns import get_campaign
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code, tidy_short_code
from quizapp.kit.text import clean_line
from quizapp.kit.vault import Vault
from quizapp.people import normal_phone
from quizapp.prizes.models import Prize, PrizeDraw, PrizeWin
from quizapp.prizes.rules import PHONE_PURPOSE, WinState, draw_order, final_seed, hash_pool, pool_file
from quizapp.prizes.service import draw_for
from quizapp.prizes.tickets import list_tickets

#: Days that a winner's phone number is kept after the prize was handed out or forfeited.
PHONE_DAYS = 30
#: Shortest time for somebody whose prize was drawn again.
_MIN_CLAIM_DAYS = 3


def draw_winners(session: Session, draw_id: int, *, public_number: str, actor: Actor, now: datetime) -> PrizeDraw:
    """The draw with its winners: once, by the published pool and the committed seed, and never again.

    Raises `Conflict` when the pool is not frozen, was changed since, or has been drawn, and `Invalid` when the
    public number is missing.
    """
    draw, _ = draw_for(session, draw_id, actor)
    if draw.frozen_at is None:
        raise Conflict(N_("请先固定抽奖名单，再开奖"))
    if draw.drawn_at is not None:
        raise Conflict(N_("已经开过奖：开奖只有一次，无人领取的奖品可以补抽"))
    number = clean_line(public_number, limit=120) if draw.public_source else ""
    if draw.public_source and not number:
        raise Invalid(N_("请填写规则里约定的公开号码：%(source)s"), field="public_number", source=draw.public_source)
    draw.public_number, draw.drawn_at = number, now
    people, order = _order(session, draw)
    prizes = session.scalars(select(Prize).where(Prize.draw_id == draw.id).order_by(Prize.place)).all()
    copies = [(prize.id, copy_no) for prize in prizes for copy_no in range(1, prize.count + 1)]
    rows = [
        _win(draw, place, ticket, people[ticket], prize_id=prize_id, copy_no=copy_no, round_no=1, now=now)
        for place, (ticket, (prize_id, copy_no)) in enumerate(zip(order, copies, strict=False))
    ]
    session.execute(insert(PrizeWin), rows)
    session.flush()
    return draw


def redraw(
    session: Session, win_id: int, *, reason: str, claim_until: date, actor: Actor, now: datetime
) -> PrizeWin | None:
    """The next in the order, who gets the prize now; None when the pool is used up and the prize stays.

    The first winner's row stays with the reason, as published. Raises `Conflict` when the prize was handed out or
    the time for claiming it still runs (unless the winner gave it up: then say so in the reason).
    """
    win, draw = _win_for(session, win_id, actor)
    reason = clean_line(reason, limit=200)
    if not reason:
        raise Invalid(N_("请写明为什么补抽，如“逾期未领”，会公布"), field="reason")
    if win.state not in (WinState.DRAWN, WinState.CLAIMED):
        raise Conflict(N_("这份奖品已经发放或补抽过"))
    today = local_date(now, _zone(session, draw))
    if claim_until < today + timedelta(days=_MIN_CLAIM_DAYS):
        raise Invalid(N_("新的领奖截止日至少要在三天以后"), field="claim_until")
    win.state, win.reason, win.forfeited_at, win.phone_sealed = WinState.FORFEITED.value, reason, now, None
    session.flush()
    people, order = _order(session, draw)
    place = (session.scalar(select(func.max(PrizeWin.place)).where(PrizeWin.draw_id == draw.id)) or 0) + 1
    if place >= len(order):
        return None
    ticket = order[place]
    row = _win(
        draw,
        place,
        ticket,
        people[ticket],
        prize_id=win.prize_id,
        copy_no=win.copy_no,
        round_no=win.round_no + 1,
        now=now,
    )
    made = PrizeWin(**(row | {"claim_until": claim_until}))
    session.add(made)
    session.flush()
    return made


def claim_win(session: Session, *, draw_id: int, person_id: int, phone: str, vault: Vault, now: datetime) -> PrizeWin:
    """The winner has seen it; where the draw asks for a phone number it is kept sealed. Again changes the number.

    Raises `NotFound` for everybody else, `Conflict` when the time is over, `Invalid` for an impossible number.
    """
    query = select(PrizeWin).where(PrizeWin.draw_id == draw_id, PrizeWin.person_id == person_id)
    win = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if win is None or win.state == WinState.FORFEITED:
        raise NotFound(N_("这次抽奖没有您的奖品"))
    draw = session.get_one(PrizeDraw, draw_id)
    if win.state == WinState.GIVEN:
        raise Conflict(N_("奖品已经发放"))
    if local_date(now, _zone(session, draw)) > win.claim_until:
        raise Conflict(N_("领奖时间已过，请联系主办单位"))
    if draw.asks_phone:
        win.phone_sealed = vault.seal(normal_phone(phone), purpose=PHONE_PURPOSE)
    win.state, win.claimed_at = WinState.CLAIMED.value, win.claimed_at or now
    session.flush()
    return win


def give_out(session: Session, win_id: int, *, claim_code: str, actor: Actor, now: datetime) -> PrizeWin:
    """The prize was handed to whoever shows the winner's code. Raises `Invalid` for another code; again changes nothing."""
    win, _ = _win_for(session, win_id, actor)
    if win.state == WinState.FORFEITED:
        raise Conflict(N_("这份奖品已经补抽给了别人"))
    if not hmac.compare_digest(tidy_short_code(claim_code), win.claim_code):
        raise Invalid(N_("领奖码不对，请核对中奖人手机上的领奖码"), field="claim_code")
    if win.state != WinState.GIVEN:
        win.state, win.given_at = WinState.GIVEN.value, now
        session.flush()
    return win


def purge_phones(session: Session, *, now: datetime) -> int:
    """Forget phone numbers of prizes handed out more than 30 days ago, and of prizes whose time is long over."""
    old = now - timedelta(days=PHONE_DAYS)
    is_over = (PrizeWin.given_at < old) | (PrizeWin.claim_until < old.date())
    done = session.execute(
        update(PrizeWin)
        .where(PrizeWin.phone_sealed.is_not(None), is_over)
        .values(phone_sealed=None)
        .returning(PrizeWin.id)
    )
    return len(done.all())


def _order(session: Session, draw: PrizeDraw) -> tuple[dict[str, int], list[str]]:
    """Ticket -> person, and all tickets in winning order. Raises `Conflict` when the pool is not the published one."""
    assert draw.pool_position is not None
    people = list_tickets(session, draw, position=draw.pool_position)
    if hash_pool(pool_file(people)) != draw.pool_hash:
        raise Conflict(N_("抽奖名单与公布的指纹不一致：请停止开奖，联系系统管理员检查台账"))
    return people, draw_order(list(people), final_seed(draw.seed, draw.public_number))


def _win(
    draw: PrizeDraw,
    place: int,
    ticket: str,
    person_id: int,
    *,
    prize_id: int,
    copy_no: int,
    round_no: int,
    now: datetime,
) -> dict[str, Any]:
    return {
        "draw_id": draw.id, "prize_id": prize_id, "place": place, "round_no": round_no, "copy_no": copy_no,
        "ticket": ticket, "person_id": person_id, "claim_code": new_short_code(), "drawn_at": now,
        "claim_until": draw.claim_until,
    }  # fmt: skip


def _win_for(session: Session, win_id: int, actor: Actor) -> tuple[PrizeWin, PrizeDraw]:
    query = select(PrizeWin).where(PrizeWin.id == win_id).with_for_update()
    win = session.scalar(query.execution_options(populate_existing=True))
    if win is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    draw, _ = draw_for(session, win.draw_id, actor)
    return win, draw


def _zone(session: Session, draw: PrizeDraw) -> str:
    return get_campaign(session, draw.campaign_id).time_zone
