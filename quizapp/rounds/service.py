"""Making an event and its rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import get_campaign
from quizapp.contests import Contest, actor_name, read_contest
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code
from quizapp.kit.text import clean_line, clean_text
from quizapp.rounds.models import EventRound, RoundDecision, RoundEvent
from quizapp.rounds.rules import MAX_AMOUNT, Kind, Rule
from quizapp.units import ancestor_ids, get_unit

MAX_ROUNDS = 8
_ROUNDS = cast(Table, EventRound.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSettings:
    """What an organizer decides about a round; the rule is about who goes on from it to the next."""

    title: str
    contest_id: int
    rule: Rule = Rule()  # noqa: RUF009 - frozen


def create_event(
    session: Session,
    *,
    campaign_id: int,
    unit_id: int,
    title: str,
    intro: str,
    actor: Actor,
    now: datetime,
    rng: Random,
) -> RoundEvent:
    """The new event, without rounds. Raises `Invalid` without a title, and what ``actor.require`` raises."""
    campaign, unit = get_campaign(session, campaign_id), get_unit(session, unit_id)
    actor.require(Permission.EDIT_CONTESTS, unit.path)
    if campaign.root_unit_id not in ancestor_ids(unit.path):
        raise Invalid(N_("这个单位不在活动范围内，请换一个单位"), field="unit_id")
    event = RoundEvent(
        campaign_id=campaign_id, unit_id=unit_id, code=_free_code(session), title=_require_title(title),
        intro=clean_text(intro, limit=4_000), ticket_key=rng.randbytes(32).hex(), created_at=now,
        created_by=actor_name(actor),
    )  # fmt: skip
    session.add(event)
    session.flush()
    return event


def change_event(session: Session, event_id: int, *, title: str, intro: str, actor: Actor) -> RoundEvent:
    """The event with another title and text."""
    event = event_for(session, event_id, actor)
    event.title, event.intro = _require_title(title), clean_text(intro, limit=4_000)
    session.flush()
    return event


def add_round(session: Session, event_id: int, settings: RoundSettings, *, actor: Actor, now: datetime) -> EventRound:
    """One more round behind the others.

    Raises `Invalid` when the contest belongs to another campaign, or is a round of an event already.
    """
    event = event_for(session, event_id, actor)
    contest = read_contest(session, settings.contest_id, Permission.EDIT_CONTESTS, actor)
    if contest.campaign_id != event.campaign_id:
        raise Invalid(N_("请选同一个活动里的竞赛"), field="contest_id")
    number = (session.scalar(select(func.max(EventRound.number)).where(EventRound.event_id == event.id)) or 0) + 1
    if number > MAX_ROUNDS:
        raise Invalid(N_("一个赛事最多 %(most)d 轮"), field="contest_id", most=MAX_ROUNDS)
    values = {
        "event_id": event.id, "number": number, "title": _require_title(settings.title), "contest_id": contest.id,
        "rule_set_at": now, **_rule_columns(settings.rule),
    }  # fmt: skip
    made = insert_or_ignore(session, _ROUNDS, values, unique=None)
    if made is None:
        raise Invalid(N_("这次竞赛已经是一个赛事的一轮，请另选一个"), field="contest_id")
    return session.get_one(EventRound, made)


def change_round(session: Session, round_id: int, *, title: str, rule: Rule, actor: Actor, now: datetime) -> EventRound:
    """The round with another title and rule. Raises `Conflict` once its list is published."""
    found = round_for(session, round_id, actor)
    if found.published_at is not None:
        raise Conflict(N_("入围名单已经公布，这一轮的晋级办法不能再改"))
    columns = _rule_columns(rule)
    if any(getattr(found, name) != value for name, value in columns.items()):
        found.rule_set_at = now
    found.title = _require_title(title)
    for name, value in columns.items():
        setattr(found, name, value)
    session.flush()
    return found


def drop_round(session: Session, round_id: int, *, actor: Actor) -> EventRound:
    """The last round of an event, taken out of it; its contest stays. Raises `Conflict` for any other round."""
    found = round_for(session, round_id, actor)
    last = session.scalar(select(func.max(EventRound.number)).where(EventRound.event_id == found.event_id))
    if found.number != last:
        raise Conflict(N_("只能从最后一轮开始拿掉"))
    if found.published_at is not None:
        raise Conflict(N_("入围名单已经公布，这一轮不能再拿掉"))
    before = select(EventRound.published_at).where(
        EventRound.event_id == found.event_id, EventRound.number == found.number - 1
    )
    if session.scalar(before) is not None:
        raise Conflict(N_("进入这一轮的名单已经公布，这一轮不能再拿掉"))
    session.execute(delete(RoundDecision).where(RoundDecision.round_id == found.id))
    session.delete(found)
    session.flush()
    return found


def event_for(session: Session, event_id: int, actor: Actor, permission: Permission = Permission.EDIT_CONTESTS) -> RoundEvent:  # fmt: skip
    """The event, locked until the transaction ends, for an actor who may do this at its unit."""
    query = select(RoundEvent).where(RoundEvent.id == event_id).with_for_update()
    event = session.scalar(query.execution_options(populate_existing=True))
    if event is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    actor.require(permission, get_unit(session, event.unit_id).path)
    return event


def round_for(session: Session, round_id: int, actor: Actor) -> EventRound:
    """The round, with its event locked until the transaction ends, for an actor who may edit contests there."""
    event_id = session.scalar(select(EventRound.event_id).where(EventRound.id == round_id))
    event_for(session, event_id or 0, actor)
    return session.scalars(select(EventRound).where(EventRound.id == round_id)).one()


def rule_of(found: EventRound) -> Rule:
    """Who goes on from the round."""
    return Rule(kind=Kind(found.kind), amount=found.amount, reserves=found.reserves)


def _rule_columns(rule: Rule) -> dict[str, object]:
    if rule.kind is Kind.ABOVE and not 0 < rule.amount <= 100:
        raise Invalid(N_("分数线请填 1 到 100（占满分的百分之几）"), field="amount")
    if not 0 < rule.amount <= MAX_AMOUNT:
        raise Invalid(N_("晋级人数请填 1 到 %(most)d"), field="amount", most=MAX_AMOUNT)
    if not 0 <= rule.reserves <= MAX_AMOUNT:
        raise Invalid(N_("候补人数请填 0 到 %(most)d"), field="reserves", most=MAX_AMOUNT)
    return {"kind": rule.kind.value, "amount": rule.amount, "reserves": rule.reserves}


def _require_title(title: str) -> str:
    tidy = clean_line(title, limit=60)
    if not tidy:
        raise Invalid(N_("请填写名称"), field="title")
    return tidy


def _free_code(session: Session) -> str:
    while True:
        code = new_short_code()
        taken = session.scalar(select(RoundEvent.id).where(RoundEvent.code == code))
        if taken is None:
            return code


def contests_to_add(session: Session, event: RoundEvent) -> list[tuple[int, str]]:
    """(id, title) of the campaign's contests that are in no event yet, the one that opens first on top."""
    taken = select(EventRound.contest_id)
    query = select(Contest.id, Contest.title).where(
        Contest.campaign_id == event.campaign_id, Contest.unit_id == event.unit_id, Contest.id.not_in(taken)
    )
    return [(row.id, row.title) for row in session.execute(query.order_by(Contest.opens_at, Contest.id))]
