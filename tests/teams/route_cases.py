"""Routes of teams: the console's belong to the contest's unit, the phone's to whoever has the contest's code."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from quizapp.accounts import SYSTEM
from quizapp.contests import create_contest, publish_contest, read_contest_rows
from quizapp.people import NewPerson, register_person
from quizapp.teams import TeamRules, found_team, set_rules
from tests.contests.makers import VAULT, make_bank, make_campaign, make_settings
from tests.house.cases import Case, Open, Scoped, World


def _contest(world: World) -> Mapping[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"tm{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"tm{world.number}")
    made = create_contest(
        world.session, make_settings(world.now, bank_id), campaign_id=campaign.id, unit_id=world.owner.id, actor=SYSTEM,
        now=world.now,
    )  # fmt: skip
    publish_contest(world.session, made.id, actor=SYSTEM, now=world.now, rng=Random(world.number))
    set_rules(world.session, made.id, TeamRules(is_open=True), actor=SYSTEM, now=world.now)
    return {"contest_id": made.id}


def _team(world: World) -> Mapping[str, int]:
    contest_id = _contest(world)["contest_id"]
    contest = read_contest_rows(world.session, [contest_id])[contest_id]
    new = NewPerson(campaign_id=contest.campaign_id, unit_id=world.owner.id, name="甲乙", notice_version=1)
    person = register_person(world.session, new, device_hash=f"t{world.number}", vault=VAULT, now=world.now)
    return {"team_id": found_team(world.session, contest, person, "红星队", now=world.now)}


def _file(world: World) -> Mapping[str, object]:
    return {**_contest(world), "fmt": "csv"}


_RULES = {"is_open": "y", "size": "3", "min_size": "3", "formula": "sum"}
_CODE = "the contest's code is published; a phone changes only its own seat (tests/teams/test_pages.py)"

CASES: dict[str, Case] = {
    "teams_console.show": Scoped(build=_contest),
    "teams_console.save": Scoped(build=_contest, form=_RULES),
    "teams_console.approve": Scoped(build=_contest, form={"team": "1"}),
    "teams_console.rename": Scoped(build=_team, form={"name": "青山队", "reason": "重名"}),
    "teams_console.dissolve": Scoped(build=_team, form={"reason": "冒名"}),
    "teams_console.export": Scoped(build=_file),
    "team.mine": Open(why=_CODE),
    "team.found": Open(why=_CODE),
    "team.join": Open(why="the team's code is the key to its seats"),
    "team.leave": Open(why=_CODE),
    "team.invited": Open(why="the team's code is the key; names are masked"),
    "team.qr": Open(why="the team's code in another form"),
    "team.board": Open(why="masked names, only where the organizer has opened it"),
}
