"""What check-in offers on the campaign page: sessions to come to, and those one has been to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, open_sessions
from quizapp.campaigns import Campaign, Card, Group
from quizapp.checkins.queries import sessions_attended
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person
from quizapp.units import get_unit

#: Sessions further away than the first few are found when their time comes.
SHOWN = 8


def cards(session: Session, campaign: Campaign, person: Person | None, now: datetime) -> list[Card]:
    """Sessions open now first, then the next ones, then what the person came to. At most three statements."""
    unit = get_unit(session, person.unit_id if person else campaign.root_unit_id)
    coming = open_sessions(session, campaign.id, unit.path, now=now, limit=SHOWN)
    attended = sessions_attended(session, person.id) if person else {}
    found = [_card(facts, now) for facts in coming if facts.id not in attended]
    return found + [_done(facts, arrived_at) for facts, arrived_at in attended.values()]


def _card(facts: SessionFacts, now: datetime) -> Card:
    is_open = facts.opens_at <= now <= facts.closes_at
    return Card(
        group=Group.NOW if is_open else Group.LATER, title=facts.title, url=f"/s/{facts.code}", icon="user-check",
        text=_where(facts), chip=Phrase(N_("可签到")) if is_open else Phrase(""), chip_tone="live" if is_open else "",
        order=40, at=facts.starts_at,
    )  # fmt: skip


def _where(facts: SessionFacts) -> Phrase:
    at = f"{facts.local_start:%m-%d %H:%M}"
    if facts.place:
        return Phrase(N_("%(time)s，%(place)s"), time=at, place=facts.place)
    return Phrase(N_("%(time)s，%(host)s主办"), time=at, host=facts.host_name)


def _done(facts: SessionFacts, arrived_at: datetime) -> Card:
    return Card(
        group=Group.DONE, title=facts.title, url=f"/s/{facts.code}", icon="check", text=_where(facts),
        chip=Phrase(N_("已签到")), chip_tone="done", order=40, at=arrived_at,
    )  # fmt: skip
