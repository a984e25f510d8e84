"""Routes of live rooms: the console's belong to the host's unit, all others to whoever holds a code or a link."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from quizapp.live import Act, Draft, act, issue_remote, make_room
from quizapp.live.service.making import draw_questions
from tests.contests.makers import make_bank, make_campaign
from tests.house.cases import Case, Open, Scoped, World

_CODE = "the code on the big screen lets everybody in; what a player may do hangs on his phone (tests/live/test_api.py)"
_LINK = "an unguessable link that was handed over, for this room alone, until it is taken back"


def _draft(world: World) -> Mapping[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"dm{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"bank{world.number}")
    room = make_room(
        world.session, Draft(title="直播答题"), campaign_id=campaign.id, unit_id=world.owner.id, actor="staff:1",
        now=world.now,
    )  # fmt: skip
    draw_questions(
        world.session, room.id, bank_ids=(bank_id,), count=3, seconds=20, points=10, rng=Random(1), now=world.now
    )
    return {"room_id": room.id}


def _room(world: World) -> Mapping[str, int]:
    found = _draft(world)
    act(world.session, found["room_id"], Act(action="open", revision=0), actor="staff:1", now=world.now)
    return found


def _finished(world: World) -> Mapping[str, int]:
    found = _room(world)
    act(world.session, found["room_id"], Act(action="finish", revision=1), actor="staff:1", now=world.now)
    return found


def _remote_out(world: World) -> Mapping[str, int]:
    found = _room(world)
    issue_remote(world.session, found["room_id"], actor="staff:1", now=world.now)
    return found


CASES: dict[str, Case] = {
    "live_console.show": Scoped(build=_room),
    "live_console.edit": Scoped(build=_draft, form={"title": "新标题"}),
    "live_console.open_lobby": Scoped(build=_draft),
    "live_console.copy": Scoped(build=_room),
    "live_console.void": Scoped(build=_finished, form={"reason": "题目放错了"}),
    "live_console.delete": Scoped(build=_draft),
    "live_questions.draw": Scoped(build=_draft, form={"count": "2", "seconds": "20", "points": "10"}),
    "live_questions.pick": Scoped(build=_draft),
    "live_questions.change": Scoped(build=lambda world: {**_draft(world), "place": 2}, form={"do": "up"}),
    "live_files.results": Scoped(build=lambda world: {**_room(world), "what": "people", "fmt": "csv"}),
    "live_host.show": Scoped(build=_room),
    "live_host.take": Scoped(build=_room, form={"action": "next", "revision": "1"}),
    "live_host.hand_over": Scoped(build=_room),
    "live_host.revoke": Scoped(build=_remote_out),
    "live_screen.open_screen": Scoped(build=_room),
    "live_host_api.read_staff": Scoped(build=_room),
    "live_host_api.act_staff": Scoped(build=_room, json={"action": "next", "revision": 1}),
    "live_host_api.read_remote": Open(why=_LINK),
    "live_host_api.act_remote": Open(why=_LINK),
    "live_host_api.read_screen": Open(why="the big screen's own link shows what the hall sees"),
    "live_remote.show_remote": Open(why=_LINK),
    "live_remote.take_remote": Open(why=_LINK),
    "live_remote.hand_on": Open(why=_LINK),
    "live_screen.show": Open(why="the big screen's own link shows what the hall sees"),
    "live_phone.room": Open(why=_CODE),
    "live_phone.come_in": Open(why=_CODE),
    "live_phone.send": Open(why=_CODE),
    "live_phone.move": Open(why=_CODE),
    "live_phone.go_on": Open(why=_CODE),
    "live_phone.result": Open(why=_CODE),
    "live_phone.replay": Open(why=_CODE),
    "live_api.me": Open(why=_CODE),
    "live_api.come_in": Open(why=_CODE),
    "live_api.take": Open(why=_CODE),
    "live_api.move_code": Open(why=_CODE),
    "live_api.move": Open(why=_CODE),
}
