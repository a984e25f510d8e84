"""Routes of the campaign pages that name an object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import insert

from quizapp.campaigns import Feedback, NewCampaign, open_campaign
from tests.house.cases import Case, Open, Scoped, World


def _feedback(world: World) -> Mapping[str, int]:
    new = NewCampaign(
        root_unit_id=world.cast.county.id, code=f"case{world.number}", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    campaign = open_campaign(world.session, new, now=world.now)
    values = {
        "campaign_id": campaign.id, "unit_id": world.owner.id, "topic": "problem", "text": "字太小", "nonce": f"n{world.number}",
        "sent_at": world.now,
    }  # fmt: skip
    return {"feedback_id": world.session.execute(insert(Feedback).values(values).returning(Feedback.id)).scalar_one()}


_CODE = "the campaign's code stands on posters; the pages belong to whoever holds the phone"

CASES: dict[str, Case] = {
    "campaigns.show": Open(why=_CODE),
    "campaigns.privacy": Open(why=_CODE),
    "campaigns.feedback": Open(why=_CODE),
    "identity.me": Open(why=_CODE),
    "identity.switch": Open(why="only people whom this phone has spoken for before"),
    "identity.leave": Open(why=_CODE),
    "record.show": Open(why="shows the record of the person on this phone"),
    "record.export": Open(why="the data of the person on this phone"),
    "record.rename": Open(why="the person on this phone"),
    "record.erase": Open(why="the person on this phone"),
    "campaign_console.settle": Scoped(build=_feedback, form={"answer": "已放大"}),
    "campaign_console.contact": Scoped(build=_feedback),
}
