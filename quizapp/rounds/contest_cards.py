"""The event on a contest's page: that it is a round, and where this person stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Card, Group
from quizapp.contests import ContestRow
from quizapp.db import first_row
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person
from quizapp.rounds.models import EventRound, RoundEvent
from quizapp.rounds.places import place_card
from quizapp.rounds.queries import my_places

#: Asked for everybody who looks at a contest; most are no round.
_ROUND = (
    select(EventRound.number, EventRound.title.label("round_title"), RoundEvent.code, RoundEvent.title)
    .join(RoundEvent, RoundEvent.id == EventRound.event_id)
    .where(EventRound.contest_id == bindparam("wanted"))
)


def cards(session: Session, *, contest: ContestRow, person: Person | None, now: datetime) -> list[Card]:
    """The way to the event, and the person's place on a list from or into this round. One statement, or two."""
    row = first_row(session, _ROUND, {"wanted": contest.id})
    if row is None:
        return []
    url = f"/e/{row.code}"
    text = Phrase(N_("这是第 %(n)d 轮：%(round)s。赛程和晋级办法"), n=row.number, round=row.round_title)
    found = [Card(group=Group.NOW, title=row.title, url=url, icon="flag", text=text, order=20)]
    mine = my_places(session, person.id, campaign_id=contest.campaign_id) if person else []
    here = [each for each in mine if contest.id in (each.found.contest_id, each.next_contest_id)]
    return [place_card(each) for each in here] + found
