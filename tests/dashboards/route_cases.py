"""Routes of dashboards that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.dashboards import switch_on
from tests.house.cases import Open, Scoped, World
from tests.support.month import open_month


def _place(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    return {"campaign_id": month.id, "unit_id": world.owner.id}


def _screen(world: World) -> Mapping[str, str]:
    place = _place(world)
    made = switch_on(world.session, place["campaign_id"], place["unit_id"], actor="staff:1", now=world.now)
    return {"token": made.token}


CASES = {
    "dashboards.show": Scoped(build=_place),
    "dashboards.switch": Scoped(build=_place, form={"do": "on"}),
    "dashboards.screen": Open(why="its address is the key; it shows totals only"),
}
