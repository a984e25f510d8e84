"""Who may do what with an activity or a session: decided by its units, in the words of `quizapp.accounts`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities.facts import Lock, SessionFacts, load_facts
from quizapp.activities.models import Activity
from quizapp.activities.queries import joint_hosts_of
from quizapp.activities.service import get_activity
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.units import get_unit

#: What joint hosts may do beside the host: see and receive people, not change the plan.
_SHARED = {Permission.VIEW, Permission.EXPORT, Permission.CHECK_IN}


def activity_for(session: Session, activity_id: int, permission: Permission, actor: Actor) -> Activity:
    """The activity, if the actor may do ``permission`` at its unit. Raises `NotFound` out of reach, else `NotAllowed`."""
    activity = get_activity(session, activity_id)
    actor.require(permission, get_unit(session, activity.unit_id).path)
    return activity


def session_for(
    session: Session, session_id: int, permission: Permission, actor: Actor, *, lock: Lock = Lock.NONE
) -> SessionFacts:
    """The session, if the actor may do ``permission`` at the unit that planned it or at its host.

    Joint hosts see it and check people in. Raises `NotFound` out of reach, else `NotAllowed`.
    """
    facts = load_facts(session, session_id, lock=lock)
    paths = [facts.owner_path, facts.host_path]
    if facts.has_joint_hosts and permission in _SHARED:
        paths += [unit.path for unit in joint_hosts_of(session, session_id)]
    require_any(actor, permission, paths)
    return facts


def require_any(actor: Actor, permission: Permission, paths: list[str]) -> None:
    """Return quietly when the actor may do it at one of the units."""
    if any(actor.can(permission, path) for path in paths):
        return
    seen = next((path for path in paths if actor.sees(path)), None)
    if seen is None:
        raise NotFound(N_("没有这场活动：它可能已被删除，或不在您负责的单位里"))
    actor.require(permission, seen)
