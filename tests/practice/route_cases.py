"""Routes of practice: the console's belong to the campaign's top unit, the phone's to whoever has the campaign's code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from quizapp.campaigns import NewCampaign, open_campaign
from tests.contests.makers import make_bank
from tests.house.cases import Case, Open, Scoped, World
from tests.practice.makers import open_practice


def _campaign(world: World) -> Mapping[str, int]:
    new = NewCampaign(
        root_unit_id=world.owner.id, code=f"pr{world.number}", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    campaign = open_campaign(world.session, new, now=world.now)
    bank_id = make_bank(world.session, world.now, key=f"pr{world.number}")
    open_practice(world.session, campaign.id, (bank_id,), world.now)
    return {"campaign_id": campaign.id}


_CODE = (
    "the campaign's code is published; a phone sees and changes only its own progress (tests/practice/test_pages.py)"
)

CASES: dict[str, Case] = {
    "practice_console.edit": Scoped(build=_campaign, form={"modes": "free"}),
    "practice.home": Open(why=_CODE),
    "practice.bank": Open(why="only banks that the campaign has opened are found"),
    "practice.go": Open(why=_CODE),
    "practice.answer": Open(why=_CODE),
    "practice.mistakes": Open(why=_CODE),
    "practice.leave": Open(why=_CODE),
    "daily.today": Open(why=_CODE),
    "daily.day": Open(why="days of the campaign up to today; a question of a later day does not exist yet"),
    "daily.answer": Open(why=_CODE),
    "challenge.start_page": Open(why=_CODE),
    "challenge.start": Open(why=_CODE),
    "challenge.run": Open(why=_CODE),
    "challenge.answer": Open(why=_CODE),
    "challenge.board": Open(why="masked names, only where the organizer has opened it"),
    "race.lobby": Open(why="masked names of those who agreed to be raced against"),
    "race.start": Open(why=_CODE),
    "race.run": Open(why="a run is found by the phone or person that runs it alone (tests/practice/test_race.py)"),
    "race.answer": Open(why="a run is found by the phone or person that runs it alone (tests/practice/test_race.py)"),
    "practice_mine.show": Open(why=_CODE),
    "practice_mine.erase": Open(why=_CODE),
}
