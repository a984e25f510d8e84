"""Reading activities: lists for the console and the campaign page, each a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from quizapp.activities.facts import SessionFacts, list_facts
from quizapp.activities.models import Activity, ActivitySession, SessionJointHost
from quizapp.campaigns import Campaign
from quizapp.kit.text import clean_line
from quizapp.ledger import session_heads
from quizapp.units import Unit, ancestor_ids, within, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSession:
    """A session with its heads, for lists."""

    facts: SessionFacts
    heads: int


def list_sessions(
    session: Session,
    campaign_id: int,
    *,
    paths: Collection[str],
    kind: str = "",
    kinds: Collection[str] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    newest_first: bool = True,
    limit: int = 200,
) -> list[ListedSession]:
    """Sessions hosted (also jointly) in the subtrees, that start in ``start <= t < end``. Two statements."""
    conditions = [ActivitySession.campaign_id == campaign_id, _hosted_in(paths)]
    conditions += [Activity.kind == kind] if kind else []
    conditions += [Activity.kind.in_(kinds)] if kinds else []
    conditions += [ActivitySession.starts_at >= start] if start is not None else []
    conditions += [ActivitySession.starts_at < end] if end is not None else []
    return _with_heads(session, list_facts(session, *conditions, limit=limit, newest_first=newest_first))


def _hosted_in(paths: Collection[str]) -> ColumnElement[bool]:
    joint = (
        select(SessionJointHost.session_id)
        .join(Unit, Unit.id == SessionJointHost.unit_id)
        .where(within_any(paths))
        .correlate(None)
    )
    return or_(within_any(paths), ActivitySession.id.in_(joint))


def list_sessions_of(session: Session, activity_id: int) -> list[ListedSession]:
    """All sessions of one activity, the first one first. Two statements."""
    return _with_heads(
        session, list_facts(session, ActivitySession.activity_id == activity_id, limit=500, newest_first=False)
    )


def open_sessions(
    session: Session, campaign_id: int, unit_path: str, *, now: datetime, limit: int = 20
) -> list[SessionFacts]:
    """Sessions not over yet of the unit at ``unit_path``, of those below, above and beside it. One statement."""
    above = [unit_path[: place + 1] for place, letter in enumerate(unit_path) if letter == "/" and place > 0]
    return list_facts(
        session,
        *_coming(campaign_id, now),
        or_(Unit.path.in_(above), within(unit_path), Unit.parent_id.in_(ancestor_ids(unit_path)[-2:-1])),
        limit=limit,
        newest_first=False,
    )


def sessions_for_everybody(
    session: Session, campaign: Campaign, *, now: datetime, limit: int = 20
) -> list[SessionFacts]:
    """Sessions not over yet that anybody in the campaign may come to: with self check-in, or of its own host. One statement."""
    is_open = or_(ActivitySession.allows_self_check_in, ActivitySession.host_unit_id == campaign.root_unit_id)
    return list_facts(session, *_coming(campaign.id, now), is_open, limit=limit, newest_first=False)


def _coming(campaign_id: int, now: datetime) -> list[ColumnElement[bool]]:
    return [
        ActivitySession.campaign_id == campaign_id,
        ActivitySession.cancelled_at.is_(None),
        ActivitySession.ends_at >= now,
    ]


def find_units_named(session: Session, name: str, *, path: str) -> list[Unit]:
    """Active units of the subtree with exactly this name or code; several when a name is not unique."""
    word = clean_line(name, limit=100)
    same = or_(Unit.name == word, Unit.code == word)
    return list(session.scalars(select(Unit).where(Unit.is_active, within(path), same).order_by(Unit.path).limit(9)))


def joint_hosts_of(session: Session, session_id: int) -> list[Unit]:
    """Joint hosts in the order in which they were named."""
    return list(
        session.scalars(
            select(Unit)
            .join(SessionJointHost, SessionJointHost.unit_id == Unit.id)
            .where(SessionJointHost.session_id == session_id)
            .order_by(SessionJointHost.id)
        )
    )


def _with_heads(session: Session, found: list[SessionFacts]) -> list[ListedSession]:
    heads = session_heads(session, [facts.id for facts in found])
    return [ListedSession(facts=facts, heads=sum(heads.get(facts.id, {}).values())) for facts in found]
