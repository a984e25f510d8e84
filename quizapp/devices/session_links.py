"""What devices offer around a session of the console: the devices themselves, and what waits for a person."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card, Group
from quizapp.devices.queries import count_waiting
from quizapp.kit.i18n import N_, Phrase


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """Devices for who may plan; the list of what waits, while there is any, for who may check in. One statement."""
    found = []
    paths = (facts.owner_path, facts.host_path)
    if facts.cancelled_at is None and any(actor.can(Permission.EDIT_ACTIVITIES, path) for path in paths):
        found.append(_devices(facts))
    waiting = count_waiting(session, [facts.id]).get(facts.id, 0)
    if waiting and any(actor.can(Permission.CHECK_IN, path) for path in paths):
        found.append(_reviews(facts, waiting))
    return found


def _devices(facts: SessionFacts) -> Card:
    return Card(
        group=Group.NOW, title=N_("现场设备"), url=f"/console/sessions/{facts.id}/devices", icon="phone",
        text=Phrase(N_("手机扫码、自助机，断网也能签")), order=20,
    )  # fmt: skip


def _reviews(facts: SessionFacts, waiting: int) -> Card:
    return Card(
        group=Group.NOW, title=N_("待核对的签到"), url=f"/console/sessions/{facts.id}/reviews", icon="inbox",
        text=Phrase(N_("断网时放进来、对不上的")), chip=Phrase(N_("%(n)s 条"), n=waiting), chip_tone="warn", order=10,
    )  # fmt: skip
