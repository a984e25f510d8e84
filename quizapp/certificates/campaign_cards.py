"""Certificates on the campaign's page: the ones this person has, one tap away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, Card, Group
from quizapp.certificates.attended_queries import attended_of
from quizapp.certificates.queries import my_offers
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person


def cards(session: Session, campaign: Campaign, person: Person | None, _now: datetime) -> list[Card]:
    """A card for each contest whose certificate this person has or may fetch, and for those of attendance. Two statements where none is offered."""
    if person is None:
        return []
    mine = [_card(*each) for each in my_offers(session, campaign.id, person.id)]
    return mine + [_attended(*each) for each in attended_of(session, campaign.id, person.id)]


def _attended(code: str, title: str, session_title: str) -> Card:
    return Card(
        group=Group.DONE, title=f"{title} · {session_title}", url=f"/s/{code}/certificate", icon="award", order=41,
        text=Phrase(N_("打开证书，可以保存图片或 PDF")), chip=Phrase(N_("已发放")), chip_tone="done",
    )  # fmt: skip


def _card(code: str, title: str, has_it: bool) -> Card:
    chip = Phrase(N_("已领取") if has_it else N_("可以领取"))
    return Card(
        group=Group.DONE if has_it else Group.NOW, title=title, url=f"/q/{code}/certificate", icon="award",
        text=Phrase(N_("打开证书，可以保存图片或 PDF")), chip=chip, chip_tone="done" if has_it else "action", order=40,
    )  # fmt: skip
