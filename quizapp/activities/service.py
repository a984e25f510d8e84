"""Planning activities: add, change and cancel them and their sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.activities.facts import Lock, SessionFacts, load_facts
from quizapp.activities.holding import rehold, require_no_heads
from quizapp.activities.kinds import ALSO, activity_tags, also_tags, get_kind, sectors
from quizapp.activities.models import Activity, ActivitySession, SessionJointHost
from quizapp.campaigns import get_campaign
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code
from quizapp.kit.text import clean_line, clean_text
from quizapp.units import Unit, get_unit, is_within

#: A session is at most this long; a month-long exhibition has a session a day.
LONGEST = timedelta(days=31)
#: Largest crowd that anybody expects; more is a slip of the finger.
MOST_PEOPLE = 1_000_000
#: Check-in opens and closes at most this many minutes before and after.
WIDEST_WINDOW_MIN = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPlan:
    """What an activity is."""

    unit_id: int
    kind: str
    title: str
    #: offline | online; empty = as the kind usually is.
    delivery: str = ""
    sector: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    #: For drills: tags of `also_tags`. None = as it is.
    also: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """When and where one session takes place, and who holds it."""

    host_unit_id: int
    starts_at: datetime
    #: None = as long as the kind usually takes.
    ends_at: datetime | None = None
    place: str = ""
    expected: int | None = None
    #: Further hosts, in the order in which they are named.
    joint_unit_ids: tuple[int, ...] = ()
    opens_before_min: int = 60
    closes_after_min: int = 60
    allows_self_check_in: bool = True


def plan_activity(
    session: Session, campaign_id: int, plan: ActivityPlan, *, nonce: str, actor: str, now: datetime
) -> Activity:
    """The new activity, or the one this form made before. Raises `Invalid` for unknown words and foreign units."""
    known = session.scalar(select(Activity).where(Activity.nonce == nonce))
    if known is not None:
        return known
    _require_in_campaign(session, campaign_id, plan.unit_id)
    activity = Activity(
        campaign_id=campaign_id, unit_id=plan.unit_id, nonce=nonce, created_at=now, created_by=actor, **_columns(plan)
    )
    session.add(activity)
    session.flush()
    return activity


def _columns(plan: ActivityPlan, known: str = "") -> dict[str, Any]:
    kind, title = get_kind(plan.kind), clean_line(plan.title, limit=100)
    if not title:
        raise Invalid(N_("请填写活动名称"), field="title")
    if plan.sector and plan.sector not in sectors():
        raise Invalid(N_("不认识的重点领域“%(word)s”"), field="sector", word=plan.sector)
    free = [tag for tag in plan.tags if not tag.startswith(ALSO)]
    offered = also_tags(kind.key)
    also = [tag for tag in known.split() if tag in offered] if plan.also is None else list(plan.also)
    strange = [*(tag for tag in free if tag not in activity_tags()), *(tag for tag in also if tag not in offered)]
    if strange:
        raise Invalid(N_("不认识的专题“%(word)s”"), field="tags", word=strange[0])
    return {
        "kind": kind.key, "title": title, "delivery": plan.delivery or kind.delivery, "sector": plan.sector,
        "tags": " ".join(sorted({*free, *also})), "description": clean_text(plan.description, limit=4000),
    }  # fmt: skip


def _require_in_campaign(session: Session, campaign_id: int, unit_id: int) -> Unit:
    """The unit. Raises `Invalid` when it does not take part in the campaign or is closed."""
    root = get_unit(session, get_campaign(session, campaign_id).root_unit_id)
    unit = get_unit(session, unit_id)
    if not unit.is_active or not is_within(unit.path, root.path):
        raise Invalid(N_("“%(name)s”不在本次活动的范围内"), field="host_unit_id", name=unit.name)
    return unit


def get_activity(session: Session, activity_id: int) -> Activity:
    """The activity. Raises `NotFound`."""
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NotFound(N_("没有这个活动"))
    return activity


def edit_activity(session: Session, activity_id: int, plan: ActivityPlan) -> Activity:
    """The changed activity. Raises `Conflict` when what it counts as would change under sessions that count already."""
    activity = get_activity(session, activity_id)
    columns = _columns(plan, known=activity.tags)
    counted = ("kind", "delivery", "sector", "tags")
    if any(columns[name] != getattr(activity, name) for name in counted) and _has_held(session, activity_id):
        raise Conflict(N_("已有场次计入统计，类别、方式、领域和专题不能再改：请取消已计入的场次，或新建一个活动"))
    for name, value in columns.items():
        setattr(activity, name, value)
    session.flush()
    return activity


def _has_held(session: Session, activity_id: int) -> bool:
    """Whether a session counts; their rows are held, so that none begins to while we look."""
    rows = session.execute(
        select(ActivitySession.held_at).where(ActivitySession.activity_id == activity_id).with_for_update()
    )
    return any(row[0] is not None for row in rows)


def add_session(session: Session, activity_id: int, plan: SessionPlan, *, nonce: str, now: datetime) -> ActivitySession:
    """The new session with its short code, or the one this form made before."""
    known = session.scalar(select(ActivitySession).where(ActivitySession.nonce == nonce))
    if known is not None:
        return known
    activity = get_activity(session, activity_id)
    if activity.cancelled_at is not None:
        raise Conflict(N_("这个活动已取消，不能再加场次"))
    _require_in_campaign(session, activity.campaign_id, plan.host_unit_id)
    added = ActivitySession(
        activity_id=activity_id, campaign_id=activity.campaign_id, code=_free_code(session), nonce=nonce,
        created_at=now, host_unit_id=plan.host_unit_id, **_session_columns(plan, activity.kind),
    )  # fmt: skip
    session.add(added)
    session.flush()
    set_joint_hosts(session, added, plan.joint_unit_ids, now=now)
    return added


def _free_code(session: Session, make: Callable[[], str] = new_short_code) -> str:
    """A code nobody has; six letters hold 148 million, so a second try is rare."""
    for _ in range(20):
        code = make()
        if session.scalar(select(ActivitySession.id).where(ActivitySession.code == code)) is None:
            return code
    raise Conflict(N_("一时取不到口令，请再试一次"))


def _session_columns(plan: SessionPlan, kind: str) -> dict[str, Any]:
    ends_at = plan.ends_at or plan.starts_at + timedelta(minutes=get_kind(kind).minutes)
    if ends_at < plan.starts_at:
        raise Invalid(N_("结束时间不能早于开始时间"), field="ends_at")
    if ends_at - plan.starts_at > LONGEST:
        raise Invalid(N_("一场最长 31 天：更长的活动请分成几场"), field="ends_at")
    if plan.expected is not None and not 0 <= plan.expected <= MOST_PEOPLE:
        raise Invalid(N_("应到人数应在 0 到 %(most)s 之间"), field="expected", most=MOST_PEOPLE)
    for name in ("opens_before_min", "closes_after_min"):
        if not 0 <= getattr(plan, name) <= WIDEST_WINDOW_MIN:
            raise Invalid(N_("签到最多提前或延后 7 天"), field=name)
    return {
        "starts_at": plan.starts_at, "ends_at": ends_at, "place": clean_line(plan.place, limit=100),
        "expected": plan.expected, "opens_before_min": plan.opens_before_min,
        "closes_after_min": plan.closes_after_min, "allows_self_check_in": plan.allows_self_check_in,
    }  # fmt: skip


def set_joint_hosts(session: Session, held: ActivitySession, unit_ids: Sequence[int], *, now: datetime) -> bool:
    """Make ``unit_ids`` the joint hosts, in this order; whether that changed anything. The host itself is left out."""
    wanted = [unit_id for unit_id in dict.fromkeys(unit_ids) if unit_id != held.host_unit_id]
    rows = session.scalars(
        select(SessionJointHost).where(SessionJointHost.session_id == held.id).order_by(SessionJointHost.id)
    ).all()
    if [row.unit_id for row in rows] == wanted:
        return False
    for unit_id in wanted:
        _require_in_campaign(session, held.campaign_id, unit_id)
    for row in rows:
        session.delete(row)
    session.flush()
    for unit_id in wanted:
        session.add(SessionJointHost(session_id=held.id, unit_id=unit_id, added_at=now))
        session.flush()  # ids in the order of the names
    return True


def edit_session(session: Session, session_id: int, plan: SessionPlan, *, actor: str, now: datetime) -> ActivitySession:
    """The changed session. When it counts already and its day or hosts change, it is taken back and counted anew."""
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    held = session.get_one(ActivitySession, session_id)
    _require_open(facts)
    columns = _session_columns(plan, facts.kind)
    if plan.host_unit_id != held.host_unit_id:
        _require_in_campaign(session, held.campaign_id, plan.host_unit_id)
    for name, value in columns.items():
        setattr(held, name, value)
    held.host_unit_id = plan.host_unit_id
    session.flush()
    hosts_changed = set_joint_hosts(session, held, plan.joint_unit_ids, now=now)
    after = load_facts(session, session_id)
    if (after.host_unit_id, after.day) != (facts.host_unit_id, facts.day) or hosts_changed:
        rehold(session, after, reason=N_("场次的时间或主办单位已更正"), actor=actor, now=now)
    return held


def _require_open(facts: SessionFacts) -> None:
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能再改"))


def cancel_session(session: Session, session_id: int, *, reason: str, actor: str, now: datetime) -> SessionFacts:
    """The cancelled session; it counts no more. Raises `Conflict` while heads stand: people who came are not undone in bulk."""
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    if facts.cancelled_at is not None:
        return facts
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明取消原因"), field="reason")
    require_no_heads(session, facts, reason=why, actor=actor, now=now)
    session.execute(
        update(ActivitySession)
        .where(ActivitySession.id == session_id)
        .values(cancelled_at=now, cancel_reason=why)
        .execution_options(synchronize_session=False)
    )
    return load_facts(session, session_id)


def cancel_activity(session: Session, activity_id: int, *, reason: str, actor: str, now: datetime) -> Activity:
    """The cancelled activity with all its sessions. Raises `Conflict` while heads stand in one of them."""
    activity = get_activity(session, activity_id)
    ids = session.scalars(select(ActivitySession.id).where(ActivitySession.activity_id == activity_id)).all()
    for session_id in ids:
        cancel_session(session, session_id, reason=reason, actor=actor, now=now)
    activity.cancelled_at = activity.cancelled_at or now
    session.flush()
    return activity
