"""Routes of archives that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.house.cases import Scoped, World
from tests.support.month import open_month, plan_session


def _session(world: World) -> Mapping[str, Any]:
    month = open_month(world.session, world.cast, world.now, code=f"ar{world.number}")
    return {"session_id": plan_session(world.session, month, world.owner, kind="escape_drill", now=world.now).id}


CASES = {"archives.show": Scoped(build=_session), "archives.order": Scoped(build=_session)}
