"""Activities (活动): what is planned, its sessions with time, place and hosts, and whether they took place.

Kinds are data (``kinds.toml``). Who came to a session belongs to `quizapp.checkins`.
"""

from quizapp.activities.access import activity_for, session_for
from quizapp.activities.door import BLOCKABLE, CODE_INTERVALS_S, change_door, renew_codes
from quizapp.activities.facts import Lock, SessionFacts, load_facts, load_facts_by_code, load_many_facts
from quizapp.activities.holding import record_as_held, settle, standing_record, withdraw_record
from quizapp.activities.kinds import (
    ActivityKind,
    activity_groups,
    activity_kinds,
    activity_tags,
    also_tags,
    get_kind,
    sectors,
)
from quizapp.activities.marks import mark_of
from quizapp.activities.models import Activity, ActivitySession, SessionRecord
from quizapp.activities.producer import open_holding
from quizapp.activities.queries import (
    ListedSession,
    find_units_named,
    joint_hosts_of,
    list_sessions,
    list_sessions_of,
    open_sessions,
    sessions_for_everybody,
)
from quizapp.activities.realign import realign_joint_sessions
from quizapp.activities.rules import DoorSettings
from quizapp.activities.service import (
    ActivityPlan,
    SessionPlan,
    add_session,
    cancel_activity,
    cancel_session,
    edit_activity,
    edit_session,
    get_activity,
    plan_activity,
)

__all__ = [
    "BLOCKABLE",
    "CODE_INTERVALS_S",
    "Activity",
    "ActivityKind",
    "ActivityPlan",
    "ActivitySession",
    "DoorSettings",
    "ListedSession",
    "Lock",
    "SessionFacts",
    "SessionPlan",
    "SessionRecord",
    "activity_for",
    "activity_groups",
    "activity_kinds",
    "activity_tags",
    "add_session",
    "also_tags",
    "cancel_activity",
    "cancel_session",
    "change_door",
    "edit_activity",
    "edit_session",
    "find_units_named",
    "get_activity",
    "get_kind",
    "joint_hosts_of",
    "list_sessions",
    "list_sessions_of",
    "load_facts",
    "load_facts_by_code",
    "load_many_facts",
    "mark_of",
    "open_holding",
    "open_sessions",
    "plan_activity",
    "realign_joint_sessions",
    "record_as_held",
    "renew_codes",
    "sectors",
    "session_for",
    "sessions_for_everybody",
    "settle",
    "standing_record",
    "withdraw_record",
]
