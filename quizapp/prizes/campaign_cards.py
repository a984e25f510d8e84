"""Prize draws on the campaign's page: rules to read, winners to see, a prize to fetch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, Card, Group
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person
from quizapp.prizes.queries import DrawRow, MyWin, list_draws, my_win
from quizapp.prizes.rules import DrawState, WinState


def cards(session: Session, campaign: Campaign, person: Person | None, now: datetime) -> list[Card]:
    """A card for each published draw. One statement, one more for each draw with winners."""
    draws = list_draws(session, campaign_id=campaign.id)
    return [_card(found, _mine(session, found, person)) for found in draws]


def _mine(session: Session, found: DrawRow, person: Person | None) -> MyWin | None:
    return my_win(session, found.draw.id, person.id) if person and found.state is DrawState.DRAWN else None


def _card(found: DrawRow, mine: MyWin | None) -> Card:
    is_waiting = mine is not None and mine.state is not WinState.GIVEN
    chips = {
        DrawState.PUBLISHED: (Phrase(N_("规则已公布")), ""), DrawState.FROZEN: (Phrase(N_("待开奖")), "action"),
        DrawState.DRAWN: (Phrase(N_("已开奖")), "done"),
    }  # fmt: skip
    chip, tone = (Phrase(N_("您中奖了")), "warn") if is_waiting else chips[found.state]
    over = Group.DONE if mine is not None else Group.OVER
    group = Group.NOW if is_waiting else over if found.state is DrawState.DRAWN else Group.LATER
    text = Phrase(N_("%(contest)s的抽奖"), contest=found.contest_title)
    return Card(group=group, title=found.draw.title, url=f"/d/{found.draw.code}", icon="gift", text=text, chip=chip, chip_tone=tone, order=30)  # fmt: skip
