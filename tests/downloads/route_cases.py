"""Routes of downloads: a file belongs to whoever ordered it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from quizapp.downloads import Download, Order, order_download
from tests.house.cases import Case, Personal, World


def _ordered(world: World) -> Mapping[str, str]:
    order = Order(
        purpose="contest.papers", staff_id=world.officer.id, unit_id=world.owner.id, permission="export", title="答卷",
        format="csv", origin="/console/contests", choices={},
    )  # fmt: skip
    return {"token": order_download(world.session, order, now=world.now)}


def _made(world: World) -> Mapping[str, str]:
    made = _ordered(world)
    ready = {"state": "ready", "size": 0, "ready_at": world.now, "done": 0, "total": 0}
    world.session.execute(update(Download).where(Download.token == made["token"]).values(ready))
    return made


CASES: dict[str, Case] = {
    "downloads.status": Personal(build=_made),
    "downloads.fetch": Personal(build=_made),
    "downloads.drop": Personal(build=_made),
}
