"""Routes of drills that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizapp.activities import ActivityPlan, SessionFacts, SessionPlan, load_facts
from quizapp.drills import Drill, give_all_clear, issue_links, list_links, list_zones, plan_drill, sound_alarm
from tests.house.cases import Open, Scoped, World
from tests.support.month import open_month, plan_session


def _drill(world: World) -> tuple[Drill, SessionFacts]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    drill = plan_drill(
        world.session, month.id, ActivityPlan(unit_id=world.owner.id, kind="evacuation_drill", title="疏散演练"),
        SessionPlan(host_unit_id=world.owner.id, starts_at=world.now, place="广场", expected=3),
        nonce=f"drill-{world.number}", actor="staff:1", now=world.now,
    )  # fmt: skip
    return drill, load_facts(world.session, drill.session_id)


def _plain(world: World) -> Mapping[str, Any]:
    return {"drill_id": _drill(world)[0].id}


def _zone(world: World) -> Mapping[str, Any]:
    drill, _ = _drill(world)
    return {"drill_id": drill.id, "zone_id": list_zones(world.session, drill.id)[0].id}


def _link(world: World) -> Mapping[str, Any]:
    drill, held = _drill(world)
    issue_links(world.session, drill, held, now=world.now)
    link = list_links(world.session, drill, world.settings.key_for("drill-wardens"), now=world.now)[0]
    return {"drill_id": drill.id, "zone_id": link.zone.id}


def _said(world: World) -> Mapping[str, Any]:
    return {"drill_id": _drill(world)[0].id, "word": "alarm"}


def _decided(world: World) -> Mapping[str, Any]:
    drill, _ = _drill(world)
    sound_alarm(world.session, drill.id, actor="staff:1", now=world.now)
    give_all_clear(world.session, drill.id, reason="演示", actor="staff:1", now=world.now)
    return {"drill_id": drill.id, "word": "reopen"}


def _session(world: World) -> Mapping[str, Any]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    return {"session_id": plan_session(world.session, month, world.owner, kind="escape_drill", now=world.now).id}


_WHY = "the token is 120 bits that only this installation can compute, of one zone, for some hours"

CASES = {
    "drills.detail": Scoped(build=_plain),
    "drills.edit": Scoped(build=_plain, form={"content": "special", "form": "live", "purpose": "test"}),
    "drills.adopt": Scoped(build=_session),
    "drill_plan.plan": Scoped(build=_plain, form={"lines": "全体, 广场, 40"}),
    "drill_plan.issue": Scoped(build=_plain),
    "drill_plan.cards": Scoped(build=_plain),
    "drill_plan.revoke": Scoped(build=_link),
    "drill_plan.code": Scoped(build=_link),
    "muster.board": Scoped(build=_plain),
    "muster.screen": Scoped(build=_plain),
    "muster.zone": Scoped(build=_zone),
    # whom they mean is known only once the drill is made: without it both answer 422 to whoever is let in
    "muster.mark": Scoped(build=_zone, form={"tap": ""}),
    "muster.count": Scoped(build=_zone, form={"people": "3"}),
    "muster.clear": Scoped(build=_plain, form={"expected_id": "1", "state": "arrived", "reason": ""}),
    "muster.timeline": Scoped(build=_plain),
    "drill_command.say": Scoped(build=_said),
    "drill_command.decide": Scoped(build=_decided, form={"reason": "有人又回楼里"}),
    "drill_due.unit": Scoped(build=lambda world: {"unit_id": world.owner.id}, form={"rule": "cn-high-risk"}),
    "drill_due.export": Open(why="names a format; what is in the file are the units of whoever asks"),
    "warden.show": Open(why=_WHY),
    "warden.mark": Open(why=_WHY),
    "warden.count": Open(why=_WHY),
}
