"""What check-in offers on the campaign page: sessions to come to, and those one has been to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, open_sessions, sessions_for_everybody
from quizapp.campaigns import Campaign, Card, Group
from quizapp.checkins.queries import sessions_attended
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person
from quizapp.units import get_unit

#: Sessions further away than the first few are found when their time comes.
SHOWN = 8


def cards(session: Session, campaign: Campaign, person: Person | None, now: datetime) -> list[Card]:
    """Sessions of the person's units first, then those open to everybody, then what he came to. At most four statements.

    Whatever is offered before a name was given stays offered afterwards.
    """
    everybody = sessions_for_everybody(session, campaign, now=now, limit=SHOWN)
    if person is None:
        return [_card(facts, now) for facts in everybody]
    unit = get_unit(session, person.unit_id)
    near = {facts.id: facts for facts in open_sessions(session, campaign.id, unit.path, now=now, limit=SHOWN)}
    attended = sessions_attended(session, person.id)
    found = [_card(facts, now) for facts in near.values() if facts.id not in attended]
    found += [_card(facts, now, order=45) for facts in everybody if facts.id not in {*near, *attended}]
    return found + [_done(facts, arrived_at) for facts, arrived_at in attended.values()]


def _card(facts: SessionFacts, now: datetime, *, order: int = 40) -> Card:
    is_open = facts.opens_at <= now <= facts.closes_at
    return Card(
        group=Group.NOW if is_open else Group.LATER, title=facts.title, url=f"/s/{facts.code}", icon="user-check",
        text=_where(facts), chip=Phrase(N_("可签到")) if is_open else Phrase(""), chip_tone="live" if is_open else "",
        order=order, at=facts.starts_at,
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
