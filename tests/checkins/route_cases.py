"""Routes of check-in that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quizapp.activities import SessionFacts, load_facts
from quizapp.checkins import Door, NewHeadcount, NewScan, count_crowd, merge_people, record_scan
from quizapp.people import NewPerson, register_person
from tests.house.cases import Open, Scoped, World
from tests.support.month import VAULT, add_person, open_month, plan_session


def build(world: World) -> tuple[SessionFacts, int]:
    """A session of the owner, and somebody of its unit."""
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    facts = plan_session(world.session, month, world.owner, now=world.now)
    return facts, add_person(world.session, month, world.owner, now=world.now).id


def _session(world: World) -> Mapping[str, Any]:
    return {"session_id": build(world)[0].id}


def _export(world: World) -> Mapping[str, Any]:
    return {"session_id": build(world)[0].id, "fmt": "csv"}


def _person(world: World) -> Mapping[str, Any]:
    facts, person_id = build(world)
    scan = NewScan(nonce="first", person_id=person_id, door=Door.HELPER, scanned_at=world.now)
    record_scan(world.session, facts.id, scan, actor="staff:1", now=world.now)
    return {"session_id": facts.id, "who": f"p{person_id}"}


def _crowd(world: World) -> Mapping[str, Any]:
    facts, _ = build(world)
    new = NewHeadcount(
        unit_id=world.owner.id, people=160, is_approximate=True, counted_by="李主任", method="estimate",
        nonce=f"crowd-{world.number}",
    )  # fmt: skip
    made = count_crowd(world.session, facts.id, new, actor="staff:1", now=world.now)
    return {"session_id": facts.id, "headcount_id": made.id}


def _kept_scan(world: World) -> Mapping[str, Any]:
    facts, person_id = build(world)
    scan = NewScan(nonce="kept", person_id=person_id, door=Door.HELPER, scanned_at=world.now)
    record_scan(world.session, facts.id, scan, actor=f"staff:{world.officer.id}", now=world.now)
    return {"session_id": facts.id, "nonce": "kept"}


def _somebody(world: World) -> Mapping[str, Any]:
    return {"person_id": build(world)[1]}


def _code(deed: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {**_somebody(world), "deed": deed}


def _walk_in(world: World) -> Mapping[str, Any]:
    facts, person_id = build(world)
    scan = NewScan(nonce="first", person_id=person_id, door=Door.HELPER, scanned_at=world.now)
    record_scan(world.session, facts.id, scan, actor="staff:1", now=world.now)
    return {"session_id": facts.id, "person_id": person_id}


def _twins(world: World) -> Mapping[str, Any]:
    """A walk-in and somebody else of the same campaign."""
    walk_in = _walk_in(world)
    campaign_id = load_facts(world.session, walk_in["session_id"]).campaign_id
    new = NewPerson(campaign_id=campaign_id, unit_id=world.owner.id, name="李四", origin="helper")
    kept = register_person(world.session, new, device_hash=None, vault=VAULT, now=world.now)
    return {**walk_in, "who": f"p{kept.id}"}


def _merge(world: World) -> Mapping[str, Any]:
    twins = _twins(world)
    done = merge_people(
        world.session, walk_in_id=twins["person_id"], kept_id=int(twins["who"][1:]), reason="同一个人",
        actor="staff:1", now=world.now,
    )  # fmt: skip
    return {"session_id": twins["session_id"], "merge_id": done.merge_id}


_WHY = "the short code on the poster is the key; guessing is met by rate limits"
_SCANS = {
    "sent_at": "2026-06-16T10:00:00+08:00",
    "scans": [{"nonce": "abcdefgh", "person_id": 1, "scanned_at": "2026-06-16T10:00:00+08:00"}],
}

CASES = {
    "door.show": Open(why=_WHY),
    "door.check_in": Open(why=_WHY),
    "door.answer": Open(why="shown to the phone that asked, known by its device key"),
    "sessions.detail": Scoped(build=_session),
    "sessions.attendance": Scoped(build=_session),
    "door_screen.show": Open(why="the key in the address is signed; without it nothing is found"),
    "door_screen.current": Open(why="the key in the address is signed; without it nothing is found"),
    "door_screen.open_screen": Scoped(build=_session),
    "door_settings.edit": Scoped(build=_session, form={"code": "rotating", "code_interval_s": "15", "days": "day"}),
    "door_settings.renew": Scoped(build=_session),
    "door_log.show": Scoped(build=_session),
    "door_log.export": Scoped(build=_export),
    "own_code.show": Open(why="shows the code of the person whom this phone speaks for"),
    "own_code.renew": Open(why="changes the code of the person whom this phone speaks for"),
    "badges.person_code": Scoped(build=_somebody),
    "badges.change_code": Scoped(build=_code("reissue"), form={"reason": "胸牌丢了"}),
    "session_files.qr": Scoped(build=_session),
    "session_files.poster": Scoped(build=_session),
    "session_files.export": Scoped(build=_export),
    "session_files.units": Scoped(build=_export),
    "desk.show": Scoped(build=_session),
    "desk.tick_person": Scoped(build=_person),
    "desk.undo_person": Scoped(build=_person, form={"reason": "点错了"}),
    "desk.walk_in": Scoped(build=_session, form={"name": "王五"}),
    "desk.headcount": Scoped(build=_session, form={"people": "12", "method": "counter", "counted_by": "李主任"}),
    "desk.undo_crowd": Scoped(build=_crowd, form={"reason": "重复"}),
    "walk_ins.show": Scoped(build=_session),
    "walk_ins.merge": Scoped(build=_twins),
    "walk_ins.unmerge": Scoped(build=_merge, form={"reason": "不是"}),
    "checkin_api.state": Scoped(build=_session),
    "checkin_api.result": Scoped(build=_kept_scan),
    "checkin_api.scans": Scoped(build=_session, json=_SCANS),
}
