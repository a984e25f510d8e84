"""Loading the demo: units, campaign, contests and planned sessions, all through the public services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Grant, NewStaff, Role, create_staff, make_one_time_password
from quizapp.activities import ActivityPlan, SessionPlan, add_session, get_kind, plan_activity
from quizapp.banks import QuestionBank, sync_shipped_banks
from quizapp.campaigns import Campaign, NewCampaign, open_campaign
from quizapp.contests import ContestSettings, create_contest, publish_contest
from quizapp.demo.content import ACTOR, ActivityRow, activity_rows, content, unit_rows
from quizapp.demo.honours import announce_draw, offer_certificate, open_practice
from quizapp.demo.rooms import open_lobby
from quizapp.demo.shows import prepare_show
from quizapp.kit.clock import day_bounds, local_date
from quizapp.leaderboards import BoardSettings, save_settings
from quizapp.units import NewUnit, Unit, add_unit

#: User name of the demo's organizer; the password is made anew and shown once.
ORGANIZER = "organizer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was loaded. The organizer's one-time password is known only here."""

    campaign_id: int
    campaign_code: str
    organizer: NewStaff


def is_empty(session: Session) -> bool:
    """Whether the installation has no unit yet."""
    return not session.scalar(select(func.count(Unit.id)))


def load_demo(session: Session, *, now: datetime, rng: Random) -> Loaded:
    """The demo campaign in an empty installation; today is in its third week, its contests are open, a live
    quiz waits for people and a team contest for its start."""
    units = _add_units(session, now)
    top = units[unit_rows()[0].code]
    actor = demo_actor(top)
    sync_shipped_banks(session, now=now)
    campaign = _open_campaign(session, top, now)
    start, _ = day_bounds(campaign.starts_on, campaign.time_zone)
    _add_contests(session, campaign, units, actor, start, now, rng)
    for number, row in enumerate(activity_rows()):
        _plan_session(session, campaign, units, row, start, number, now)
    open_lobby(session, campaign, units, now=now, rng=rng)
    prepare_show(session, campaign, units, "ready", actor=actor, now=now, rng=rng)
    organizer = create_staff(
        session, actor, username=ORGANIZER, display_name="演示组织者", role=Role.CAMPAIGN_ADMIN, unit_id=top.id,
        password=make_one_time_password(), now=now,
    )  # fmt: skip
    return Loaded(campaign_id=campaign.id, campaign_code=campaign.code, organizer=organizer)


def demo_actor(top: Unit) -> Actor:
    """Whoever loads the demo: admin of its tree."""
    return Actor(id=None, name=ACTOR, grants=(Grant(role=Role.CAMPAIGN_ADMIN, unit_id=top.id, unit_path=top.path),))


def _add_units(session: Session, now: datetime) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for row in unit_rows():
        new = NewUnit(
            code=row.code, name=row.name, level=row.level, kind=row.kind,
            parent_id=units[row.parent].id if row.parent else None,
            headcount=row.headcount or None, headcount_as_of=local_date(now) if row.headcount else None,
        )  # fmt: skip
        units[row.code] = add_unit(session, new, actor=ACTOR, now=now)
    return units


def _open_campaign(session: Session, top: Unit, now: datetime) -> Campaign:
    facts = content()["campaign"]
    starts_on = local_date(now) - timedelta(days=facts["today_is_day"] - 1)
    new = NewCampaign(
        root_unit_id=top.id, code=facts["code"], title=facts["title"], year=starts_on.year, starts_on=starts_on,
        ends_on=starts_on + timedelta(days=facts["days"] - 1), theme=facts["theme"], form_key=facts["form_key"],
        privacy_notice=facts["privacy_notice"].strip(), contact_name=facts["contact_name"],
        contact_phone=facts["contact_phone"],
    )  # fmt: skip
    return open_campaign(session, new, now=now)


def _add_contests(
    session: Session,
    campaign: Campaign,
    units: dict[str, Unit],
    actor: Actor,
    start: datetime,
    now: datetime,
    rng: Random,
) -> None:
    ids = {bank.key: bank.id for bank in session.scalars(select(QuestionBank).where(QuestionBank.unit_id.is_(None)))}
    ends = start + timedelta(days=content()["campaign"]["days"])
    for row in content()["contests"]:
        over = start + timedelta(days=row["last_day"]) if "last_day" in row else ends
        settings = ContestSettings(
            title=row["title"], opens_at=start, closes_at=over, bank_ids=tuple(ids[key] for key in row["banks"]),
            question_count=row["question_count"], minutes_limit=row["minutes_limit"] or None,
            tries_per_day=row["tries_per_day"] or None, intro=row["intro"],
            points_each=10_000 // row["question_count"],
        )  # fmt: skip
        contest = create_contest(
            session, settings, campaign_id=campaign.id, unit_id=units[row["unit"]].id, actor=actor, now=start
        )
        publish_contest(session, contest.id, actor=actor, now=start, rng=rng)
        if row["board"]:
            save_settings(session, contest.id, BoardSettings(shows_units=True), actor=actor, now=now)
        if "certificate" in row:
            offer_certificate(session, contest, row["certificate"], actor, start)
        if row.get("draw"):
            until = local_date(over, campaign.time_zone) + timedelta(days=30)
            announce_draw(session, contest, actor, claim_until=until, now=start, rng=rng)
    practised = {key for row in content()["contests"] for key in row["banks"]}
    open_practice(session, campaign, tuple(ids[key] for key in sorted(practised)), actor, start, rng)


def session_start(row: ActivityRow, start: datetime, now: datetime) -> datetime:
    """When the row's session begins; the one that is on right now began half an hour ago."""
    if row.door == "live":
        return now - timedelta(minutes=30)
    return start + timedelta(days=row.day, hours=row.hour)


def _plan_session(
    session: Session,
    campaign: Campaign,
    units: dict[str, Unit],
    row: ActivityRow,
    start: datetime,
    number: int,
    now: datetime,
) -> None:
    unit = units[row.unit]
    plan = ActivityPlan(unit_id=unit.id, kind=row.kind, title=row.title, delivery=get_kind(row.kind).delivery)
    activity = plan_activity(session, campaign.id, plan, nonce=f"demo-activity-{number}", actor=ACTOR, now=start)
    begins = session_start(row, start, now)
    joint = (units["dm-yj"].id, units["dm-zhen"].id) if row.door == "joint" else ()
    timing = SessionPlan(
        host_unit_id=unit.id, starts_at=begins, ends_at=begins + timedelta(minutes=row.minutes), place=row.place,
        expected=row.expected, joint_unit_ids=joint,
    )  # fmt: skip
    add_session(session, activity.id, timing, nonce=f"demo-session-{number}", now=start)
