"""Routes of leaderboards: the console's belong to the host's unit, the public ones to whoever holds the code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from quizapp.accounts import SYSTEM
from quizapp.contests import create_contest, publish_contest
from quizapp.leaderboards import BoardSettings, save_settings
from tests.contests.makers import make_bank, make_campaign, make_settings
from tests.house.cases import Case, Open, Scoped, World

FORM = {
    "shows_units": "y", "people_limit": "50", "formula": "people", "mark_percent": "60", "points_high": "2",
    "points_low": "1", "ranked_kind": "", "min_people": "5", "units_limit": "10",
}  # fmt: skip


def _contest(world: World) -> Mapping[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"dm{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"bank{world.number}")
    made = create_contest(
        world.session, make_settings(world.now, bank_id), campaign_id=campaign.id, unit_id=world.owner.id,
        actor=SYSTEM, now=world.now,
    )  # fmt: skip
    publish_contest(world.session, made.id, actor=SYSTEM, now=world.now, rng=Random(world.number))
    return {"contest_id": made.id}


def _frozen(world: World) -> Mapping[str, int]:
    made = _contest(world)
    before = world.now - timedelta(hours=1)
    settings = BoardSettings(freeze_at=world.now - timedelta(minutes=1))
    save_settings(world.session, made["contest_id"], settings, actor=SYSTEM, now=before)
    return made


def _file(world: World) -> Mapping[str, object]:
    return {**_contest(world), "fmt": "csv"}


_CODE = "the contest's code stands on the poster; 404 unless its organizer opened this board"

CASES: dict[str, Case] = {
    "boards.board": Open(why=_CODE),
    "boards.people": Open(why=_CODE),
    "board_api.units": Open(why=_CODE),
    "board_api.people": Open(why=_CODE),
    "contest_boards.edit": Scoped(build=_contest, form=FORM),
    "contest_boards.publish": Scoped(build=_frozen),
    "contest_boards.export": Scoped(build=_file),
}
