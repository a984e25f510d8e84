"""Routes of events: the console's belong to the event's unit, the phone's to whoever has the event's code."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from quizapp.accounts import SYSTEM
from quizapp.contests import Contest, close_contest, create_contest, publish_contest
from quizapp.rounds import RoundSettings, Rule, add_round, create_event, publish_list
from tests.contests.makers import make_bank, make_campaign, make_settings
from tests.house.cases import Case, Open, Scoped, World
from tests.prizes.makers import take_part


def _event(world: World) -> dict[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"ev{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"ev{world.number}")
    made = create_contest(
        world.session, make_settings(world.now, bank_id), campaign_id=campaign.id, unit_id=world.owner.id, actor=SYSTEM,
        now=world.now,
    )  # fmt: skip
    publish_contest(world.session, made.id, actor=SYSTEM, now=world.now, rng=Random(world.number))
    event = create_event(
        world.session, campaign_id=campaign.id, unit_id=world.owner.id, title="争霸赛", intro="", actor=SYSTEM,
        now=world.now, rng=Random(world.number),
    )  # fmt: skip
    return {"event_id": event.id, "contest_id": made.id}


def _only_event(world: World) -> Mapping[str, int]:
    return {"event_id": _event(world)["event_id"]}


def _round(world: World, *, is_over: bool = False, is_published: bool = False) -> dict[str, int]:
    made = _event(world)
    settings = RoundSettings(title="初赛", contest_id=made["contest_id"], rule=Rule(amount=1))
    round_ = add_round(world.session, made["event_id"], settings, actor=SYSTEM, now=world.now)
    contest = world.session.get_one(Contest, made["contest_id"])
    person = take_part(world.session, contest, world.owner.id, world.now, world.number)
    if is_over or is_published:
        close_contest(world.session, contest.id, actor=SYSTEM, now=world.now)
    if is_published:
        publish_list(world.session, round_.id, actor=SYSTEM, now=world.now)
    return {"round_id": round_.id, "person_id": person.id}


def _open_round(world: World) -> Mapping[str, int]:
    return {"round_id": _round(world)["round_id"]}


def _ended_round(world: World) -> Mapping[str, int]:
    return {"round_id": _round(world, is_over=True)["round_id"]}


def _file(world: World) -> Mapping[str, object]:
    return {"round_id": _round(world, is_published=True)["round_id"], "fmt": "csv"}


_RULE = {"title": "初赛", "kind": "top", "amount": "3", "reserves": "1"}
_CODE = "the event's code is published; lists show masked names (tests/rounds/test_pages.py)"

CASES: dict[str, Case] = {
    "events.detail": Scoped(build=_only_event),
    "events.edit": Scoped(build=_only_event, form={"title": "争霸赛"}),
    "events.add": Scoped(build=_only_event, form=_RULE),
    "events.edit_round": Scoped(build=_open_round, form=_RULE),
    "events.drop": Scoped(build=_open_round),
    "event_lists.show": Scoped(build=_open_round),
    "event_lists.decide": Scoped(build=_open_round, form={"person_id": "1", "verdict": "undo"}),
    "event_lists.publish": Scoped(build=_ended_round),
    "event_lists.export": Scoped(build=_file),
    "event.page": Open(why=_CODE),
    "event.listed": Open(why=_CODE),
    "event.decline": Open(why="a phone gives up the place of its own person alone (tests/rounds/test_pages.py)"),
    "event.file": Open(why="numbers say nothing about people without the event's secret key"),
}
