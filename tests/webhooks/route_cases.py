"""Routes of webhooks that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizapp.webhooks.service import add_target
from tests.house.cases import Scoped, World
from tests.support.month import VAULT, open_month


def _target(world: World) -> Mapping[str, Any]:
    month = open_month(world.session, world.cast, world.now, code=f"w{world.number}")
    target, _ = add_target(
        world.session, campaign_id=month.id, unit_id=world.owner.id, name="平台", url="https://example.com/", types=[],
        vault=VAULT, allow_private=False, actor="staff:1", now=world.now,
    )  # fmt: skip
    return {"target_id": target.id}


def _switch(world: World) -> Mapping[str, Any]:
    return {**_target(world), "state": "off"}


CASES = {
    "webhooks.ping": Scoped(build=_target),
    "webhooks.renew_secret": Scoped(build=_target),
    "webhooks.switch": Scoped(build=_switch),
    "webhooks.again": Scoped(build=_target),
}
