"""A person's place on a published list, as a card says it."""

from __future__ import annotations

from quizapp.campaigns import Card, Group
from quizapp.kit.i18n import N_, Phrase
from quizapp.rounds.queries import MyPlace, goes_on
from quizapp.rounds.rules import PlaceState, Role


def place_card(mine: MyPlace) -> Card:
    """Where the person stands; in words of his own place, never of others."""
    goes = goes_on(mine.place)
    title, text, chip, tone = _said(mine)
    url = f"/e/{mine.event_code}/{mine.found.number}"
    return Card(
        group=Group.NOW if goes else Group.DONE, title=title, url=url, icon="award" if goes else "people", text=text,
        chip=chip, chip_tone=tone, order=4,
    )  # fmt: skip


def _said(mine: MyPlace) -> tuple[Phrase, Phrase, Phrase, str]:
    coming: Phrase | str = mine.next_title or Phrase(N_("下一轮"))
    event = Phrase(N_("%(event)s，点开看名单"), event=mine.event_title)
    if goes_on(mine.place):
        chip = Phrase(N_("递补入围")) if mine.place.moved_up_at else Phrase(N_("已入围"))
        return Phrase(N_("您已入围%(round)s"), round=coming), event, chip, "done"
    if mine.place.state == PlaceState.STANDS and mine.place.role == Role.RESERVE:
        return Phrase(N_("您在%(round)s的候补名单上"), round=coming), event, Phrase(N_("候补")), "action"
    return Phrase(N_("您不再参加%(round)s"), round=coming), event, Phrase(""), ""
