"""A safety month in 东明县 with something going on: what tests of producers start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from quizapp.activities import ActivityPlan, SessionFacts, SessionPlan, add_session, load_facts, plan_activity
from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.kit.ids import new_token
from quizapp.kit.vault import Vault
from quizapp.ledger import Scope, sums
from quizapp.people import NewPerson, Person, register_person
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.factories import Place

VAULT = Vault(b"a key of exactly thirty-two byte")


@dataclass(frozen=True, kw_only=True)
class Month:
    """A campaign of 东明县."""

    id: int
    code: str


def open_month(session: Session, cast: Cast, now: datetime = OPENING, code: str = "dm2026") -> Month:
    """The county's campaign, running all June."""
    new = NewCampaign(
        root_unit_id=cast.county.id, code=code, title="东明县安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30), theme="人人讲安全、个个会应急",
    )  # fmt: skip
    campaign = open_campaign(session, new, now=now)
    return Month(id=campaign.id, code=campaign.code)


def plan_session(
    session: Session, month: Month, host: Place, *, now: datetime = OPENING, kind: str = "lecture",
    title: str = "用电安全大讲堂", joint: tuple[Place, ...] = (), sector: str = "", tags: tuple[str, ...] = (),
    delivery: str = "", **plan: Any,
) -> SessionFacts:  # fmt: skip
    """An activity with one session that starts now and lasts an hour."""
    activity = plan_activity(
        session, month.id, ActivityPlan(unit_id=host.id, kind=kind, title=title, sector=sector, tags=tags, delivery=delivery),
        nonce=new_token(), actor="staff:1", now=now,
    )  # fmt: skip
    values: dict[str, Any] = {"starts_at": now, "ends_at": now + timedelta(hours=1), "place": "村委会"} | plan
    added = add_session(
        session, activity.id,
        SessionPlan(host_unit_id=host.id, joint_unit_ids=tuple(place.id for place in joint), **values),
        nonce=new_token(), now=now,
    )  # fmt: skip
    return load_facts(session, added.id)


def add_person(session: Session, month: Month, unit: Place, name: str = "张三", now: datetime = OPENING) -> Person:
    """A participant of a unit."""
    new = NewPerson(campaign_id=month.id, unit_id=unit.id, name=name, origin="helper")
    return register_person(session, new, device_hash=None, vault=VAULT, now=now)


def figure(session: Session, month: Month, unit: Place, measure: str, *kinds: str, tag: str = "") -> int:
    """A sum over the unit's subtree, as a form would show it."""
    found = sums(session, Scope(campaign_id=month.id, unit_path=unit.path), kinds=kinds or None)
    return sum(each.quantity for each in found if each.measure == measure and (not tag or each.has_tags([tag])))
