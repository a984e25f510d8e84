"""Routes of activities that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.activities import SessionFacts, record_as_held
from tests.house.cases import Scoped, World
from tests.support.month import open_month, plan_session


def build(world: World) -> SessionFacts:
    """A session of the owner's own activity."""
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    return plan_session(world.session, month, world.owner, now=world.now)


def _activity(world: World) -> Mapping[str, int]:
    return {"activity_id": build(world).activity_id}


def _session(world: World) -> Mapping[str, int]:
    return {"session_id": build(world).id}


def _held_session(world: World) -> Mapping[str, int]:
    facts = build(world)
    record_as_held(world.session, facts.id, signed_by="李主任", actor="staff:1", now=world.now)
    return {"session_id": facts.id}


_REASON = {"reason": "暴雨"}
_ACTIVITY = {"kind": "lecture", "title": "用电安全大讲堂", "delivery": "", "sector": ""}
_TIMES = {
    "day": "2026-06-18", "starts": "09:00", "ends": "10:30", "opens_before_min": "60", "closes_after_min": "60",
    "host_unit_id": "1",
}  # fmt: skip

CASES = {
    "activity_plan.detail": Scoped(build=_activity),
    "activity_plan.edit": Scoped(build=_activity, form=_ACTIVITY),
    "activity_plan.cancel": Scoped(build=_activity, form=_REASON),
    "activity_plan.create_session": Scoped(build=_activity, form=_TIMES),
    "session_plan.edit": Scoped(build=_session, form=_TIMES),
    "session_plan.cancel": Scoped(build=_session, form=_REASON),
    "session_plan.record_held": Scoped(build=_session, form={"signed_by": "李主任"}),
    "session_plan.withdraw_held": Scoped(build=_held_session, form=_REASON),
}
