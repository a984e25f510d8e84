"""How the door of a session works: exits, days, codes, evidence. What happens at it belongs to `quizapp.checkins`."""

from __future__ import annotations

import msgspec
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.activities.facts import Lock, SessionFacts, load_facts
from quizapp.activities.models import ActivitySession
from quizapp.activities.rules import DoorSettings
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.ledger import session_heads

#: A rotating code stays at least and at most this long.
CODE_INTERVALS_S = (10, 120)
#: Doubts that may be made to refuse; all others only inform.
BLOCKABLE = ("far", "no_location", "shared_device")
_LIMITS = {
    "tolerance_min": (0, 120), "min_stay_min": (0, 24 * 60), "radius_m": (20, 20_000), "shared_device_at": (2, 200),
}  # fmt: skip


def change_door(session: Session, session_id: int, wanted: DoorSettings) -> SessionFacts:
    """The session with other door settings; the round of the code stays as it is.

    Raises `Invalid` for a value that cannot be and `Conflict` for a cancelled session, or when heads stand that were
    counted by the other rule of days.
    """
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能再改"))
    _check(wanted)
    if wanted.counts_each_day != facts.door.counts_each_day and session_heads(session, [session_id]):
        raise Conflict(N_("已经有人签到，按天计还是按场计不能再改：请另加一场"))
    return _store(session, session_id, msgspec.structs.replace(wanted, code_round=facts.door.code_round))


def _check(wanted: DoorSettings) -> None:
    low, high = CODE_INTERVALS_S
    if wanted.code_interval_s and not low <= wanted.code_interval_s <= high:
        raise Invalid(N_("动态码每 %(low)d 到 %(high)d 秒换一次"), field="code_interval_s", low=low, high=high)
    for name, (least, most) in _LIMITS.items():
        if not least <= getattr(wanted, name) <= most:
            raise Invalid(N_("请填 %(low)d 到 %(high)d 之间的数"), field=name, low=least, high=most)
    if (wanted.latitude is None) != (wanted.longitude is None):
        raise Invalid(N_("纬度和经度要一起填"), field="latitude")
    if not (-90 <= (wanted.latitude or 0) <= 90 and -180 <= (wanted.longitude or 0) <= 180):
        raise Invalid(N_("纬度在 -90 到 90 之间，经度在 -180 到 180 之间"), field="latitude")
    if set(wanted.blocks) - set(BLOCKABLE):
        raise Invalid(N_("不认识的拦截条件"), field="blocks")
    if wanted.latitude is None and {"far", "no_location"} & set(wanted.blocks):
        raise Invalid(N_("要按距离拦截，先填会场的位置"), field="latitude")


def renew_codes(session: Session, session_id: int) -> SessionFacts:
    """The session with new rotating codes and screen links; those that went out before are worth nothing."""
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    return _store(session, session_id, msgspec.structs.replace(facts.door, code_round=facts.door.code_round + 1))


def _store(session: Session, session_id: int, door: DoorSettings) -> SessionFacts:
    session.execute(
        update(ActivitySession)
        .where(ActivitySession.id == session_id)
        .values(door=msgspec.to_builtins(door))
        .execution_options(synchronize_session=False)
    )
    return load_facts(session, session_id)
