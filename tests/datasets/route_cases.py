"""Routes of data sets that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping

from tests.house.cases import Scoped, World
from tests.support.month import open_month


def _place(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    return {"campaign_id": month.id, "unit_id": world.owner.id}


CASES = {
    "datasets.choose": Scoped(build=_place),
    "datasets.order": Scoped(build=_place, form={"content": "lines", "format": "csv"}),
}
